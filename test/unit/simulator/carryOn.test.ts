import assert from 'node:assert/strict';
import { carryOnTurns } from '../../../src/core/routing/seam';
import { carryOn, carryOnWays, readCarryOn, type CarryOnWay } from '../../simulator/carryOn';
import { knownText } from '../../simulator/knownText';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import type { ServiceId } from '../../simulator/services';
import { strikeAt, type StrikePoint } from '../../simulator/strike';
import type { PromptMessage } from '../../simulator/wire';
import { rawAsk } from './rawAsk';

const question: PromptMessage = { role: 'user', text: 'How does a stand-in take over?' };
const partial = knownText.slice(0, 400);
const known = {
  isBeginning: (text: string) => text !== '' && text.length < knownText.length && knownText.startsWith(text),
  isWhole: (text: string) => text === knownText,
  wasCut: () => true,
};

function asking(cut: string): readonly PromptMessage[] {
  return [question, ...carryOnTurns(cut).map(({ role, text }) => ({ role, text }))];
}

/** The same conversation with its last user turn in other words. */
function asked(user: string, assistant = partial.trimEnd()): readonly PromptMessage[] {
  return [question, { role: 'assistant', text: assistant }, { role: 'user', text: user }];
}

function problemsOf(messages: readonly PromptMessage[], answers = known): string {
  const found = readCarryOn(messages, answers);
  return found.t === 'malformed' ? found.problems.join('; ') : found.t;
}

describe('the reader of carry-on prompts', () => {
  it('takes what the router writes, at any cut', () => {
    for (let at = 210; at < knownText.length - 1; at += 37) {
      assert.deepEqual(readCarryOn(asking(knownText.slice(0, at)), known), {
        t: 'asked',
        partial: knownText.slice(0, at).trimEnd(),
      });
    }
  });

  it('sees nothing in an ordinary conversation', () => {
    assert.equal(problemsOf([question]), 'none');
    assert.equal(problemsOf(asked('And what about Ollama?', knownText)), 'none');
    assert.equal(problemsOf(asked('And what about Ollama?'), { ...known, wasCut: () => false }), 'none');
  });

  it('names what is wrong with a prompt of another shape', () => {
    const end = partial.trimEnd().slice(-100);
    const good = `Your previous response was interrupted and ended with "${end}". Continue from exactly there. Output only the remaining text.`;
    assert.equal(problemsOf(asked(good)), 'asked');
    assert.match(problemsOf(asked('Go on.')), /does not say that the answer was interrupted.*does not quote/);
    assert.match(
      problemsOf(asked(good.replace(end, 'something else that is long enough to be quoted in a prompt of this kind'))),
      /not the end/,
    );
    assert.match(problemsOf(asked(good.replace(end, end.slice(-20)))), /has 20 characters/);
    assert.match(problemsOf(asked(good.replace(end, partial.trimEnd().slice(-300)))), /has 300 characters/);
    assert.match(problemsOf(asked(good.replace('Output only the remaining text.', ''))), /only the remaining text/);
    assert.match(problemsOf(asked(good, `${partial.trimEnd()}\n`)), /ends with white space/);
    assert.match(problemsOf(asked(good, partial.trimEnd().slice(1))), /not the beginning of the answer/);
    assert.match(problemsOf(asked(good).slice(1)), /no user turn stands before/);
  });

  it('speaks the rest in five ways', () => {
    const fenced = knownText.slice(0, knownText.indexOf('let shown') + 6);
    assert.equal(partial + carryOn(knownText, partial, 'exact', 0), knownText);
    assert.equal(carryOn(knownText, partial, 'repeat', 50), knownText.slice(350));
    assert.ok(carryOn(knownText, fenced, 'fence', 0).startsWith("```typescript\nown = '';"));
    assert.equal(carryOn(knownText, partial, 'fence', 0), knownText.slice(400));
    assert.match(carryOn(knownText, partial, 'preamble', 0), /^Sure.*:\n\n/);
    assert.equal(carryOn(knownText, partial, 'restart', 0), knownText);
  });
});

