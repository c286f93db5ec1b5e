import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import { isSameTarget, targetKey, type ProviderId, type Target } from '../contract/target';
import { factsOf, type AskNews, type AskNewsBody } from './askNews';
import { AskBudget } from './budget';
import { cloudFirstEventMs } from './deadlines';
import type { Errand } from './errand';
import type { Live, Outcome } from './live';
import { Plan } from './plan';
import type { Route, RouteTarget } from './route';
import type { RouterMemory, RouterSources } from './routerSources';
import { mustRestart } from './seam';
import { Telling } from './telling';

/** What an ask is made with. */
export interface AskStart {
  readonly errand: Errand;
  readonly id: string;
  readonly route: Route;
  /** Settles when the look at local servers beside the ask has ended. */
  readonly prepared: Promise<void>;
  readonly sources: RouterSources;
  readonly memory: RouterMemory;
  readonly signal: AbortSignal;
}

/** Where one ask stands: its plan, its budget, what it has told, and the attempt under way. The steps of the loop share it. */
export class AskState {
  readonly plan: Plan;
  readonly budget: AskBudget;
  readonly telling: Telling;
  /** The attempt whose events are handed on. Its permit is settled through `settle`, once. */
  live: Live | undefined;
  /** A closer look at the network under way; it decides whether another cloud is worth a try. */
  doubt: Promise<void> | undefined;
  /** Ends the time that the cloud attempt under way takes from the budget. */
  stopCloudClock: () => void = () => undefined;
  /** The user has said yes in this ask to paying another provider than the one whose account is spent. */
  paysInstead = false;
  /** Providers whose key was read once more. */
  readonly keysReread = new Set<ProviderId>();
  /** Until when a local server is given to load each model (epoch ms). */
  readonly loadingUntil = new Map<string, number>();
  /** Whom the user has asked for by *Switch now*: no setting needs to ask again. */
  agreedTo: Target | undefined;
  /** From the ask to its first word on screen, in milliseconds. */
  private firstWordMs: number | undefined;
  private readonly askedAt: number;
  route: Route;
  /** Targets whose provider counts more tokens than we do: they get half of what they were sent, which is kept here. */
  readonly halved = new Map<string, number>();

  constructor(readonly start: AskStart) {
    const { errand, sources } = start;
    this.askedAt = sources.clock.now();
    this.route = start.route;
    this.telling = new Telling(errand.cut);
    const first = this.route.targets[0]?.provider;
    const wider = first && !first.local ? cloudFirstEventMs(first, sources.durations) : undefined;
    this.budget = new AskBudget(sources.clock, sources.durations, errand.maxRetries, wider);
    const windowTokens = (entry: RouteTarget): number => sources.windowTokens(entry);
    this.plan = new Plan(this.route, sources.health, this.budget, windowTokens, errand.isWaitedFor);
  }

  /** What this target may be sent, in tokens. */
  windowTokens(entry: RouteTarget): number {
    return this.halved.get(targetKey(entry.target)) ?? this.start.sources.windowTokens(entry);
  }

  /** Whether this is whom the others stand in for. */
  isFirstChoice(target: Target): boolean {
    return this.plan.first !== undefined && isSameTarget(this.plan.first.target, target);
  }

  /** Whether this target would carry on the text on screen. */
  carriesOn(entry: RouteTarget): boolean {
    return (
      this.start.errand.joins &&
      this.telling.text !== '' &&
      !mustRestart(this.telling.text, this.telling.inToolCall, entry, this.start.sources.listedBillions(entry))
    );
  }

  /** Settles the permit of an attempt. */
  settle(live: Live, outcome: Outcome): void {
    if (this.live === live) this.live = undefined;
    if (outcome.t === 'failure') this.noteFailed(live, outcome.failure, outcome.left);
    live.permit.settle(outcome);
  }

  /** Tells the plan and the answer that the ask has moved on from a target. */
  noteLeft(target: Target, failure: Failure): void {
    this.plan.leave(target, failure);
    this.telling.left(target, failure);
  }

  /** Tells who listens of an attempt that ended badly. */
  noteFailed({ entry, permit }: Live, failure: Failure, left: boolean): void {
    this.note({ t: 'attempt-failed', target: entry.target, failure: factsOf(failure), mode: permit.kind, left });
  }

  /** A word is about to be shown; only the first of an ask counts. */
  noteWord(): void {
    this.firstWordMs ??= this.start.sources.clock.now() - this.askedAt;
  }

  private get firstWord(): { readonly firstWordMs?: number } {
    return this.firstWordMs === undefined ? {} : { firstWordMs: this.firstWordMs };
  }

  /** Tells who listens that an attempt has answered. */
  noteAnswered({ entry, attempt: { ttftMs } }: Live, outcome: (AskNews & { t: 'answered' })['outcome']): void {
    const chars = this.telling.text.length;
    const ttft = ttftMs === undefined ? {} : { ttftMs };
    this.note({ t: 'answered', target: entry.target, outcome, chars, ...ttft, ...this.firstWord });
  }

  /** Tells who listens that nobody waits for this ask any more. */
  noteStopped(): void {
    const { target, text } = this.telling;
    this.note({ t: 'stopped', chars: text.length, ...(target ? { target } : {}), ...this.firstWord });
  }

  /** Tells who listens what becomes of this ask. */
  note(news: AskNewsBody): void {
    const { sources, errand, id } = this.start;
    sources.note({ ...news, ask: id, use: errand.use, at: sources.clock.now() });
  }

  /** The end of an ask that nobody could answer. */
  failed(): AnswerEvent {
    const pinned = this.route.pinned ? { pinned: true } : {};
    return { t: 'failed', failures: this.plan.failed, skipped: this.plan.skipped, ...pinned };
  }

  /** One line in the log: each failover is news, the rest is for who looks closer. */
  log(event: string, target: Target, fields: Record<string, string | number | undefined>): void {
    const { logger } = this.start.sources;
    const line = { ask: this.start.id, target: `${target.provider}/${target.model}`, use: target.use, ...fields };
    if (event === 'left') logger.info('routing.failover', line);
    else logger.debug(`routing.${event}`, line);
  }
}
