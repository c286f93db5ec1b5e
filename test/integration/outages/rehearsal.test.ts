import assert from 'node:assert/strict';
import { renderCompletion } from '../../../src/core/completions/render';
import type { CompletionAsk } from '../../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { FailurePhase } from '../../../src/core/contract/failure';
import { rehearsalChoices, wireOf, type RehearsalChoice } from '../../../src/core/outages/rehearsal/rehearsalChoices';
import type { RehearsalRecord } from '../../../src/core/outages/rehearsal/rehearsalRecord';
import type { RenderCompletion } from '../../../src/core/routing/errand';
import { createRealWorld } from '../../support/realWorld';
import { story } from '../../support/routingWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

/** What the simulator cannot play here: no server can do the one, the other needs TLS. */
const unplayed = new Set(['nothing', 'foreignCertificate']);

describe('a rehearsed outage on real SDKs', function () {
  this.timeout(60_000);
  let world: World;
  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  afterEach(() => world.stop());

  async function rehearse(id: string, choice: RehearsalChoice, forMs?: number): Promise<void> {
    const provider = world.engine.registry.resolved(id);
    const wire = provider && wireOf(provider);
    assert.ok(provider && wire);
    await world.engine.rehearsal.start({ ...choice, provider, wire, ...(forMs === undefined ? {} : { forMs }) });
  }

  /** Rehearses, asks, ends the rehearsal, and asks again while the simulator plays the same fault itself. */
  async function playBoth(id: 'claude' | 'ollama', choice: RehearsalChoice) {
    // Silence is waited for, twice.
    const scale = choice.fault.act.do === 'silence' ? 40 : 10;
    const settings = { chatRoute: id === 'ollama' ? ['ollama', 'claude'] : ['claude', 'ollama'] };
    world = await createRealWorld({ scale, settings });
    const { simulator, engine } = world;
    const counter = simulator.control.journal.counter(id);
    // How much context there is comes to be known with the first ask.
    const states = () =>
      engine
        .snapshot()
        .targets.filter(isOf(id))
        .map((target) => ({ ...target, contextTokens: 0 }));
    const before = states();
    await rehearse(id, choice);
    const rehearsed = await world.answer();
    const asked = counter.chat;
    engine.rehearsal.stop();
    assert.deepEqual(states(), before);
    simulator.control.set({ service: id, fault: choice.fault.id, phase: choice.phase });
    await simulator.settled();
    const real = await world.answer();
    return { rehearsed, real, asked };
  }

  const faultsOf = (id: string): readonly RehearsalChoice[] => {
    const type = id === 'claude' ? ('anthropic' as const) : ('ollama' as const);
    const provider = { id, type, local: id === 'ollama' };
    return rehearsalChoices(provider).filter(({ fault }) => !unplayed.has(fault.act.do));
  };

  for (const choice of faultsOf('claude')) {
    it(`gives what the simulator's own fault gives: ${choice.fault.id} at ${choice.phase}`, async () => {
      const { rehearsed, real, asked } = await playBoth('claude', choice);
      assert.deepEqual(course(rehearsed), course(real));
      assert.equal(answerText(rehearsed), answerText(real));
      assert.deepEqual(keptChars(rehearsed), keptChars(real));
      if (choice.phase !== 'midAnswer') assert.equal(asked, 0, 'no ask leaves for a fault before the answer');
      assert.deepEqual(
        marks(rehearsed),
        marks(rehearsed).map(() => true),
        'every failure is marked',
      );
      assert.deepEqual(
        marks(real),
        marks(real).map(() => false),
        'a real failure is not',
      );
      assert.deepEqual(world.simulator.control.journal.violations, []);
    });
  }

  it('of a name that is not found, and of a foreign certificate, is read as the list says', async () => {
    world = await createRealWorld();
    const choices = rehearsalChoices({ id: 'claude', type: 'anthropic', local: false });
    for (const choice of choices.filter(({ fault }) => unplayed.has(fault.act.do))) {
      await rehearse('claude', choice);
      const [, switched] = (await world.answer()).filter(({ t }) => t === 'started' || t === 'switched');
      assert.ok(switched?.t === 'switched');
      assert.equal(switched.failure.kind, choice.kind);
      world.engine.rehearsal.stop();
    }
    assert.equal(world.simulator.control.journal.counter('claude').chat, 0);
  });

  it('ends by itself, and the provider answers the next ask as if nothing had been', async () => {
    world = await createRealWorld();
    const ended: RehearsalRecord[] = [];
    world.engine.rehearsal.onDidEnd((record) => ended.push(record));
    await rehearse('claude', choiceOf('overloaded', 'headers'), 1_500);
    assert.equal(world.engine.snapshot().text, '$(sparkle) Claude · rehearsal');
    await world.answer();
    assert.equal(world.engine.snapshot().text, '$(shield) Gemma 4 · Claude overloaded · rehearsal');
    while (ended.length === 0) await pause(20);
    assert.equal(ended[0]?.how, 'time');
    assert.deepEqual(
      ended[0]?.asks.map(({ end, by, left }) => [end, by?.provider, left.map(({ kind }) => kind)]),
      [['answered', 'ollama', ['overloaded']]],
    );
    assert.equal(world.engine.snapshot().text, '$(sparkle) Claude');
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });

  it('lets go of an ask that hangs when it ends, and that ask is answered', async () => {
    world = await createRealWorld({ scale: 1 });
    await rehearse('claude', choiceOf('stall', 'headers'));
    const asked = world.start();
    await pause(200);
    world.engine.rehearsal.stop();
    const events = await asked.finished;
    assert.equal(story(events).at(-1), 'done claude complete');
    assert.equal(world.engine.snapshot().text, '$(sparkle) Claude');
    assert.equal(world.engine.health.episode('chat'), undefined);
  });

  it('is in front of one provider only', async () => {
    world = await createRealWorld({ settings: { chatRoute: ['claude', 'openai', 'ollama'] } });
    await rehearse('claude', choiceOf('key-refused', 'headers'));
    const events = await world.answer();
    assert.deepEqual(story(events), ['started claude', 'before claude→openai (auth)', 'done openai complete']);
    assert.equal(world.simulator.control.journal.counter('openai').chat, 1);
  });

  it('leaves a real failure of another kind unmarked', async () => {
    world = await createRealWorld();
    await rehearse('claude', choiceOf('reset', 'midAnswer'));
    world.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    assert.deepEqual(marks(await world.answer()), [false]);
  });

  it('breaks completions as well', async () => {
    world = await createRealWorld();
    await rehearse('claude', choiceOf('overloaded', 'headers'));
    const place = { languageId: 'ts', path: 'a.ts', uri: 'a', prefix: 'a = ', suffix: ';', multiline: false };
    const ask: CompletionAsk = { use: 'completion', id: 'c', ...place };
    const render: RenderCompletion = (asked, entry, provider, signal) =>
      renderCompletion(asked, entry.target, provider, signal);
    const events: AnswerEvent[] = [];
    const stream = world.engine.router.complete(ask, render, new AbortController().signal);
    for await (const event of stream) events.push(event);
    assert.equal(story(events).at(-1), 'done ollama complete');
    assert.equal(world.simulator.control.journal.counter('claude').completion, 0);
  });

  describe('of a local server', () => {
    for (const choice of faultsOf('ollama').filter(
      ({ fault }) => fault.act.do !== 'delay' && fault.act.do !== 'flood',
    )) {
      // Silence of a local server is waited for too long, even scaled.
      if (choice.fault.act.do === 'silence') continue;
      it(`gives what the simulator's own fault gives: ${choice.fault.id} at ${choice.phase}`, async () => {
        const { rehearsed, real, asked } = await playBoth('ollama', choice);
        assert.deepEqual(course(rehearsed), course(real));
        assert.equal(answerText(rehearsed), answerText(real));
        if (choice.phase !== 'midAnswer') assert.equal(asked, 0);
      });
    }
  });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The story without what a wait is told by: the scaled 150 ms after which a local model is said to load are few on a busy machine. */
function course(events: readonly AnswerEvent[]): string[] {
  return story(events).filter((step) => step !== 'notice loading');
}

function choiceOf(id: string, phase: FailurePhase): RehearsalChoice {
  const choices = rehearsalChoices({ id: 'claude', type: 'anthropic', local: false });
  const found = choices.find((choice) => choice.fault.id === id && choice.phase === phase);
  assert.ok(found);
  return found;
}

function isOf(id: string): (target: { readonly provider: string }) => boolean {
  return ({ provider }) => provider === id;
}

/** Whether each failure that was told is marked as rehearsed. */
function marks(events: readonly AnswerEvent[]): boolean[] {
  return events.flatMap((event) => {
    if (event.t === 'switched') return [event.failure.rehearsed === true];
    return event.t === 'failed' ? event.failures.map(({ failure }) => failure.rehearsed === true) : [];
  });
}

function keptChars(events: readonly AnswerEvent[]): number[] {
  return events.flatMap((event) => (event.t === 'switched' ? [event.keptChars] : []));
}
