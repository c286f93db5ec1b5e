import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import { systemClock } from '../../../src/platform/systemClock';
import { knownText } from '../../simulator/knownText';
import { createRealWorld } from '../../support/realWorld';
import { story } from '../../support/routingWorld';

/** The machine's clock, which jumps as over sleep; sockets and timers are the real ones. */
function createJumpyClock() {
  let aheadMs = 0;
  return {
    now: () => systemClock.now() + aheadMs,
    schedule: systemClock.schedule.bind(systemClock),
    jump: (ms: number) => void (aheadMs += ms),
  };
}

describe('sleep in the middle of an answer, on real SDKs', function () {
  this.timeout(60_000);
  type World = Awaited<ReturnType<typeof createRealWorld>>;
  let clock: ReturnType<typeof createJumpyClock>;
  let world: World;
  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  beforeEach(async () => {
    clock = createJumpyClock();
    world = await createRealWorld({ scale: 5, clock });
  });
  afterEach(() => world.stop());

  /** Waits until the answer holds so many characters. */
  const shown = async (asked: { readonly text: () => string }, chars: number): Promise<void> => {
    while (asked.text().length < chars) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('has Claude carry its own text on: no character lost or doubled, and its breaker knows of nothing', async () => {
    const { simulator, engine } = world;
    simulator.control.pace({ msPerChunk: 15, charsPerChunk: 40 }, 'claude');
    const asked = world.start();
    await shown(asked, 400);
    clock.jump(2 * 3_600_000);
    const events = await asked.finished;
    assert.deepEqual(story(events), ['started claude', 'continue claude→claude (cut-off)', 'done claude complete']);
    assert.equal(answerText(events), knownText);
    assert.equal(simulator.control.journal.counter('claude').chat, 2);
    assert.equal(simulator.control.journal.counter('ollama').chat, 0);
    assert.equal(simulator.control.journal.requests.find(({ use }) => use === 'chat')?.outcome, 'left');
    assert.deepEqual(simulator.control.journal.violations, []);
    assert.equal(engine.snapshot().situation, 'first');
  });

  it('is no failure of a Claude whose connection did not survive it', async () => {
    const { simulator, engine } = world;
    simulator.control.set({ service: 'claude', fault: 'reset', phase: 'midAnswer', afterChars: 600, count: 1 });
    simulator.control.pace({ msPerChunk: 15, charsPerChunk: 40 }, 'claude');
    const asked = world.start();
    await shown(asked, 400);
    clock.jump(2 * 3_600_000);
    const events = await asked.finished;
    assert.equal(answerText(events), knownText);
    assert.equal(story(events).at(-1), 'done claude complete');
    assert.equal(engine.snapshot().chat.episode, undefined);
  });

  it('outlives a clock that is set back two hours without noticing', async () => {
    const { simulator } = world;
    simulator.control.pace({ msPerChunk: 15, charsPerChunk: 40 }, 'claude');
    const asked = world.start();
    await shown(asked, 400);
    clock.jump(-2 * 3_600_000);
    const events = await asked.finished;
    assert.deepEqual(story(events), ['started claude', 'done claude complete']);
    assert.equal(answerText(events), knownText);
  });
});
