import type { AttemptFailure, SkippedEntry } from '../contract/events';
import type { Failure, FailureKind } from '../contract/failure';
import { isSameTarget, targetKey, type Target } from '../contract/target';
import { isProgramUnfit } from '../providers/claudeCode/program';
import type { ResolvedProvider } from '../providers/provider';
import type { AskBudget } from './budget';
import { inLine, spentBefore } from './line';
import type { Route, RouteTarget } from './route';

/** What health says of a target at an instant. */
export type Standing =
  | { readonly kind: 'ready' }
  /** Its breaker is open and its time has run out: one probe may go there. */
  | { readonly kind: 'due'; readonly openedAt: number; readonly reason: FailureKind }
  | {
      readonly kind: 'blocked';
      readonly reason: FailureKind | 'paused';
      readonly openedAt: number;
      readonly until?: number;
    };

/** How an attempt may be made: on a closed breaker, to see whether a target is back, or because nobody else is left. */
export type AttemptMode = 'normal' | 'probe' | 'last-resort';

/** A target to try next. */
export interface Candidate extends RouteTarget {
  readonly mode: AttemptMode;
  /** An earlier entry was left because of money, and this one costs money too. */
  readonly costsInstead?: Failure;
}

/** What the plan asks health. */
export interface PlanHealth {
  standing(target: Target, provider: ResolvedProvider): Standing;
  lastResort(targets: readonly Target[]): Target | undefined;
  /** Draws whether a target is to be spared now. */
  spares(target: Target, provider: ResolvedProvider): boolean;
}

/** Failures that targets of one service share within an ask (`failover.md` §1). */
const sharedByService: ReadonlySet<FailureKind> = new Set(['overloaded', 'server', 'unreachable', 'slow-start']);

/**
 * The ordered targets of one ask, after health. It hands out each target once; `next()` looks at health afresh, so what an
 * attempt has just taught (a refused key, a closed network gate) counts for the rest of the same ask.
 */
export class Plan {
  private readonly tried = new Set<string>();
  private readonly passedOver = new Map<string, SkippedEntry>();
  private readonly failures: AttemptFailure[] = [];
  /** Targets that the user left although they may still answer. */
  private readonly postponed = new Set<string>();
  /** Targets for which no permit was given. */
  private readonly heldBack = new Set<string>();
  /** What was drawn for the targets that may be throttled: true for those that are spared in this ask. */
  private readonly throttled = new Map<string, boolean>();
  private probed = false;
  private usedLastResort = false;
  private largerThanTokens: number | undefined;

  constructor(
    private route: Route,
    private readonly health: PlanHealth,
    private readonly budget: AskBudget,
    private readonly windowTokens: (entry: RouteTarget) => number,
    /** Somebody waits for the answer: when nobody else is left, one who is open is asked. */
    private readonly isWaitedFor: boolean,
  ) {}

  /** The next target to try, or `undefined` when nobody is left. */
  next(): Candidate | undefined {
    for (const entry of this.inOrder()) {
      if (this.tried.has(targetKey(entry.target)) || this.isSpared(entry)) continue;
      const standing = this.health.standing(entry.target, entry.provider);
      if (standing.kind === 'blocked') this.passOver(entry, standing.reason, standing.until);
      else if (standing.kind === 'due' && this.probed) this.passOver(entry, standing.reason);
      else if (this.mayTry(entry)) return this.candidate(entry, standing.kind === 'due' ? 'probe' : 'normal');
    }
    return this.comeBack() ?? this.lastResort();
  }

  private inOrder(): readonly RouteTarget[] {
    return inLine(this.route.targets, (entry) => this.troubleOf(entry));
  }

  /** Why this ask has left a target, or may not ask it as usual: one that is merely due counts as left for its reason. */
  private troubleOf({ target, provider }: RouteTarget): FailureKind | 'paused' | undefined {
    const standing = this.health.standing(target, provider);
    return this.failureOf(target)?.kind ?? (standing.kind === 'ready' ? undefined : standing.reason);
  }

  /** Whether somebody else who is ready reads more than this target, so that a conversation may fit there whole. */
  hasRoomier(than: RouteTarget): boolean {
    return this.route.targets.some((entry) => this.isRoomier(entry, than));
  }

