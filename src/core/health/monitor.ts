import { createEmitter, type Emitter, type Event } from '../base/emitter';
import type { Episode } from '../contract/status';
import type { ProviderId, Target, Use } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { Permit } from '../routing/live';
import type { AttemptMode, Standing } from '../routing/plan';
import { isLastResort, type MarkReason } from './effect';
import { keepProvider } from './memento';
import { nextDue, type NextDue } from './nextDue';
import { HealthParts, type HealthDeps } from './parts';
import { settle, type AttemptEntry } from './settle';
import { standingOf } from './standing';
import { describeHealth, type TargetHealth } from './targetHealth';

/**
 * The one place that knows who can answer. Every attempt takes a permit here and settles it once; what it teaches goes to
 * the part it is about: the target's breaker, the marks of its provider or model, the network gate, the episode of its use.
 * It acts on nothing by itself and holds no timer.
 */
export class HealthMonitor {
  private readonly parts: HealthParts;
  private readonly changed: Emitter<void>;

  constructor(deps: HealthDeps) {
    this.parts = new HealthParts(deps);
    this.changed = createEmitter(deps.logger);
  }

  /** Something that a snapshot shows may have changed. */
  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** What may be done with a target now; the marks of its provider and the network gate are part of it. */
  standing(target: Target, provider: ResolvedProvider): Standing {
    return standingOf(this.parts, this.parts.watch(target, provider));
  }

  /**
   * The permit for one attempt; `undefined` if it may not be made now, as when another probe is under way. A due target
   * gives its single permit, whichever of `normal` and `probe` was asked for. `last-resort` is always given: who asks for
   * it has no other choice.
   */
  acquire(target: Target, provider: ResolvedProvider, mode: AttemptMode): Permit | undefined {
    const watched = this.parts.watch(target, provider);
    const { kind } = standingOf(this.parts, watched);
    if (mode !== 'last-resort' && kind === 'blocked') return undefined;
    const probes = mode !== 'last-resort' && kind === 'due';
    const startedAt = this.parts.deps.clock.now();
    const entry: AttemptEntry = {
      watched,
      provider,
      breaker: (probes ? watched.breaker.enterProbe(startedAt) : undefined) ?? watched.breaker.enter(),
      marks: this.parts.marks.enter(provider.id, probes),
      models: this.parts.models.generation(provider.id),
      network: this.parts.gate.generation,
      startedAt,
    };
    if (probes) this.changed.fire();
    if (mode === 'last-resort') return this.createPermit(entry, mode);
    return this.createPermit(entry, probes ? 'probe' : 'normal');
  }

  /** Draws whether a target is to be spared now. An ask draws once for each target: a second draw would change the odds. */
  spares(target: Target, provider: ResolvedProvider): boolean {
    return this.parts.watch(target, provider).throttle?.draws() ?? false;
  }

  /** How long a target is still to be left alone by its own word, which an ask waits for (milliseconds). */
  restMs(target: Target): number {
    const { clock, durations } = this.parts.deps;
    const restsUntil = this.parts.known(target)?.restsUntil ?? 0;
    return Math.min(Math.max(0, restsUntil - clock.now()), durations.retryAfterWaitMaxMs);
  }

  /** The first event of an attempt under way came after `ttftMs`. */
  firstToken(target: Target, ttftMs: number): void {
    this.parts.firstTokens.add(target, ttftMs);
    const watched = this.parts.known(target);
    if (watched) watched.firstTokenAt = this.parts.deps.clock.now();
    this.changed.fire();
  }

  /** An ask waits for this target longer than is usual; it is shown as slow until it answers or fails. */
  noteSlow(target: Target): void {
    this.parts.firstTokens.noteWaiting(target);
    this.changed.fire();
  }

  /** Median time to first token of the last ten answers, in milliseconds. */
  medianTtft(target: Target): number | undefined {
    return this.parts.firstTokens.median(target);
  }

  /** The time to first token that 95 of 100 recent answers keep, in milliseconds; `undefined` while too few are known. */
  p95Ttft(target: Target): number | undefined {
    return this.parts.firstTokens.p95(target);
  }

  /** When the target answered last (epoch ms). */
  lastAnswerAt(target: Target): number | undefined {
    return this.parts.known(target)?.lastAnswerAt;
  }

