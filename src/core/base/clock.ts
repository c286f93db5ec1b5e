import type { Disposable } from './disposable';

/** Time as a port: instants in epoch milliseconds, lengths in milliseconds. */
export interface Clock {
  now(): number;
  /** Runs `action` once after `ms`; disposing cancels it. */
  schedule(ms: number, action: () => void): Disposable;
}

/** Randomness as a port: uniform in [0, 1). */
export type Random = () => number;
