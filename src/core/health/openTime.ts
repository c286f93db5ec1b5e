import type { Random } from '../base/clock';
import type { Durations } from '../routing/durations';

/**
 * How long a breaker stays open, in milliseconds: doubling with every failed probe up to the longest, then shortened by
 * a random half so that windows and users do not come back at the same instant.
 */
export function openTimeMs(failedProbes: number, durations: Durations, random: Random): number {
  // The exponent is bounded because 2 ** 1100 is infinite, and infinity times a jitter of 0 would be no number.
  const doubled = durations.breakerOpenMs * 2 ** Math.min(failedProbes, 30);
  return Math.min(doubled, durations.breakerOpenMaxMs) * (0.5 + 0.5 * random());
}
