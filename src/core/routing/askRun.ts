import { Cancelled, createDeferred, settlesWithin, sleep, throwIfCancelled, untilAborted } from '../base/async';
import type { AnswerEvent, AttemptFailure, Offer } from '../contract/events';
import type { Failure } from '../contract/failure';
import { targetKey, type Target } from '../contract/target';
import { toFailure } from '../providers/failure';
import type { Provider } from '../providers/provider';
import { Attempt } from './attempt';
import { AskBudget } from './budget';
import { firstEventLimit, retryDelay } from './deadlines';
import type { Errand, Rendered } from './errand';
import { Telling } from './telling';
import type { Live, Outcome } from './live';
import { Plan, type AttemptMode, type Candidate } from './plan';
import { questionBefore } from './question';
import { raceProbe } from './race';
import type { Route, RouteTarget } from './route';
import type { RouterMemory, RouterSources } from './routerSources';
import { mustRestart } from './seam';

type ReadyRequest = Rendered & { readonly t: 'request' };

/** How following one attempt ended. */
type Followed = { readonly t: 'done' } | { readonly t: 'failed'; readonly live: Live; readonly failure: Failure };

/** One ask on its way down the route. Made for one use of `events()`. */
export class AskRun {
  private readonly plan: Plan;
  private readonly budget: AskBudget;
  private readonly telling: Telling;
  private live: Live | undefined;
  private doubt: Promise<void> | undefined;
  private stopCloudClock: () => void = () => undefined;
  private route: Route;
  private readonly prepared: Promise<void>;
  private renewed = false;
  /** Targets whose provider counts more tokens than we do: they get half. */
  private readonly halved = new Set<string>();

  constructor(
    private readonly errand: Errand,
    private readonly id: string,
    start: { readonly route: Route; readonly prepared: Promise<void> },
    private readonly sources: RouterSources,
    private readonly memory: RouterMemory,
    private readonly signal: AbortSignal,
  ) {
    const { clock, durations, health } = sources;
    this.route = start.route;
    this.prepared = start.prepared;
    this.telling = new Telling(errand.cut);
    const wider = this.route.targets[0]?.provider.firstEventMs;
    this.budget = new AskBudget(clock, durations, errand.maxRetries, wider);
    this.plan = new Plan(this.route, health, this.budget, (entry) => sources.windowTokens(entry));
  }

  async *events(): AsyncGenerator<AnswerEvent> {
    try {
      yield* this.loop();
    } catch (error) {
      if (!(error instanceof Cancelled) && !this.signal.aborted) throw error;
      const target = this.telling.target ?? this.plan.first?.target;
      if (target) yield { t: 'done', target, outcome: 'stopped' };
      else yield this.failed();
    } finally {
      if (this.live) this.settle(this.live, this.outcomeOfLeaving(this.live));
      this.stopCloudClock();
      this.memory.setLoading(undefined);
    }
  }

  private async *loop(): AsyncGenerator<AnswerEvent> {
    for (;;) {
      throwIfCancelled(this.signal);
      let candidate = this.plan.next();
      if (this.doubt && !candidate?.provider.local) {
        // Whether the network is gone decides if another cloud is worth a try; a local target need not wait for that.
        await untilAborted(this.doubt, this.signal);
        this.doubt = undefined;
        candidate = this.plan.next();
      }
      candidate ??= await this.lookAgain();
      if (!candidate) {
        yield this.failed();
        return;
      }
      const word = yield* this.askUser(candidate);
      if (word === 'stay') {
        yield this.failed();
        return;
      }
      this.plan.take(candidate);
      if (word === 'go' && (yield* this.tryTarget(candidate))) return;
    }
  }

  /** Nobody is left: a local server that was looked at beside the ask may have been found by now. */
  private async lookAgain(): Promise<Candidate | undefined> {
    if (this.renewed) return undefined;
    this.renewed = true;
    await untilAborted(this.prepared, this.signal);
    this.route = this.sources.route(this.errand.use);
    this.plan.renew(this.route);
    return this.plan.next();
  }

