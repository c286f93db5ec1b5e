import assert from 'node:assert/strict';
import { createAnswer, createConversation, type Answer } from '../../../src/core/chat/conversation';
import type { ProviderLookup } from '../../../src/core/chat/knownProviders';
import type { AnswerEvent } from '../../../src/core/contract/events';
import { toAnswerView, toPageState } from '../../../src/editor/chat/view';
import {
  answerAfter,
  claude,
  conversationWith,
  failureOf,
  fileContext,
  gemma,
  lookup,
  switched,
} from '../../support/chatFixtures';

const started: AnswerEvent = { t: 'started', target: claude };
const text = (words: string): AnswerEvent => ({ t: 'text', text: words });
const failed = (...failures: (AnswerEvent & { t: 'failed' })['failures']): AnswerEvent => ({
  t: 'failed',
  failures,
  skipped: [],
});
const view = (answer: Answer, isLast = true): ReturnType<typeof toAnswerView> => toAnswerView(answer, lookup, isLast);

describe('an answer on the page', () => {
  it('carries the name and the label of who wrote it', () => {
    const { name, label, state } = view(answerAfter([started, text('Hi')]));
    assert.equal(name, 'Answer, Claude claude-sonnet-5-5');
    assert.equal(label, 'Claude · claude-sonnet-5-5');
    assert.equal(state, 'streaming');
  });

  it('names both authors and the seam where one carried on', () => {
    const shown = view(answerAfter([started, text('Half'), switched(claude, gemma, 'continue', 4), text(' more')]));
    assert.equal(shown.name, 'Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b');
    assert.equal(shown.label, 'Claude · claude-sonnet-5-5 → Ollama · gemma4:e4b');
    assert.deepEqual(shown.segments, [
      { text: 'Half more', seams: [{ at: 4, label: 'Claude stopped: connection lost. Continued by Gemma 4.' }] },
    ]);
  });

  it('names the seam of an answer that was started again', () => {
    const shown = view(answerAfter([started, text('Old'), switched(claude, gemma, 'restart'), text('New')]));
    assert.equal(shown.segments[0]?.restarted, 'Claude stopped: connection lost. Answer restarted by Gemma 4.');
    assert.equal(shown.segments[1]?.text, 'New');
  });

  it('carries the shield when it was not the first choice that answered', () => {
    const start = createAnswer('a', 0, claude);
    assert.equal(view(answerAfter([started, text('x')], start)).standIn, false);
    assert.equal(view(answerAfter([{ t: 'started', target: gemma }, text('x')], start)).standIn, true);
  });

  it('says what was left out, and for whom', () => {
    const events: AnswerEvent[] = [
      { t: 'notice', kind: 'trimmed', leftOut: 'Older turns' },
      { t: 'started', target: gemma },
    ];
    assert.deepEqual(view(answerAfter(events)).notices, ['Older turns were left out to fit Gemma 4.']);
  });

  it('has one sentence and one action when one target failed', () => {
    const shown = view(answerAfter([started, failed({ target: claude, failure: failureOf('overloaded') })]));
    assert.equal(shown.state, 'failed');
    assert.equal(shown.card?.sentence, 'Claude is overloaded.');
    assert.deepEqual(shown.card?.actions, [
      { id: 'try-now:claude', label: 'Try again' },
      { id: 'send-when-back', label: 'Send when someone is back' },
    ]);
    assert.equal(shown.canRetry, true);
  });

  it('blames a key only where that is fair: after a failure, and where it was passed over for it', () => {
    const fair: ProviderLookup = (id) => {
      const provider = lookup(id);
      return provider && { ...provider, keyRefused: true };
    };
    const asked = answerAfter([started, failed({ target: claude, failure: failureOf('auth') })]);
    const passedOver = answerAfter([{ t: 'failed', failures: [], skipped: [{ provider: 'claude', why: 'auth' }] }]);
    for (const answer of [asked, passedOver]) {
      assert.match(toAnswerView(answer, lookup, true).card?.sentence ?? '', /the key itself may be fine/);
      assert.equal(toAnswerView(answer, fair, true).card?.sentence, 'Claude does not accept your key.');
      assert.equal(toAnswerView(answer, fair, true).card?.actions[0]?.label, 'Enter a new key');
    }
  });

  it('says why per provider when nobody could answer', () => {
    const shown = view(
      answerAfter([
        started,
        {
          t: 'failed',
          failures: [{ target: claude, failure: failureOf('auth') }],
          skipped: [
            { provider: 'ollama', why: 'local-stopped' },
            { provider: 'mistral', why: 'not-set-up' },
          ],
        },
      ]),
    );
    assert.equal(shown.card?.sentence, 'Nobody could answer.');
    assert.deepEqual(
      shown.card?.details?.map(({ action }) => action?.id),
      ['set-key:claude', 'start-local:ollama'],
    );
  });

  it('says what is not set up when that is all there is', () => {
    const shown = view(
      answerAfter([
        {
          t: 'failed',
          failures: [],
          skipped: [
            { provider: 'claude', why: 'not-set-up' },
            { provider: 'ollama', why: 'not-set-up' },
            { provider: 'nonsense', why: 'unknown-provider' },
          ],
        },
      ]),
    );
    const details = shown.card?.details ?? [];
    assert.deepEqual(
      details.map(({ action }) => action?.label),
      ['Enter a key', 'Start Ollama', 'Provider settings'],
    );
    assert.match(details[2]?.sentence ?? '', /nonsense/);
  });

  it('offers to carry on what was cut', () => {
    const cut = view(answerAfter([started, text('Half'), failed({ target: claude, failure: failureOf('stalled') })]));
    assert.equal(cut.state, 'cut-off');
    assert.deepEqual(
      cut.card?.actions.map(({ id }) => id),
      ['carry-on', 'try-now:claude', 'send-when-back'],
    );
  });

  it('asks the user’s word, and shows the same button again after the ask has ended', () => {
    const asking = answerAfter([
      started,
      {
        t: 'offer',
        reason: 'failover',
        failure: failureOf('overloaded'),
        from: claude,
        next: gemma,
        accept: () => undefined,
        decline: () => undefined,
      },
    ]);
    assert.deepEqual(view(asking).card, {
      sentence: 'Claude is overloaded.',
      actions: [
        { id: 'offer-accept', label: 'Ask Gemma 4' },
        { id: 'offer-decline', label: 'Leave it' },
      ],
    });
    const ended = answerAfter([{ t: 'done', target: claude, outcome: 'stopped' }], asking);
    assert.deepEqual(view(ended).card?.actions, [{ id: 'offer-accept', label: 'Ask Gemma 4' }]);
  });

  it('offers to switch while somebody is slow, and no longer once there is text', () => {
    const slow: AnswerEvent = {
      t: 'notice',
      kind: 'slow',
      target: claude,
      offer: { next: gemma, switchNow: () => undefined },
    };
    const waiting = view(answerAfter([started, slow]));
    assert.deepEqual(waiting.card, {
      sentence: 'Claude is slow to answer. Gemma 4 can answer instead.',
      actions: [{ id: 'switch-now', label: 'Switch now' }],
      isWaiting: true,
    });
    assert.deepEqual(waiting.notices, []);
    assert.equal(view(answerAfter([started, slow, text('At last.')])).card, undefined);
    assert.equal(view(answerAfter([started, slow, { t: 'done', target: claude, outcome: 'stopped' }])).card, undefined);
    const { offer: _offer, ...alone } = slow;
    assert.deepEqual(view(answerAfter([started, alone])).notices, ['Claude is slow to answer.']);
  });

  it('can be acted on only at the end of the conversation', () => {
    const answer = answerAfter([started, failed({ target: claude, failure: failureOf('server') })]);
    const shown = view(answer, false);
    assert.equal(shown.canRetry, false);
    assert.deepEqual(shown.card?.actions, []);
  });

  it('is still shown when its provider is gone from the settings', () => {
    const lost = { provider: 'gone', model: 'm1', use: 'chat' } as const;
    assert.equal(view(answerAfter([{ t: 'started', target: lost }, text('x')])).label, 'gone · m1');
  });
});