  /** Whether to ask this target would be to return from a stand-in that is ready and reads more, where the conversation is now. */
  returnsFromRoomier(to: RouteTarget, lastBy: Target): boolean {
    const { targets } = this.route;
    const place = targets.findIndex(({ target }) => isSameTarget(target, lastBy));
    const standIn = targets[place];
    if (!standIn || !this.isRoomier(standIn, to)) return false;
    return targets.slice(0, place).some(({ target }) => isSameTarget(target, to.target));
  }

  private isRoomier(entry: RouteTarget, than: RouteTarget): boolean {
    return (
      !this.tried.has(targetKey(entry.target)) &&
      this.windowTokens(entry) > this.windowTokens(than) &&
      this.health.standing(entry.target, entry.provider).kind === 'ready'
    );
  }

  /**
   * Who answers instead of `candidate`, if that is a warm local target: it may be asked beside a probe. Where the user has put
   * a cloud before it, that one is the stand-in, and a slower model at home does not overtake it.
   */
  standIn(candidate: RouteTarget, isWarm: (target: Target) => boolean): RouteTarget | undefined {
    const next = this.readyBeside(candidate)[0];
    return next?.provider.local && isWarm(next.target) ? next : undefined;
  }

  /** The first warm local target other than `candidate`, wherever it stands: it costs nothing to let it hedge a completion. */
  hedge(candidate: RouteTarget, isWarm: (target: Target) => boolean): RouteTarget | undefined {
    return this.readyBeside(candidate).find(({ target, provider }) => provider.local && isWarm(target));
  }

  private readyBeside(candidate: RouteTarget): readonly RouteTarget[] {
    return this.inOrder().filter(
      (entry) =>
        !this.tried.has(targetKey(entry.target)) &&
        !isSameTarget(entry.target, candidate.target) &&
        this.health.standing(entry.target, entry.provider).kind === 'ready',
    );
  }

  /** Takes the route as it is now: a local server that was looked at beside the ask may be on it. */
  renew(route: Route): void {
    this.route = route;
  }

  /** Passes over a target for a rule of the user's. */
  refuse(entry: RouteTarget, why: SkippedEntry['why']): void {
    this.passOver(entry, why);
  }

  /** Whether the ask has left this target with a reason. */
  hasLeft(target: Target): boolean {
    return this.failureOf(target) !== undefined;
  }

  /** Marks a target as used up for this ask. */
  take(candidate: Candidate | (RouteTarget & { readonly mode?: AttemptMode })): void {
    this.tried.add(targetKey(candidate.target));
    this.passedOver.delete(targetKey(candidate.target));
    this.postponed.delete(targetKey(candidate.target));
    if (candidate.mode === 'probe') this.probed = true;
    if (candidate.mode === 'last-resort') this.usedLastResort = true;
  }

  /** The user wants the next target first; this one is asked again when nobody else is ready. */
  postpone(target: Target): void {
    this.postponed.add(targetKey(target));
  }

  /** It is as if this target had not been asked. */
  giveBack(entry: RouteTarget): void {
    this.tried.delete(targetKey(entry.target));
  }

  /**
   * Another ask or window was quicker: this target is passed over with the reason that health now has, and is still there as a
   * last resort. Where health has none any more it is handed out once again, and not for ever.
   */
  holdBack(entry: RouteTarget): void {
    const key = targetKey(entry.target);
    const isReady = this.health.standing(entry.target, entry.provider).kind === 'ready';
    if (!(isReady && this.heldBack.has(key))) this.giveBack(entry);
    this.heldBack.add(key);
  }

  /** Whether this target is to be spared: drawn once in an ask. It is passed over then. */
  throttles(entry: RouteTarget, mode: AttemptMode): boolean {
    const key = targetKey(entry.target);
    if (this.throttled.has(key)) return false;
    const isHeldBack = this.health.spares(entry.target, entry.provider);
    this.throttled.set(key, isHeldBack);
    if (!isHeldBack) return false;
    this.giveBack(entry);
    this.passOver(entry, 'throttled');
    // Nobody was probed.
    if (mode === 'probe') this.probed = false;
    return true;
  }

  private isSpared(entry: RouteTarget): boolean {
    return this.throttled.get(targetKey(entry.target)) === true;
  }

  /** Notes that the ask has left a target; it does not come back to it. */
  leave(target: Target, failure: Failure): void {
    this.tried.add(targetKey(target));
    this.failures.push({ target, failure });
  }

  /** Replaces a failure by what a closer look made of it (`unreachable` → `offline`). */
  amend(target: Target, failure: Failure): void {
    const index = this.failures.findIndex((known) => isSameTarget(known.target, target));
    if (index >= 0) this.failures[index] = { target, failure };
  }