describe('a stand-in of the simulator', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ only: ['claude', 'ollama', 'llamacpp', 'mistral'] });
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  /** Cuts Claude's answer and returns what came through. */
  async function cutAt(
    point: StrikePoint,
    service: ServiceId = 'claude',
    messages?: readonly PromptMessage[],
  ): Promise<string> {
    simulator.control.set({ service, fault: 'reset', phase: 'midAnswer', count: 1, ...point });
    return visible((await rawAsk(simulator, service, 5_000, messages)).body);
  }

  async function standIn(messages: readonly PromptMessage[], service: ServiceId = 'ollama'): Promise<string> {
    return visible((await rawAsk(simulator, service, 5_000, messages)).body);
  }

  for (const point of [
    { afterChars: 400 },
    { inside: 'fence' },
    { inside: 'multibyte' },
    { afterText: '| --- |' },
  ] as const) {
    it(`carries on from a cut ${JSON.stringify(point)} in every way`, async () => {
      const shown = await cutAt(point);
      assert.equal(shown, knownText.slice(0, strikeAt(knownText, point, 8).offset));
      for (const way of carryOnWays) {
        simulator.control.script('ollama', { carryOn: way, repeatChars: 80 });
        assert.equal(await standIn(asking(shown)), carryOn(knownText, shown.trimEnd(), way, 80), way);
      }
      assert.deepEqual(simulator.control.journal.violations, []);
    });
  }

  it('carries on a second cut', async () => {
    const first = await cutAt({ afterChars: 400 });
    for (const way of ['exact', 'repeat', 'preamble'] satisfies CarryOnWay[]) {
      simulator.control.script('ollama', { carryOn: way });
      await cutAt({ afterChars: 600 }, 'ollama', asking(first));
      const both = knownText.slice(0, 980);
      assert.equal(both.trimEnd() + (await standIn(asking(both), 'mistral')), knownText);
    }
    assert.deepEqual(simulator.control.journal.violations, []);
  });

  it('records a cut answer that is sent on without the right words', async () => {
    const shown = await cutAt({ afterChars: 400 });
    await standIn(asked('Please go on.', shown.trimEnd()));
    assert.match(
      simulator.control.journal.violations[0]?.problem ?? '',
      /does not say that the answer was interrupted/,
    );
    assert.equal(simulator.control.journal.requests.at(-1)?.carryOn, 'malformed');
  });

  it('lets a beginning pass that the user stopped, or that the test allows', async () => {
    const shown = await cutAt({ afterChars: 400 });
    await standIn(asked('Something else.', shown.slice(0, 200)));
    simulator.control.allowPartials = true;
    await standIn(asked('Something else.', shown));
    assert.deepEqual(simulator.control.journal.violations, []);
  });

  it('continues natively where the real server does', async () => {
    const messages: readonly PromptMessage[] = [question, { role: 'assistant', text: partial }];
    // It says the message that it carries on once more before the rest.
    assert.equal(await standIn(messages, 'llamacpp'), knownText);
    assert.equal((await rawAsk(simulator, 'mistral', 5_000, messages)).status, 400);
    await standIn([question, { role: 'assistant', text: 'Never said.' }], 'llamacpp');
    assert.equal(simulator.control.journal.violations.length, 1);
  });

  it('refuses prefill as Claude does, and records it', async () => {
    const answer = await rawAsk(simulator, 'claude', 5_000, [question, { role: 'assistant', text: partial }]);
    assert.equal(answer.status, 400);
    assert.match(
      answer.body,
      /This model does not support assistant message prefill\. The conversation must end with a user message\./,
    );
    assert.equal(simulator.control.journal.violations.length, 1);
  });
});

/** The text in a raw stream of any wire, its last half frame left out. */
function visible(body: string): string {
  let text = '';
  for (const line of body.split('\n')) {
    const json = line.replace(/^data: /, '');
    if (!json.startsWith('{')) continue;
    try {
      const frame = JSON.parse(json) as {
        delta?: { text?: string };
        message?: { content?: unknown };
        choices?: { delta?: { content?: string } }[];
      };
      const said = frame.delta?.text ?? frame.message?.content ?? frame.choices?.[0]?.delta?.content;
      if (typeof said === 'string') text += said;
    } catch {
      return text;
    }
  }
  return text;
}
