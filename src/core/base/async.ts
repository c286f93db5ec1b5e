import type { Clock } from './clock';

/** Thrown when a wait or a stream ends because our own signal said so. Cancellation is not a failure. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Throws `Cancelled` if the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled();
}

/** Waits `ms`; rejects with `Cancelled` as soon as the signal aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Cancelled());
      return;
    }
    const onAbort = (): void => {
      timer.dispose();
      reject(new Cancelled());
    };
    const timer = clock.schedule(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** A promise with its resolvers outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Creates a `Deferred`. */
export function createDeferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Whether a promise settles within `ms`; the wait ends with it and leaves no timer behind. */
export function settlesWithin(clock: Clock, promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.schedule(ms, () => resolve(false));
    const settled = (): void => {
      timer.dispose();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}

/** The value of a promise, or `Cancelled` as soon as the signal aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Cancelled());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** What is made with its first use, and made anew by the next use where that failed. */
export interface Lazily<T> {
  /** The one that is made; rejects as `make` does, and then begins again with the next call. */
  get(): Promise<T>;
  /** What was begun and has not failed; asking for it begins nothing. */
  readonly begun: Promise<T> | undefined;
}

/** Makes something with its first use, once. A failure is not kept: a part of the bundle may be readable a moment later. */
export function lazily<T>(make: () => Promise<T>): Lazily<T> {
  let begun: Promise<T> | undefined;
  return {
    get begun() {
      return begun;
    },
    get: () => {
      begun ??= make().catch((error: unknown) => {
        begun = undefined;
        throw error;
      });
      return begun;
    },
  };
}