  /** From now on only targets that read more than this many tokens are of use. */
  requireLargerWindow(tokens: number): void {
    this.largerThanTokens = Math.max(tokens, this.largerThanTokens ?? 0);
  }

  /** The first target of the route that this ask may use; what the others stand in for. */
  get first(): RouteTarget | undefined {
    return this.route.targets[0];
  }

  get failed(): readonly AttemptFailure[] {
    return this.failures;
  }

  get skipped(): readonly SkippedEntry[] {
    const { skipped } = this.route;
    const isTold = (entry: SkippedEntry): boolean =>
      skipped.some((known) => known.provider === entry.provider && known.why === entry.why);
    return [...skipped, ...[...this.passedOver.values()].filter((entry) => !isTold(entry))];
  }

  private mayTry(entry: RouteTarget): boolean {
    if (this.largerThanTokens !== undefined && this.windowTokens(entry) <= this.largerThanTokens) {
      this.passOver(entry, 'too-long');
      return false;
    }
    if (this.sharesAFailure(entry)) {
      this.passOver(entry, 'same-service');
      return false;
    }
    return entry.provider.local || this.budget.mayAskCloud;
  }

  /**
   * A service that is down for one of its targets is down for the others, but for one more model of the same provider: a second
   * one that could not answer either, for whatever reason, is enough to leave the service alone.
   */
  private sharesAFailure(entry: RouteTarget): boolean {
    const sick = this.failures.filter(
      ({ target, failure }) =>
        sharedByService.has(failure.kind) &&
        !isProgramUnfit(failure.evidence) &&
        this.serviceOf(target) === entry.provider.service,
    );
    if (sick.length === 0) return false;
    const isOwn = ({ target }: AttemptFailure): boolean => target.provider === entry.target.provider;
    return !sick.every(isOwn) || this.failures.filter(isOwn).length > 1;
  }

  private serviceOf(target: Target): string | undefined {
    return this.route.targets.find((entry) => entry.target.provider === target.provider)?.provider.service;
  }

  private comeBack(): Candidate | undefined {
    const entry = this.route.targets.find((known) => this.postponed.has(targetKey(known.target)) && this.mayTry(known));
    const standing = entry && this.health.standing(entry.target, entry.provider);
    if (!entry || standing?.kind === 'blocked') return undefined;
    return this.candidate(entry, standing?.kind === 'due' ? 'probe' : 'normal');
  }

  private candidate(entry: RouteTarget, mode: AttemptMode): Candidate {
    const spent = spentBefore(entry, this.inOrder(), (one) => this.troubleOf(one));
    const costs = spent && (this.failureOf(spent.target) ?? heldBy(this.health.standing(spent.target, spent.provider)));
    return { ...entry, mode, ...(costs ? { costsInstead: costs } : {}) };
  }

  /**
   * Who is asked when everybody is open (`failover.md` §2): whoever opened first, once, also where he is alone on his route;
   * local targets cost nothing and are tried after that as well.
   */
  private lastResort(): Candidate | undefined {
    if (!this.isWaitedFor) return undefined;
    const left = this.route.targets.filter((entry) => !this.tried.has(targetKey(entry.target)) && this.mayTry(entry));
    const open = this.usedLastResort ? left.filter((entry) => entry.provider.local) : left;
    const chosen = this.health.lastResort(open.map((entry) => entry.target));
    const entry = chosen && open.find((known) => isSameTarget(known.target, chosen));
    return entry && this.candidate(entry, 'last-resort');
  }

  private passOver(entry: RouteTarget, why: SkippedEntry['why'], until?: number): void {
    this.passedOver.set(targetKey(entry.target), {
      provider: entry.target.provider,
      why,
      ...(until === undefined ? {} : { until }),
    });
  }

  private failureOf(target: Target): Failure | undefined {
    return this.failures.find((known) => isSameTarget(known.target, target))?.failure;
  }
}

/** What a target that nobody asked is passed over for, as if it had failed for it. */
function heldBy(standing: Standing): Failure | undefined {
  if (standing.kind === 'ready' || standing.reason === 'paused') return undefined;
  const until = standing.kind === 'blocked' && standing.until !== undefined ? { until: standing.until } : {};
  return { kind: standing.reason, scope: 'credential', evidence: { phase: 'connect' }, ...until };
}