  /** Makes the attempts at one target. True when the ask has ended. */
  private async *tryTarget(candidate: Candidate): AsyncGenerator<AnswerEvent, boolean> {
    let next = candidate;
    let before: AttemptFailure | undefined;
    for (;;) {
      const started = await this.start(next);
      if (!started) {
        // A retry that may not be made any more, because another ask has tripped the breaker: the first failure counts.
        if (before && !this.plan.hasLeft(before.target)) this.noteLeft(before.target, before.failure);
        return false;
      }
      const followed = yield* this.follow(started);
      if (followed.t === 'done') return true;
      const { failure, live } = followed;
      throwIfCancelled(this.signal);
      if (failure.kind === 'refused') {
        this.settle(live, { t: 'failure', failure, left: true });
        yield { t: 'done', target: live.entry.target, outcome: 'refused' };
        return true;
      }
      if (yield* this.again(live, failure, next.mode)) {
        before = { target: live.entry.target, failure };
        next = { ...live.entry, mode: next.mode === 'last-resort' ? 'last-resort' : 'normal' };
        continue;
      }
      const first = this.plan.failed.length === 0;
      this.leave(live, failure);
      if (failure.kind === 'bad-request' && first) {
        yield this.failed();
        return true;
      }
      return false;
    }
  }

  /** Opens an attempt, or a probe beside a warm local stand-in, and gives the one that is to be followed. */
  private async start(candidate: Candidate): Promise<Live | undefined> {
    const probe = await this.open(candidate, candidate.mode);
    if (!probe) return undefined;
    this.live = probe;
    if (candidate.mode === 'probe' && this.mayStandIn()) {
      const entry = this.plan.standIn(candidate, (target) => this.sources.health.isWarm(target));
      const standIn = entry && (await this.open(entry, 'normal'));
      if (standIn) {
        const { clock, durations } = this.sources;
        const noteProbe = async (failure: Failure): Promise<Failure> => {
          this.plan.leave(probe.entry.target, failure);
          return isDoubtful(failure, probe.entry) ? this.judged(failure, probe.entry) : failure;
        };
        this.live = await raceProbe(probe, standIn, clock, durations.probeHeadStartMs, noteProbe);
        throwIfCancelled(this.signal);
        if (this.live === standIn) {
          this.plan.take(standIn.entry);
          this.stopCloudClock();
        }
      }
    }
    return this.live;
  }

  /** Where the user wants to be asked before a move, nobody stands beside a probe unasked. */
  private mayStandIn(): boolean {
    const { use } = this.errand;
    return this.sources.settings().failoverMode !== 'ask' || this.memory.hasAccepted('failover', use);
  }

  private async open(entry: RouteTarget, mode: AttemptMode): Promise<Live | undefined> {
    const provider = this.sources.provider(entry.target.provider);
    if (!provider) return undefined;
    const rendered = await this.render(entry, provider);
    if (!rendered) return undefined;
    const refusal = this.sources.refusal(provider.info, entry.target.use);
    if (refusal) {
      this.plan.refuse(entry, refusal);
      return undefined;
    }
    const permit = this.sources.health.acquire(entry.target, entry.provider, mode);
    if (!permit) return undefined;
    const { clock, durations, health } = this.sources;
    const facts = {
      mode,
      warm: health.isWarm(entry.target),
      medianTtftMs: health.medianTtft(entry.target),
      remainingMs: this.budget.remainingMs,
    };
    if (!entry.provider.local) this.stopCloudClock = this.budget.startCloudAttempt();
    const attempt = new Attempt(
      {
        clock,
        limits: {
          firstEventMs: firstEventLimit(entry, durations, facts),
          noProgressMs: durations.noProgressMs,
        },
        open: (signal) => this.errand.open(provider, entry, rendered.request, signal),
        classify: (evidence) => toFailure(evidence, entry.provider, clock.now()),
        emptyIsFailure: this.errand.use === 'chat' && !this.carriesOn(entry),
      },
      this.signal,
    );
    return { entry, attempt, permit, ...(rendered.leftOut ? { leftOut: rendered.leftOut } : {}) };
  }

  private async render(entry: RouteTarget, provider: Provider): Promise<ReadyRequest | undefined> {
    const share = this.halved.has(targetKey(entry.target)) ? 0.5 : 1;
    const windowTokens = Math.floor(this.sources.windowTokens(entry) * share);
    const partial = this.carriesOn(entry) ? this.telling.text : undefined;
    const rendered = await this.errand.render(entry, provider, { windowTokens, partial }, this.signal);
    throwIfCancelled(this.signal);
    if (rendered.t === 'too-long') {
      const failure: Failure = { kind: 'too-long', scope: 'ask', evidence: { phase: 'connect' } };
      this.noteLeft(entry.target, failure);
      this.plan.requireLargerWindow(this.sources.windowTokens(entry));
    }
    return rendered.t === 'request' ? rendered : undefined;
  }

