import assert from 'node:assert/strict';
import { toDisposable } from '../../../src/core/base/disposable';
import { SleepWatch, type Jump } from '../../../src/core/health/sleepWatch';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock } from '../../support/fakeClock';

/** A clock whose timers run late by as much as the test says, as they do on a machine that sleeps. */
function createLateClock() {
  let now = 0;
  let waiting: { at: number; action: () => void } | undefined;
  return {
    now: () => now,
    schedule: (ms: number, action: () => void) => {
      waiting = { at: now + ms, action };
      return toDisposable(() => (waiting = undefined));
    },
    tick: (lateMs: number) => {
      const due = waiting;
      waiting = undefined;
      if (!due) return;
      now = due.at + lateMs;
      due.action();
    },
  };
}

describe('the watch for sleep', () => {
  it('says once that the machine has slept two hours, and nothing of a busy moment', () => {
    const clock = createLateClock();
    let woken = 0;
    const watch = new SleepWatch(clock, durations, () => woken++);
    clock.tick(0);
    clock.tick(19_000);
    assert.equal(woken, 0);
    clock.tick(2 * 60 * 60_000);
    assert.equal(woken, 1);
    clock.tick(0);
    assert.equal(woken, 1);
    watch.dispose();
  });

  it('is told before the tick by whoever looks, and then the tick says nothing more', async () => {
    const clock = createFakeClock();
    const jumps: Jump[] = [];
    const watch = new SleepWatch(clock, durations, (jump) => jumps.push(jump));
    clock.jump(30_001);
    watch.look();
    watch.look();
    assert.deepEqual(jumps, [{ t: 'slept' }]);
    await clock.advance(60_000);
    assert.equal(jumps.length, 1);
    watch.dispose();
  });

  it('tells a clock that was set back from sleep, and how far, and takes a second’s correction for nothing', async () => {
    const clock = createFakeClock();
    const jumps: Jump[] = [];
    const watch = new SleepWatch(clock, durations, (jump) => jumps.push(jump));
    clock.set(-1_000);
    await clock.advance(30_000);
    assert.equal(jumps.length, 0);
    clock.set(-7_200_000);
    await clock.advance(30_000);
    assert.equal(jumps.length, 1);
    const [jump] = jumps;
    assert.ok(jump?.t === 'set-back' && jump.ms <= 7_200_000 && jump.ms >= 7_190_000, JSON.stringify(jump));
    watch.dispose();
  });

  it('looks no more after it was disposed of', () => {
    const clock = createLateClock();
    let woken = 0;
    new SleepWatch(clock, durations, () => woken++).dispose();
    clock.tick(60_000);
    assert.equal(woken, 0);
  });
});
