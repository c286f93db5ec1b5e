import type { Clock } from '../../src/core/base/clock';
import { toDisposable, type Disposable } from '../../src/core/base/disposable';

/** A clock that stands still until told to move. */
export interface FakeClock extends Clock {
  /** Moves time on, running what falls due in order and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** The machine sleeps: time has passed and nothing has run. What fell due meanwhile runs with the next `advance`. */
  jump(ms: number): void;
  /** Somebody sets the clock, back where `ms` is below zero; waits are as long as they were. */
  set(ms: number): void;
  /** How many actions wait; a test that leaks a timer sees it here. */
  readonly pending: number;
}

interface Entry {
  at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Lets every promise that can settle do so: a turn of the real event loop, which has no length a test could depend on. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Creates a clock at `start` (epoch ms). */
export function createFakeClock(start = Date.UTC(2026, 10, 21, 12)): FakeClock {
  let now = start;
  let order = 0;
  const entries = new Set<Entry>();
  const nextDue = (until: number): Entry | undefined =>
    [...entries].filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => now,
    schedule: (ms, action): Disposable => {
      const entry: Entry = { at: now + Math.max(0, ms), order: order++, action };
      entries.add(entry);
      return toDisposable(() => entries.delete(entry));
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let due = nextDue(end); due; due = nextDue(end)) {
        entries.delete(due);
        now = Math.max(now, due.at);
        due.action();
        await settle();
      }
      now = end;
      await settle();
    },
    jump: (ms) => void (now += ms),
    set: (ms) => {
      now += ms;
      for (const entry of entries) entry.at += ms;
    },
    get pending() {
      return entries.size;
    },
  };
}
