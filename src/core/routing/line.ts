import type { FailureKind } from '../contract/failure';
import { isSameTarget, type ProviderId } from '../contract/target';
import type { Settings } from '../settings/snapshot';
import { isPaidCloud } from './money';
import type { RouteTarget } from './route';

/*
 * Who stands where in line. An ask goes by it (`plan.ts`), and so does the status when it says who would answer, so that it
 * names nobody whom an ask passes over.
 */

/** Why a target of the route was left or may not be asked as usual; nothing where nothing is known against it. */
export type TroubleOf<T extends RouteTarget> = (entry: T) => FailureKind | 'paused' | undefined;

/** Failures of one model, which another model of the same provider may not have (`failover.md` §1, *scope*). */
const ofModel: ReadonlySet<FailureKind | 'paused'> = new Set([
  'rate-limited',
  'overloaded',
  'server',
  'slow-start',
  'stalled',
  'cut-off',
  'empty',
]);

/** Failures that are about the account, so that the next paid cloud needs the user's word. */
const ofAccount: ReadonlySet<FailureKind | 'paused'> = new Set(['quota', 'login-lost']);

/**
 * The user's order, but for a provider of which one model is in trouble: another model of it comes before the next provider.
 * Where a model is missing that is any other one (`failover.md` §1, *model-missing*), else the next one, and no third.
 */
export function inLine<T extends RouteTarget>(targets: readonly T[], troubleOf: TroubleOf<T>): readonly T[] {
  const followed = new Set<ProviderId>();
  const siblings = (entry: T, index: number): readonly T[] => {
    const { provider } = entry.target;
    const isSibling = ({ target }: T): boolean => target.provider === provider;
    const trouble = troubleOf(entry);
    if (trouble === 'model-missing') return targets.filter(isSibling);
    if (!trouble || !ofModel.has(trouble) || followed.has(provider)) return [];
    followed.add(provider);
    return targets
      .slice(index + 1)
      .filter(isSibling)
      .slice(0, 1);
  };
  return [...new Set(targets.flatMap((entry, index) => [entry, ...siblings(entry, index)]))];
}

/**
 * For whose account asking this target costs money that the user did not mean to spend (`failover.md` §1, *Money*): whoever
 * stands before it in line and was left, or is passed over, for its account, where this one is a paid cloud.
 */
export function spentBefore<T extends RouteTarget>(
  entry: T,
  line: readonly T[],
  troubleOf: TroubleOf<T>,
): T | undefined {
  if (!isPaidCloud(entry.provider)) return undefined;
  const place = line.findIndex(({ target }) => isSameTarget(target, entry.target));
  return line.slice(0, place).findLast((one) => {
    const trouble = troubleOf(one);
    return trouble !== undefined && ofAccount.has(trouble);
  });
}

/** Whether a paid cloud after a spent one is passed over without a word: the user wants it so, or cannot be asked. */
export function isKeptOff(onQuota: Settings['onQuota'], canAsk: boolean): boolean {
  return onQuota === 'stay' || (onQuota === 'ask' && !canAsk);
}
