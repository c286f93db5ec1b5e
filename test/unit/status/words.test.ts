import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/core/contract/failure';
import { failureAction, parseActionId } from '../../../src/core/status/actions';
import { episodeSentence } from '../../../src/core/status/episodeSentence';
import { failureSentence } from '../../../src/core/status/sentences';
import { clockTime } from '../../../src/core/base/timeWords';
import { reasonWords, skipWords } from '../../../src/core/status/words';
import { failureOf } from '../../support/scriptedProvider';
import { resolvedProvider } from '../../support/providerRows';

const until = new Date(2026, 10, 21, 9, 5).getTime();

/** The words of `product.md`; the second half are kinds it has no words for, since no status shows them. */
const words: Readonly<Record<FailureKind, string>> = {
  overloaded: 'overloaded',
  server: 'server error',
  unreachable: 'unreachable',
  'slow-start': 'not answering',
  stalled: 'stalled',
  'cut-off': 'connection lost',
  empty: 'empty answer',
  auth: 'access denied',
  forbidden: 'access denied',
  quota: 'out of credit',
  'rate-limited': 'rate limited',
  intercepted: 'blocked by proxy',
  'wrong-address': 'wrong address',
  'model-missing': 'model missing',
  'local-stopped': 'not running',
  'local-missing': 'model not pulled',
  'local-memory': 'out of memory',
  'local-busy': 'busy',
  'login-lost': 'login expired',
  offline: 'offline',
  'local-loading': 'loading',
  'too-long': 'too long',
  'bad-request': 'bad request',
  refused: 'declined',
  cancelled: 'stopped',
};

const kinds = Object.keys(words) as FailureKind[];

describe('the words for a reason', () => {
  for (const kind of kinds) it(`are "${words[kind]}" for ${kind}`, () => assert.equal(reasonWords(kind), words[kind]));

  it('name the end of a limit by the user’s clock', () => {
    assert.equal(clockTime(until), '09:05');
    assert.equal(reasonWords('quota', { until }), 'limit until 09:05');
  });

  it('blame the key only where that is fair', () => {
    assert.equal(reasonWords('auth', { keyRefused: true }), 'key refused');
    assert.equal(skipWords('auth', { keyRefused: true }), 'key refused');
    assert.equal(skipWords('auth', { keyRefused: false }), 'access denied');
    assert.equal(reasonWords('forbidden', { keyRefused: true }), 'access denied');
  });

  it('know a pause', () => assert.equal(reasonWords('paused'), 'paused'));

  it('say why an entry was passed over', () => {
    assert.equal(skipWords('not-set-up'), 'not set up');
    assert.equal(skipWords('local-only'), 'local only');
    assert.equal(skipWords('quota', { until }), 'limit until 09:05');
  });
});

/** One sentence and one button for every kind; `{model}` is what was asked. */
const table: Readonly<Record<FailureKind, readonly [sentence: string, verb: string, label: string]>> = {
  cancelled: ['The answer was stopped.', 'ask-again', 'Ask again'],
  offline: ['Claude can’t be reached: this machine has no network.', 'try-now', 'Try again'],
  unreachable: ['Claude can’t be reached.', 'try-now', 'Try again'],
  intercepted: ['A proxy or sign-in page answered instead of Claude.', 'open-proxy-settings', 'Proxy settings'],
  'wrong-address': [
    'https://api.claude.test does not answer as Claude should.',
    'open-provider-settings',
    'Check the address',
  ],
  auth: ['Claude refused the key this time; the key itself may be fine.', 'set-key', 'Check the key'],
  forbidden: ['Claude denied access.', 'open-account', 'Open the account page'],
  quota: ['Claude says the credit is used up.', 'open-account', 'Open the account page'],
  'rate-limited': ['Claude is limiting requests for the moment.', 'try-now', 'Try again'],
  overloaded: ['Claude is overloaded.', 'try-now', 'Try again'],
  server: ['Claude had a server error.', 'try-now', 'Try again'],
  'slow-start': ['Claude did not begin to answer in time.', 'try-now', 'Try again'],
  stalled: ['Claude stopped sending before the answer was complete.', 'try-now', 'Try again'],
  'cut-off': ['The connection to Claude was lost before the answer was complete.', 'try-now', 'Try again'],
  empty: ['Claude sent an empty answer.', 'try-now', 'Try again'],
  'model-missing': ['Claude has no model named gemma3:270m.', 'choose-model', 'Choose model'],
  'too-long': ['The conversation is too long for Claude, even shortened.', 'new-chat', 'New chat'],
  'bad-request': ['Claude rejected the request.', 'open-log', 'Open log'],
  refused: ['Claude declined to answer this.', 'ask-again', 'Ask again'],
  'local-stopped': ['Claude is not running at https://api.claude.test.', 'start-local', 'Start Claude'],
  'local-missing': ['Claude has not pulled gemma3:270m yet.', 'pull-model', 'Pull gemma3:270m'],
  'local-memory': ['There is not enough memory for gemma3:270m.', 'choose-model', 'Choose smaller'],
  'local-loading': ['Claude is still loading gemma3:270m.', 'try-now', 'Try again'],
  'local-busy': ['Claude is busy with another request.', 'try-now', 'Try again'],
  'login-lost': ['The Claude login has expired.', 'log-in', 'Log in again'],
};

