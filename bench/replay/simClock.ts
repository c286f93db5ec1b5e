import type { Clock } from '../../src/core/base/clock';
import { toDisposable } from '../../src/core/base/disposable';

/** Simulated time: it jumps from one waiting action to the next, once everything that could happen before has happened. */
export interface SimClock extends Clock {
  /** Plays until `isDone`. @throws when nobody waits for anything any more and it is still not done. */
  play(isDone: () => boolean): Promise<void>;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  action: (() => void) | undefined;
}

/** A turn of the real event loop runs every promise that can settle: nothing in these worlds waits for a real device. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Creates a clock at `start` (epoch ms). Fast enough for millions of actions: a heap, and no sorting. */
export function createSimClock(start: number): SimClock {
  let now = start;
  let order = 0;
  const heap = new Heap();
  return {
    now: () => now,
    schedule: (ms, action) => {
      const entry: Entry = { at: now + Math.max(0, ms), order: order++, action };
      heap.push(entry);
      return toDisposable(() => (entry.action = undefined));
    },
    async play(isDone) {
      for (;;) {
        await turn();
        if (isDone()) return;
        let next = heap.pop();
        while (next && !next.action) next = heap.pop();
        if (!next?.action) throw new Error('the simulated world waits for nothing and has not ended');
        now = next.at;
        next.action();
      }
    },
  };
}

/** A binary heap by time, then by order of scheduling. */
class Heap {
  private readonly entries: Entry[] = [];

  push(entry: Entry): void {
    const { entries } = this;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): Entry | undefined {
    const { entries } = this;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first;
    entries[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < entries.length && this.isBefore(child, least)) least = child;
      if (least === at) return first;
      this.swap(at, least);
      at = least;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.entries[a], this.entries[b]];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.entries[a], this.entries[b]];
    if (one && other) [this.entries[a], this.entries[b]] = [other, one];
  }
}

/**
 * Makes sure that a repeated `import()` is over within one turn, as everything here must be. Older Nodes ask a loader on another
 * thread, and simulated time would run away from it. @throws where it is so.
 */
export async function checkTurns(): Promise<void> {
  await import('../../src/core/routing/loop');
  let isLoaded = false;
  void import('../../src/core/routing/loop').then(() => (isLoaded = true));
  await turn();
  if (!isLoaded) throw new Error('This bench needs a Node that resolves imports in process: 24 or newer.');
}
