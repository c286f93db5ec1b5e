import type { FailureKind } from '../contract/failure';

/** One outcome as the rule for flapping sees it; only a counted failure has a reason. */
export interface RecentOutcome {
  readonly at: number;
  readonly reason?: FailureKind;
}

const remembered = 6;
const enough = 3;

/** The last outcomes with one more, old ones dropped; `windowMs` is how far back the rule looks. */
export function withOutcome(
  recent: readonly RecentOutcome[],
  outcome: RecentOutcome,
  windowMs: number,
): readonly RecentOutcome[] {
  return [...recent.filter((earlier) => outcome.at - earlier.at <= windowMs), outcome].slice(-remembered);
}

/**
 * Three counted failures of the last six: a target that flaps is down, even when every retry healed it. Gives the latest
 * reason, or `undefined` while there are fewer.
 */
export function flappingReason(recent: readonly RecentOutcome[]): FailureKind | undefined {
  const counted = recent.flatMap((outcome) => outcome.reason ?? []);
  return counted.length >= enough ? counted.at(-1) : undefined;
}