  /** Everything that is shown of a target. */
  health(target: Target, provider: ResolvedProvider): TargetHealth {
    const { parts } = this;
    const watched = parts.watch(target, provider);
    const ttftMs = parts.firstTokens.median(target);
    return {
      ...describeHealth(standingOf(parts, watched), watched.breaker.state, parts.models.localTrouble(target)),
      ...(ttftMs === undefined ? {} : { ttftMs }),
      ...(watched.lastAnswerAt === undefined ? {} : { lastAnswerAt: watched.lastAnswerAt }),
      slow: parts.firstTokens.isSlow(target),
      ...(watched.throttle?.holdsMostBack() ? { throttled: true } : {}),
    };
  }

  /**
   * Who is asked when every target is open: the one that opened first among those whose trouble may have passed. Never one
   * with a refused key, a spent quota, a pause, or behind a closed network.
   */
  lastResort(targets: readonly Target[]): Target | undefined {
    const open = targets.flatMap((target) => {
      const watched = this.parts.known(target);
      const standing = watched && standingOf(this.parts, watched);
      if (!standing || standing.kind === 'ready' || !isLastResort(standing.reason)) return [];
      return [{ target, openedAt: standing.openedAt }];
    });
    return open.toSorted((a, b) => a.openedAt - b.openedAt)[0]?.target;
  }

  /** What would bring a target back, and when. */
  nextDue(target: Target, provider: ResolvedProvider): NextDue {
    return nextDue(this.parts, this.parts.watch(target, provider));
  }

  /** Whether a provider is known not to answer at all: a bad witness of the network. */
  isUnreachable(provider: ProviderId): boolean {
    return this.parts
      .of(provider)
      .some(({ breaker: { state } }) => 'reason' in state && state.reason === 'unreachable');
  }

  /** Whether a local model is known to be in memory. */
  isWarm(target: Target): boolean {
    return this.parts.warmth.isWarm(target);
  }

  /** A local model stays in memory until this instant (epoch ms). */
  noteLoaded(target: Target, until: number): void {
    this.parts.warmth.noteLoaded(target, until);
    this.changed.fire();
  }

  /**
   * The server of a local provider has these models in memory and no other of its own; they stay until this instant
   * (epoch ms). Without it a model that the server threw out would count as warm, and be waited for too briefly.
   */
  noteLoadedModels(provider: ProviderId, models: readonly string[], until: number): void {
    this.parts.warmth.noteOnlyLoaded(provider, models, until);
    this.changed.fire();
  }

  /** The server of a local provider was seen to answer, or not to. */
  noteLocalServer(provider: ProviderId, running: boolean): void {
    if (running) this.parts.models.noteRunning(provider);
    else this.parts.models.noteLocal({ provider, model: '' }, 'local-stopped', this.parts.deps.clock.now());
    this.changed.fire();
  }

  /** The user does not want this provider used for now. */
  pause(provider: ProviderId): void {
    this.parts.marks.pause(provider);
    this.changed.fire();
  }

  /** The user wants it used again; what was known of it still holds. */
  resume(provider: ProviderId): void {
    this.parts.marks.resume(provider);
    this.changed.fire();
  }

  /** The next ask tries this provider, whatever is known of it. */
  tryNow(provider: ProviderId): void {
    const { marks, models, gate } = this.parts;
    const watched = this.parts.of(provider);
    marks.tryNow(provider);
    models.forget(provider);
    for (const one of watched) {
      one.breaker.allowProbe();
      one.throttle?.clear();
      delete one.restsUntil;
    }
    if (gate.state.t === 'closed' && watched.some(({ local }) => !local)) gate.forget();
    this.changed.fire();
  }

  /** The login of a provider is gone, as its own files say; it is not asked before there is another one. */
  noteLoginLost(provider: ResolvedProvider): void {
    const { marks } = this.parts;
    if (marks.markOf(provider.id, 'credential')?.reason === 'login-lost') return;
    const failure = { kind: 'login-lost', scope: 'credential', evidence: { phase: 'connect' } } as const;
    marks.mark('login-lost', failure, provider, marks.enter(provider.id, false));
    this.changed.fire();
  }

