import type { Failure, FailureKind } from '../contract/failure';
import { isSameTarget, type Target } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { Standing } from './plan';
import type { RouteTarget } from './route';

/** Failures that are about the account, so that the next paid cloud needs the user's word. */
const aboutMoney: ReadonlySet<FailureKind> = new Set(['quota', 'login-lost']);

/** What is known of the targets of an ask where money is concerned. */
export interface MoneyFacts {
  /** In the order in which they are asked. */
  readonly targets: readonly RouteTarget[];
  failureOf(target: Target): Failure | undefined;
  standing(entry: RouteTarget): Standing;
}

/**
 * Why asking this target costs money that the user did not mean to spend (`failover.md` §1, *Money*): one before it was left, or
 * is passed over, for its account, and this one is a paid cloud. `undefined` where it needs no word of his.
 */
export function costsInstead(entry: RouteTarget, facts: MoneyFacts): Failure | undefined {
  if (!isPaidCloud(entry.provider)) return undefined;
  const { targets } = facts;
  const before = targets.slice(
    0,
    targets.findIndex(({ target }) => isSameTarget(target, entry.target)),
  );
  return before.map((one) => facts.failureOf(one.target) ?? heldBy(facts.standing(one))).findLast(isAboutMoney);
}

function isAboutMoney(failure: Failure | undefined): failure is Failure {
  return failure !== undefined && aboutMoney.has(failure.kind);
}

/** A target that is blocked, or merely due while another one is probed, counts as left for its reason. */
function heldBy(standing: Standing): Failure | undefined {
  if (standing.kind === 'ready' || standing.reason === 'paused') return undefined;
  const until = standing.kind === 'blocked' && standing.until !== undefined ? { until: standing.until } : {};
  return { kind: standing.reason, scope: 'credential', evidence: { phase: 'connect' }, ...until };
}

/**
 * Whether asking this provider is billed. Every row of the user's own may have a key, so it counts; Claude Code, a
 * subscription, knows none.
 */
export function isPaidCloud(provider: Pick<ResolvedProvider, 'local' | 'key'>): boolean {
  return !provider.local && provider.key !== 'none';
}