describe('the page', () => {
  it('is whole in one state', () => {
    const answer = answerAfter([started, text('Hi'), { t: 'usage', target: claude, input: 5, output: 2 }]);
    const conversation = { ...conversationWith(answer), draft: 'next' };
    const chips = [{ id: 'f', label: 'a.ts', kind: 'file', removable: true }] as const;
    const state = toPageState(
      {
        conversation: {
          ...conversation,
          turns: conversation.turns.map((turn) =>
            turn.role === 'user' ? { ...turn, context: [fileContext('f', 'x')] } : turn,
          ),
        },
        summaries: [{ id: 'c2', title: '', updatedAt: 3 }],
        chips,
        busy: true,
        target: claude,
        setUp: [],
        banner: 'Recovered.',
        draftsRead: 1,
      },
      lookup,
    );
    assert.equal(state.title, 'What is this?');
    assert.deepEqual(state.conversations, [{ id: 'c2', title: 'New chat', updatedAt: 3 }]);
    assert.deepEqual(state.target, {
      provider: 'claude',
      model: 'claude-sonnet-5-5',
      label: 'Claude · claude-sonnet-5-5',
    });
    assert.equal(state.draft, 'next');
    assert.equal(state.banner, 'Recovered.');
    const [question, shown] = state.turns;
    assert.ok(question?.role === 'user' && shown?.role === 'assistant');
    assert.deepEqual(question.chips, [{ id: 'f', label: 'f.ts', kind: 'file', title: 'src/f.ts', removable: false }]);
    assert.equal(shown.usage, '5 in · 2 out · <$0.01');
  });

  it('of an empty chat has a name and no target before anything is set up', () => {
    const state = toPageState(
      {
        conversation: createConversation('c', 0),
        summaries: [],
        chips: [],
        busy: false,
        target: undefined,
        setUp: [{ id: 'set-key:claude', label: 'Claude key' }],
        banner: undefined,
        draftsRead: 0,
      },
      lookup,
    );
    assert.equal(state.title, 'New chat');
    assert.equal('target' in state, false);
    assert.equal(state.setUp.length, 1);
  });
});