  /** Hands on the events of one attempt until it ends. */
  private async *follow(live: Live): AsyncGenerator<AnswerEvent, Followed> {
    const { attempt, entry } = live;
    const { health, clock, durations } = this.sources;
    const wasWarm = health.isWarm(entry.target);
    yield* this.telling.begin(entry.target, this.carriesOn(entry));
    if (live.leftOut) yield { t: 'notice', kind: 'trimmed', leftOut: live.leftOut };
    if (this.errand.use === 'chat') yield* this.sayWhyItWaits(live, entry.provider.local && !wasWarm);
    let counted = false;
    for (;;) {
      const event = await attempt.next();
      if (!event) throw new Cancelled();
      if (attempt.ttftMs !== undefined && !counted) {
        counted = true;
        this.stopCloudClock();
        this.memory.setLoading(undefined);
        health.firstToken(entry.target, attempt.ttftMs);
        if (entry.provider.local && wasWarm) this.sources.noteLocal(entry.target, { firstTokenMs: attempt.ttftMs });
      }
      switch (event.t) {
        case 'failure':
          this.stopCloudClock();
          this.memory.setLoading(undefined);
          return { t: 'failed', live, failure: event.failure };
        case 'end':
          yield* this.telling.end();
          if (entry.provider.local) health.noteLoaded(entry.target, clock.now() + durations.keepAliveMs);
          this.settle(live, { t: 'success', ...(attempt.ttftMs === undefined ? {} : { ttftMs: attempt.ttftMs }) });
          this.log('done', entry.target, { outcome: event.reason, ttftMs: attempt.ttftMs });
          yield { t: 'done', target: entry.target, outcome: event.reason };
          return { t: 'done' };
        case 'usage':
          yield { ...event, target: entry.target };
          break;
        case 'thinking':
        case 'text':
        case 'tool':
          yield* this.telling.take(event);
      }
    }
  }

  /** An attempt that is long without a word is told of: a local model is loading, or the target is slow. */
  private async *sayWhyItWaits({ attempt, entry }: Live, isCold: boolean): AsyncGenerator<AnswerEvent> {
    const { clock, durations, health } = this.sources;
    const limitMs = isCold ? durations.loadingNoticeMs : durations.slowOfferMs;
    if (await settlesWithin(clock, attempt.firstEvent, limitMs)) return;
    if (isCold) this.memory.setLoading(entry.target);
    else health.noteSlow(entry.target);
    yield { t: 'notice', kind: isCold ? 'loading' : 'slow', target: entry.target };
  }

  /** Whether the same target is tried again, after whatever wait that needs. */
  private async *again(live: Live, failure: Failure, mode: AttemptMode): AsyncGenerator<AnswerEvent, boolean> {
    const { durations, random, clock } = this.sources;
    if (this.telling.spokeLast) return false;
    if (failure.kind === 'too-long' && this.halved.size === 0) {
      // The provider counts more tokens than we do: once more with half, and the trimming is said.
      this.halved.add(targetKey(live.entry.target));
      this.settle(live, { t: 'failure', failure, left: false });
      return true;
    }
    const delay = mode === 'normal' ? retryDelay(failure, durations, random) : undefined;
    if (delay === undefined || !this.budget.mayRetry) return false;
    this.settle(live, { t: 'failure', failure, left: false });
    this.budget.useRetry();
    this.log('retry', live.entry.target, { kind: failure.kind, waitMs: Math.round(delay) });
    yield { t: 'notice', kind: 'retrying', target: live.entry.target, failure };
    await sleep(clock, delay, this.signal);
    return true;
  }