describe('a failure told to the user', () => {
  const claude = resolvedProvider('claude', { keyPage: 'https://keys.test' });
  /** What only a local server says is said here by an Ollama. */
  const subject = (kind: FailureKind) => (kind.startsWith('local-') ? { ...claude, type: 'ollama' as const } : claude);
  const model = 'gemma3:270m';

  for (const kind of kinds)
    it(`is one sentence and one action for ${kind}`, () => {
      const [sentence, verb, label] = table[kind];
      assert.equal(failureSentence(failureOf(kind), subject(kind), { model }), sentence);
      const id = verb === 'pull-model' ? `${verb}:claude/${model}` : `${verb}:claude`;
      assert.deepEqual(failureAction(failureOf(kind), subject(kind), { model }), { id, label });
    });

  it('offers of another local server neither a pull nor a start, which only Ollama can be told', () => {
    const studio = resolvedProvider('lmstudio', { label: 'LM Studio', local: true, type: 'openai' });
    assert.equal(
      failureSentence(failureOf('local-missing'), studio, { model }),
      `LM Studio has no model named ${model}.`,
    );
    assert.equal(failureAction(failureOf('local-missing'), studio, { model }).id, 'choose-model:lmstudio');
    assert.equal(failureAction(failureOf('local-stopped'), studio).id, 'try-now:lmstudio');
  });

  it('offers no pull of a model that runs at ollama.com, by its name or by what its server says', () => {
    const ollama = resolvedProvider('ollama', { local: true });
    const disguised = {
      ...failureOf('local-missing'),
      evidence: { phase: 'connect', text: 'runs at ollama.com' },
    } as const;
    for (const [failure, name] of [
      [failureOf('local-missing'), 'gpt-oss:120b-cloud'],
      [disguised, 'mine:latest'],
    ] as const) {
      const sentence = `${name} runs at ollama.com, not on this machine, and is never asked.`;
      assert.equal(failureSentence(failure, ollama, { model: name }), sentence);
      assert.equal(failureAction(failure, ollama, { model: name }).id, 'choose-model:ollama');
    }
  });

  it('blames the key only when the free check refused it too', () => {
    const known = { keyRefusedByCheck: true };
    assert.equal(failureSentence(failureOf('auth'), claude, known), 'Claude does not accept your key.');
    assert.equal(failureAction(failureOf('auth'), claude, known).label, 'Enter a new key');
  });

  it('names the end of a limit', () => {
    assert.equal(
      failureSentence(failureOf('quota', { until }), claude),
      'Claude has reached its usage limit until 09:05.',
    );
  });

  it('offers another provider where no account page is known', () => {
    const own = resolvedProvider('own');
    assert.equal(failureAction(failureOf('quota'), own).id, 'choose-provider:own');
  });

  it('quotes the provider’s own words about a bad request on one line, and not for ever', () => {
    const said = (text: string): string =>
      failureSentence(failureOf('bad-request', { evidence: { phase: 'headers', text } }), claude);
    assert.equal(said('max_tokens:\n  too large'), 'Claude rejected the request: max_tokens: too large');
    const long = said('word '.repeat(200));
    assert.ok(long.length < 200 && long.endsWith('word…'), long);
    assert.ok(said('x'.repeat(1_000)).length < 200);
  });

  it('tells an episode by both names and the reason', () => {
    assert.equal(
      episodeSentence('Claude', 'Gemma 4', reasonWords('overloaded')),
      'Claude: overloaded. Gemma 4 answers until Claude is back.',
    );
  });
});

describe('the id of an action', () => {
  it('comes back as what it means, also for an id with a colon', () => {
    assert.deepEqual(parseActionId('set-key:my:own'), { verb: 'set-key', provider: 'my:own' });
  });

  it('carries the model to pull, colons and slashes included', () => {
    for (const model of ['gemma3:4b', 'hf.co/x/gemma-3-4b-it-GGUF:Q4_K_M']) {
      const { id, label } = failureAction(failureOf('local-missing'), resolvedProvider('own', { local: true }), {
        model,
      });
      assert.equal(label, `Pull ${model}`);
      assert.deepEqual(parseActionId(id), { verb: 'pull-model', provider: 'own', model });
    }
    const { id } = failureAction(failureOf('local-missing'), resolvedProvider('ollama', { local: true }));
    assert.deepEqual(parseActionId(id), { verb: 'pull-model', provider: 'ollama' });
  });

  it('that was not made here means nothing', () => {
    for (const id of ['', 'set-key', 'format-disk:claude', ':claude']) assert.equal(parseActionId(id), undefined);
  });
});
