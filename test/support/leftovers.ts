import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../src/core/base/clock';
import type { HealthMonitor } from '../../src/core/health/monitor';
import { systemClock } from '../../src/platform/systemClock';

/** The machine's clock that knows how many actions wait on it. */
export function countingClock(): Clock & { pending(): number } {
  const waiting = new Set<object>();
  return {
    now: () => systemClock.now(),
    schedule: (ms, action) => {
      const entry = {};
      waiting.add(entry);
      const timer = systemClock.schedule(ms, () => {
        waiting.delete(entry);
        action();
      });
      return {
        dispose: () => {
          waiting.delete(entry);
          timer.dispose();
        },
      };
    },
    pending: () => waiting.size,
  };
}

/** Counts the permits of an engine's health that are taken and not settled, from now on. */
export function countPermits(health: HealthMonitor): { open(): number } {
  const open = new Set<object>();
  const acquire = health.acquire.bind(health);
  health.acquire = (target, provider, mode) => {
    const permit = acquire(target, provider, mode);
    if (!permit) return undefined;
    const entry = {};
    open.add(entry);
    return {
      ...permit,
      settle: (outcome) => {
        open.delete(entry);
        permit.settle(outcome);
      },
    };
  };
  return { open: () => open.size };
}

/** Made once: each context that it is taken from would weigh itself. */
let collect: unknown;

/** The heap in use once everything that can go has gone, in bytes. */
export function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  collect ??= runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the heap cannot be collected by hand');
  // What finalizers let go of is collected by the next pass.
  for (let pass = 0; pass < 2; pass++) collect();
  return process.memoryUsage().heapUsed;
}

/** What keeps the process alive, by kind. */
export function resources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The connections behind `fetch`; Node keeps them under a name of its own that undici declares stable. */
interface Pool {
  close(): Promise<void>;
}

const poolName = Symbol.for('undici.globalDispatcher.1');

/**
 * Gives `fetch` a pool of connections of its own. `close` puts the former one back, lets every request end and closes every
 * connection; it resolves to false where a request had not ended after `limitMs`.
 */
export async function ownPool(): Promise<{ close(limitMs: number): Promise<boolean> }> {
  // The pool is made with the first request, though this one needs no connection.
  await (await fetch('data:,')).text();
  const place = globalThis as unknown as Record<symbol, Pool>;
  const former = place[poolName];
  if (!former) throw new Error('fetch has no pool of connections');
  const own = new (former.constructor as new () => Pool)();
  place[poolName] = own;
  return {
    close: async (limitMs) => {
      place[poolName] = former;
      const stop = new AbortController();
      const late = sleep(limitMs, false, { signal: stop.signal }).catch(() => false);
      const ended = await Promise.race([own.close().then(() => true), late]);
      stop.abort();
      return ended;
    },
  };
}