  /** Tells health and the plan that the ask moves on. */
  private leave(live: Live, failure: Failure): void {
    const { target } = live.entry;
    this.noteLeft(target, failure);
    if (this.live === live) this.live = undefined;
    this.log('left', target, { kind: failure.kind, phase: failure.evidence.phase, requestId: failure.requestId });
    if (failure.kind === 'too-long') this.plan.requireLargerWindow(this.sources.windowTokens(live.entry));
    if (failure.kind === 'local-memory') this.sources.noteLocal(target, { failed: true });
    if (isDoubtful(failure, live.entry)) {
      this.doubt = this.judged(failure, live.entry).then((judged) =>
        this.settle(live, { t: 'failure', failure: judged, left: true }),
      );
    } else this.settle(live, { t: 'failure', failure, left: true });
  }

  /** What a closer look makes of a failure to connect; it takes the place of what was told before. */
  private async judged(failure: Failure, { target, provider }: RouteTarget): Promise<Failure> {
    // A look that was cut short by the end of the window has found nothing.
    const judged = await this.sources.judge(failure, provider, this.memory.life).catch(() => failure);
    this.plan.amend(target, judged);
    this.telling.amend(target, judged);
    return judged;
  }

  private noteLeft(target: Target, failure: Failure): void {
    this.plan.leave(target, failure);
    this.telling.left(target, failure);
  }

  /**
   * The consumer has left early. A completion that has all it needs has been answered well; the user's stop tells nothing.
   */
  private outcomeOfLeaving({ attempt }: Live): Outcome {
    const answered = attempt.hasSpoken && !this.signal.aborted;
    attempt.abort();
    return answered
      ? { t: 'success', ...(attempt.ttftMs === undefined ? {} : { ttftMs: attempt.ttftMs }) }
      : { t: 'neutral' };
  }

  private settle(live: Live, outcome: Outcome): void {
    if (this.live === live) this.live = undefined;
    live.permit.settle(outcome);
  }

  /** Puts the question that a setting asks for; *skip* passes over this target, *stay* ends the ask. */
  private async *askUser(candidate: Candidate): AsyncGenerator<AnswerEvent, 'go' | 'skip' | 'stay'> {
    const { use } = candidate.target;
    const first = this.plan.first?.target ?? candidate.target;
    const question = questionBefore(candidate, this.sources.settings(), {
      // The user's own *Carry on* is the answer to the question that the setting would ask.
      isCut: this.telling.text !== '' && !(this.errand.cut && this.plan.failed.length === 0),
      moves: candidate.target !== first && !this.route.alone,
      canAsk: this.errand.offers,
    });
    if (question === 'go' || question === 'skip' || question === 'stay') return question;
    const { reason } = question;
    if (this.memory.hasAccepted(reason, use)) return 'go';
    const answer = createDeferred<boolean>();
    const offer: Offer = {
      t: 'offer',
      reason,
      failure: this.telling.lastFailure ?? candidate.costsInstead ?? this.troubleOf(first),
      from: first,
      next: candidate.target,
      accept: () => answer.resolve(true),
      decline: () => answer.resolve(false),
    };
    yield offer;
    const accepted = await untilAborted(answer.promise, this.signal);
    if (accepted && reason !== 'cut-off') this.memory.accept(reason, use);
    return accepted ? 'go' : 'stay';
  }

  private troubleOf(target: Target): Failure {
    const provider = this.route.targets.find((entry) => entry.target === target)?.provider;
    const standing = provider && this.sources.health.standing(target, provider);
    const kind =
      standing && standing.kind !== 'ready' && standing.reason !== 'paused' ? standing.reason : 'unreachable';
    return { kind, scope: 'provider', evidence: { phase: 'connect' } };
  }

  private carriesOn(entry: RouteTarget): boolean {
    return (
      this.errand.joins &&
      this.telling.text !== '' &&
      !mustRestart(this.telling.text, this.telling.inToolCall, entry.target, entry.provider)
    );
  }

  private failed(): AnswerEvent {
    const pinned = this.route.pinned ? { pinned: true } : {};
    return { t: 'failed', failures: this.plan.failed, skipped: this.plan.skipped, ...pinned };
  }

  private log(event: string, target: Target, fields: Record<string, string | number | undefined>): void {
    const line = { ask: this.id, target: `${target.provider}/${target.model}`, use: target.use, ...fields };
    if (event === 'left') this.sources.logger.info('failover', line);
    else this.sources.logger.debug(event, line);
  }
}

/** Whether a failure may be the network's and not this cloud's. */
function isDoubtful({ kind }: Failure, { provider }: RouteTarget): boolean {
  return !provider.local && (kind === 'unreachable' || kind === 'intercepted');
}