  /** Key or login of a provider is another one now. */
  credentialChanged(provider: ProviderId): void {
    this.parts.marks.credentialChanged(provider);
    for (const { throttle } of this.parts.of(provider)) throttle?.clear();
    this.parts.models.forget(provider);
    this.changed.fire();
  }

  /** Addresses and models may be others now. */
  settingsChanged(): void {
    this.parts.marks.settingsChanged();
    this.parts.models.forget();
    this.changed.fire();
  }

  /**
   * The machine slept, or its clock was set back by so much (milliseconds): timed states are forgotten, asks under way tell
   * nothing, and for a while nothing counts.
   */
  noteWake(setBackMs = 0): void {
    const { parts } = this;
    parts.quietUntil = parts.deps.clock.now() + parts.deps.durations.wakeQuietMs;
    for (const one of parts.all()) {
      one.breaker.wake(setBackMs);
      one.throttle?.clear();
      if (one.restsUntil !== undefined) one.restsUntil -= setBackMs;
    }
    parts.marks.wake(setBackMs);
    parts.episodes.wake();
    parts.warmth.setBack(setBackMs);
    parts.gate.forget();
    parts.deps.logger.info('health.wake', setBackMs > 0 ? { setBackMs } : {});
    this.changed.fire();
  }

  /** Nothing in the cloud can be reached, or only somebody's sign-in page. */
  closeNetwork(reason: 'offline' | 'intercepted' = 'offline'): void {
    this.parts.gate.close(reason);
    this.changed.fire();
  }

  /** A cloud can be reached. */
  openNetwork(): void {
    this.parts.gate.open();
    this.changed.fire();
  }

  /** Whether there is a network; behind a sign-in page that cannot be said. */
  network(): 'ok' | 'offline' | 'unknown' {
    const { state } = this.parts.gate;
    if (state.t !== 'closed') return state.t;
    return state.reason === 'offline' ? 'offline' : 'unknown';
  }

  /** The reason whose free check of a provider may be made now. */
  dueCheck(provider: ProviderId): MarkReason | undefined {
    return this.parts.marks.dueCheck(provider);
  }

  /** What a free check of a provider found; `passed` lets one real ask try. */
  noteCheck(provider: ProviderId, reason: MarkReason, verdict: 'passed' | 'refused' | 'unclear'): void {
    this.parts.marks.noteCheck(provider, reason, verdict);
    this.parts.deps.logger.info('health.check', { provider, reason, verdict });
    this.changed.fire();
  }

  /** Whether the free check refused the key too, so that it is fair to call it bad. */
  isKeyRefused(provider: ProviderId): boolean {
    return this.parts.marks.isKeyRefused(provider);
  }

  /** Whether a look for the network may be made beside the present ask. */
  isNetworkLookDue(): boolean {
    return this.parts.gate.isLookDue();
  }

  /** A look for the network found nobody; the next one comes later. */
  noteNetworkLook(): void {
    this.parts.gate.noteLook();
    this.changed.fire();
  }

  /** From the first failure of the first choice of a use until it has answered again. */
  episode(use: Use): Episode | undefined {
    return this.parts.episodes.episode(use);
  }

  /** Says before each ask who is first on the route of a use. */
  noteFirstChoice(use: Use, target: Target): void {
    this.parts.episodes.noteFirst(use, target);
  }

  /** Keeps everything known of a provider; the result puts it back, once a rehearsal of its outage is over. */
  keep(provider: ProviderId): () => void {
    const restore = keepProvider(this.parts, provider);
    return () => {
      restore();
      this.changed.fire();
    };
  }

  /** Lets `shared/` read what is known, to keep it. */
  look<T>(at: (parts: HealthParts) => T): T {
    return at(this.parts);
  }

  /** Lets `shared/` put in what another window, or this one before a reload, has learnt. */
  adopt(change: (parts: HealthParts) => void): void {
    change(this.parts);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private createPermit(entry: AttemptEntry, kind: AttemptMode): Permit {
    const { target } = entry.watched;
    const { logger } = this.parts.deps;
    let settled = false;
    return {
      kind,
      target,
      settle: (outcome) => {
        if (settled) {
          logger.warn('permit.settledTwice', { provider: target.provider, model: target.model, outcome: outcome.t });
          return;
        }
        settled = true;
        settle(this.parts, entry, outcome);
        this.changed.fire();
      },
    };
  }
}
