import assert from 'node:assert/strict';
import { toDisposable } from '../../../src/core/base/disposable';
import { SleepWatch } from '../../../src/core/health/sleepWatch';
import { durations } from '../../../src/core/routing/durations';

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
    clock.tick(29_000);
    assert.equal(woken, 0);
    clock.tick(2 * 60 * 60_000);
    assert.equal(woken, 1);
    clock.tick(0);
    assert.equal(woken, 1);
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
