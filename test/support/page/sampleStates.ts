import type { AnswerView, PageState } from '../../../src/protocol/state';

const ANSWER: AnswerView = {
  role: 'assistant',
  id: 'a1',
  name: 'Answer, Claude claude-sonnet-5-5',
  label: 'Claude · claude-sonnet-5-5',
  state: 'complete',
  segments: [{ text: '', seams: [] }],
  notices: [],
  canRetry: true,
};

const EMPTY: PageState = {
  conversationId: 'c1',
  title: '',
  turns: [],
  conversations: [],
  draft: '',
  chips: [],
  busy: false,
  setUp: [],
};

const RICH = `The race is in **\`debounce\`**: the timer is cleared *after* the new one is set, so the first call wins.

## What happens

1. \`schedule()\` stores the new handle.
2. \`clearTimeout\` then clears **that** handle.
   - The old timer still fires.
   - The new one never does.

\`\`\`ts
export function debounce<A extends unknown[]>(action: (...args: A) => void, ms: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Clear first: the handle below must be the live one.
  return (...args: A): void => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), ms);
  };
}
\`\`\`

| Case | Before | After |
|:-----|:------:|------:|
| one call | 1 | 1 |
| two calls | **2** | 1 |

> A test with a fake clock would have caught this.

See [the documentation](https://developer.mozilla.org/docs/Web/API/clearTimeout) and [src/debounce.ts](src/debounce.ts#L4).`;

const SEAM = 'Claude stopped: connection lost. Continued by Gemma 4.';

function cut(text: string): AnswerView['segments'] {
  const at = text.indexOf('‖');
  return [{ text: text.replace('‖', ''), seams: [{ at, label: SEAM }] }];
}

const CARRIED: AnswerView = {
  ...ANSWER,
  id: 'a2',
  name: 'Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b',
  label: 'Claude · claude-sonnet-5-5, continued by Ollama · gemma4:e4b',
  standIn: true,
  segments: cut(
    'Memoise by the arguments. A `Map` keeps insertion order, which gives the eviction for free:\n\n```python\ndef remember(limit):\n    cache = {}\n    def wrap(f):\n        def inner(*args):\n            if args not in ca‖che:\n                cache[args] = f(*args)\n            return cache[args]\n        return inner\n    return wrap\n```\n\nThe limit is checked on each insertion.',
  ),
  usage: '1,204 in · 356 out · $0.01',
};

const TARGET = { provider: 'claude', model: 'claude-sonnet-5-5', label: 'Claude · claude-sonnet-5-5' };

const TALK: PageState = {
  ...EMPTY,
  title: 'Why does debounce fire twice?',
  target: TARGET,
  chips: [
    { id: 'f', label: 'debounce.ts', kind: 'file', title: 'src/debounce.ts', removable: true },
    { id: 'i', label: 'CLAUDE.md', kind: 'instructions', removable: false },
  ],
  conversations: [
    { id: 'c1', title: 'Why does debounce fire twice?', updatedAt: Date.now() - 60_000 },
    { id: 'c2', title: 'A parser for the Anthropic event stream with split frames', updatedAt: Date.now() - 7_200_000 },
    { id: 'c3', title: 'Name this function', updatedAt: Date.now() - 3 * 86_400_000 },
  ],
  turns: [
    {
      role: 'user',
      id: 'u1',
      text: 'Why does debounce fire twice?',
      chips: [{ id: 's', label: 'debounce.ts:4-12', kind: 'selection', removable: false }],
    },
    { ...ANSWER, segments: [{ text: RICH, seams: [] }], usage: '1,204 in · 356 out · $0.01', thinking: 'The timer…' },
  ],
};

const question = (id: string, text: string): PageState['turns'][number] => ({ role: 'user', id, text, chips: [] });

/** States of the page that are worth looking at, by name. */
export const SAMPLE_STATES: Readonly<Record<string, PageState>> = {
  empty: {
    ...EMPTY,
    setUp: [
      { id: 'set-key:claude', label: 'Claude key' },
      { id: 'start-local:ollama', label: 'Start Ollama' },
    ],
  },
  ready: { ...EMPTY, target: TARGET, chips: TALK.chips },
  talk: TALK,
  carried: {
    ...TALK,
    turns: [
      question('u2', 'Write a memoise decorator with a limit.'),
      CARRIED,
      question('u3', 'And in one sentence?'),
      {
        ...CARRIED,
        id: 'a3',
        segments: cut('It remembers the results of a function by its ‖arguments and forgets the oldest one when there are too many.'),
        notices: ['Older turns were left out to fit Gemma 4.'],
      },
    ],
  },
  restarted: {
    ...TALK,
    turns: [
      question('u4', 'What is a closure?'),
      {
        ...CARRIED,
        id: 'a4',
        segments: [
          { text: 'A closure is a fun', seams: [], restarted: 'Claude stopped: stalled. Answer restarted by Gemma 4.' },
          { text: 'A closure is a function together with the variables of the place it was written in.', seams: [] },
        ],
      },
      question('u5', 'List three uses.'),
      { ...ANSWER, id: 'a5', state: 'stopped', segments: [{ text: '- event handlers\n- partial appl', seams: [] }] },
    ],
  },
  streaming: {
    ...TALK,
    busy: true,
    draft: 'The next question,\nalready being typed',
    turns: [
      question('u6', 'Explain the breaker.'),
      { ...ANSWER, id: 'a6', state: 'streaming', canRetry: false, segments: [{ text: 'A breaker stands before each target. It is **closed** while', seams: [] }] },
    ],
  },
  waiting: {
    ...TALK,
    busy: true,
    turns: [
      question('u7', 'Explain the breaker.'),
      { ...ANSWER, id: 'a7', label: 'Ollama · gemma4:e4b', standIn: true, state: 'waiting', canRetry: false, notices: ['Gemma 4 is loading into memory.'] },
    ],
  },
  failed: {
    ...TALK,
    banner: 'The last answer was cut off when the editor closed. Its text is kept.',
    turns: [
      question('u8', 'Explain the breaker.'),
      {
        ...ANSWER,
        id: 'a8',
        state: 'failed',
        card: {
          sentence: 'Nobody on the route can answer.',
          details: [
            { sentence: 'Claude: overloaded.', action: { id: 'try-now:claude', label: 'Try again' } },
            { sentence: 'Ollama is not running at http://127.0.0.1:11434.', action: { id: 'start-local:ollama', label: 'Start Ollama' } },
          ],
          actions: [
            { id: 'send-later', label: 'Send when someone is back' },
            { id: 'open-log', label: 'Open log' },
          ],
        },
      },
      question('u9', 'Use the paid one?'),
      {
        ...ANSWER,
        id: 'a9',
        state: 'waiting',
        canRetry: false,
        card: {
          sentence: 'Claude says the credit is used up. OpenAI is next and costs money.',
          actions: [
            { id: 'accept', label: 'Use OpenAI' },
            { id: 'decline', label: 'Not now' },
          ],
        },
      },
    ],
  },
}; // prettier-ignore
