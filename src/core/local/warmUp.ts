import { Cancelled } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import { isCounted } from '../contract/failure';
import { isSameTarget, uses, type ProviderId, type Target, type Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { LocalModels } from '../providers/provider';
import type { AskNews } from '../routing/askNews';
import type { Durations } from '../routing/durations';
import type { Route, RouteTarget } from '../routing/route';
import type { Settings } from '../settings/snapshot';
import type { LetGo } from './letGo';
import type { AheadLoad } from './loadAhead';
import { RoomMade } from './roomMade';

/** What warming up needs from outside. */
export interface WarmUpDeps {
  settings(): Pick<Settings, 'keepWarm'>;
  route(use: Use): Route;
  /** Looks at the local servers of a route of which nothing is known yet. Never rejects. */
  look(use: Use, signal: AbortSignal): Promise<void>;
  localModels(id: ProviderId): LocalModels | undefined;
  /** Whether a model is thought to find room in memory beside these. */
  fits(target: Target, others: readonly string[]): Promise<boolean>;
  /** A model that was loaded for something else had to leave the memory for this one. */
  noteEvicted(target: Target, evicted: readonly string[]): void;
  /** This model is on its way into memory; `undefined` once none is any more. */
  noteLoading(target: Target | undefined): void;
  readonly health: Pick<
    HealthMonitor,
    'isWarm' | 'noteLoaded' | 'health' | 'episode' | 'lastAnswerAt' | 'noteLoadedModels'
  >;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * Loads the local stand-in into memory on the way down, so that its cold start overlaps with the trouble (`failover.md` §7):
 * at the first counted failure of a first choice, an incident on its component, or after a minute of its being slow. With
 * `keepWarm` *always* from the first ask on, with *never* not at all. Nothing is loaded before the user's first ask, nothing
 * at the cost of a model that somebody loaded for something else, and what was loaded for a trouble leaves after it.
 */
export class WarmUp implements Disposable {
  private readonly life = new AbortController();
  /** Models being loaded; chat and completions often share one. */
  private readonly underWay = new Set<string>();
  /** The minute of a first choice that has become slow. */
  private readonly slowTimers = new Map<Use, Disposable>();
  private readonly renewals = new Map<Use, Disposable>();
  /** First choices whose status page names an incident. */
  private readonly incidents = new Set<ProviderId>();
  private readonly roomMade: RoomMade;
  /** There is none before something was loaded that is to be let go. */
  private letGo: LetGo | undefined;

  constructor(private readonly deps: WarmUpDeps) {
    this.roomMade = new RoomMade({ ...deps, isKnown: (model) => this.known().includes(model) });
  }

  /** Hears what becomes of asks. */
  hear(news: AskNews): void {
    const { keepWarm } = this.deps.settings();
    const { signal } = this.life;
    if (news.t === 'asked' && keepWarm === 'always') this.warm(news.use);
    if (news.t === 'asked' && news.first) this.roomMade.noteAsked(news.first, signal);
    if (news.t === 'switched') this.roomMade.noteAsked(news.to, signal);
    if ((news.t === 'answered' || news.t === 'stopped') && news.target) this.roomMade.noteOver(news.target, signal);
    if (news.t !== 'attempt-failed' || !isCounted(news.failure.kind)) return;
    const first = this.deps.route(news.use).targets[0];
    if (first && isSameTarget(first.target, news.target)) this.warm(news.use);
  }

  /** The status page names an incident on the component of this provider, or names it no more. */
  notePage(provider: ProviderId, isIncident: boolean): void {
    if (isIncident) this.noteIncident(provider);
    else this.incidents.delete(provider);
    this.letGo?.look();
  }

  private noteIncident(provider: ProviderId): void {
    this.incidents.add(provider);
    for (const use of uses) if (this.deps.route(use).targets[0]?.target.provider === provider) this.warm(use);
  }

  /** Health has changed: a first choice may have become slow, or has ceased to be. */
  noteHealth(): void {
    this.letGo?.look();
    if (this.deps.settings().keepWarm === 'never') return;
    for (const use of uses) {
      const isSlow = this.isSlow(use);
      if (!isSlow) {
        this.slowTimers.get(use)?.dispose();
        this.slowTimers.delete(use);
      } else if (!this.slowTimers.has(use)) {
        const timer = this.deps.clock.schedule(this.deps.durations.slowWarmUpMs, () => {
          if (this.isSlow(use)) this.warm(use);
        });
        this.slowTimers.set(use, timer);
      }
    }
  }

  dispose(): void {
    this.life.abort(new Cancelled());
    this.letGo?.dispose();
    for (const timer of [...this.slowTimers.values(), ...this.renewals.values()]) timer.dispose();
  }

  private isSlow(use: Use): boolean {
    const first = this.deps.route(use).targets[0];
    return first !== undefined && this.deps.health.health(first.target, first.provider).slow;
  }

  private warm(use: Use, renews = false): void {
    if (this.deps.settings().keepWarm === 'never' || this.life.signal.aborted) return;
    this.load(use, renews, this.life.signal).catch((error: unknown) => this.noteBroken(use, error));
  }

  private async load(use: Use, renews: boolean, signal: AbortSignal): Promise<void> {
    const { health, clock, durations, logger } = this.deps;
    await this.deps.look(use, signal);
    const standIn = this.standIn(use);
    const models = standIn && this.deps.localModels(standIn.target.provider);
    // Who has loaded a model that is in memory already, and for how long, is not known: it is to be kept from now on.
    const isKept = this.deps.settings().keepWarm !== 'always' || this.renewals.has(use);
    if (!standIn || !models || (health.isWarm(standIn.target) && isKept && !renews)) return;
    const { target } = standIn;
    const name = `${target.provider}/${target.model}`;
    if (this.underWay.has(name)) return;
    this.underWay.add(name);
    this.deps.noteLoading(target);
    const startedAt = clock.now();
    const { loadAhead } = await import('./loadAhead');
    const done = await loadAhead(this.aheadOf(target, models), signal).finally(() => {
      this.underWay.delete(name);
      if (this.underWay.size === 0) this.deps.noteLoading(undefined);
    });
    const outcome = done.t === 'failed' ? done.why : done.t;
    logger.info('local.warmUp', { target: name, outcome, ms: clock.now() - startedAt });
    if (done.t === 'no-room') this.roomMade.noteStrangers(target, done.strangers);
    if (done.t !== 'loaded') return;
    if (done.evicted.length > 0) this.deps.noteEvicted(target, done.evicted);
    health.noteLoaded(target, clock.now() + durations.keepAliveMs);
    if (this.deps.settings().keepWarm === 'always') this.renewLater(use);
    else if (!done.wasThere) await this.noteOurs(target);
  }

  private async noteOurs(target: Target): Promise<void> {
    const { deps } = this;
    const module = await import('./letGo');
    if (this.life.signal.aborted) return;
    this.letGo ??= new module.LetGo({
      ...deps,
      isSlowOrIncident: (use) =>
        this.isSlow(use) || this.incidents.has(deps.route(use).targets[0]?.target.provider ?? ''),
    });
    this.letGo.noteOurs(target);
  }

  private aheadOf(target: Target, models: LocalModels): AheadLoad {
    const insists = this.deps.settings().keepWarm === 'always';
    return {
      model: target.model,
      models,
      known: this.known(),
      insists,
      fits: (others) => this.deps.fits(target, others),
    };
  }

  /** The models of the user's own routes. */
  private known(): readonly string[] {
    return uses.flatMap((use) => this.deps.route(use).targets.map((entry) => entry.target.model));
  }

  private noteBroken(use: Use, error: unknown): void {
    if (!(error instanceof Cancelled)) this.deps.logger.warn('local.warmUp', { use, message: String(error) });
  }

  /** The local target after the first choice; a local first choice needs none. */
  private standIn(use: Use): RouteTarget | undefined {
    const [first, ...others] = this.deps.route(use).targets;
    return first?.provider.local ? undefined : others.find((entry) => entry.provider.local);
  }

  /** The server throws a model out after its keep-alive; a little earlier it is asked to keep it. */
  private renewLater(use: Use): void {
    this.renewals.get(use)?.dispose();
    const renewal = this.deps.clock.schedule(this.deps.durations.keepAliveMs * 0.9, () => {
      this.renewals.delete(use);
      if (this.deps.settings().keepWarm === 'always') this.warm(use, true);
    });
    this.renewals.set(use, renewal);
  }
}
