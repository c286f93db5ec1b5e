import { Cancelled, lazily, settlesWithin, type Lazily } from '../base/async';
import { DisposableStore, type Disposable } from '../base/disposable';
import { createEmitter, type Emitter, type Event } from '../base/emitter';
import type { LocalStatus, TargetStatus } from '../contract/status';
import type { ProviderId, Target, Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import { windowTokens } from '../providers/modelFacts';
import type { AskNews } from '../routing/askNews';
import type { Route } from '../routing/route';
import type { Settings } from '../settings/snapshot';
import { LocalModel, type LocalModelDeps } from './localModel';
import type { OllamaProgram } from './localStates';
import type { LocalStateWatch } from './localStateWatch';
import { WarmUp } from './warmUp';

/** What the local stand-in needs from outside. */
export interface LocalStandInDeps extends LocalModelDeps {
  settings(): Pick<Settings, 'keepWarm'>;
  route(use: Use): Route;
  /** The providers that the user's route names. */
  routeIds(use: Use): readonly ProviderId[];
  readonly ollamaProgram?: OllamaProgram;
  readonly health: HealthMonitor;
  readonly onDidNoteAsk: Event<AskNews>;
  /** A status page says something else of a provider than before. */
  readonly onDidChangePage: Event<{ readonly provider: ProviderId; readonly state: string }>;
}

/** Models that had to leave the memory for a stand-in. */
export interface Eviction {
  readonly target: Target;
  readonly evicted: readonly string[];
}

/** The models on this machine as stand-ins: which there are, how their servers stand, and one in memory when trouble begins. */
export class LocalStandIn implements Disposable {
  private readonly store = new DisposableStore();
  private readonly ended = new AbortController();
  private readonly evicted: Emitter<Eviction>;
  private readonly stateChanged: Emitter<void>;
  /** The model that is loaded ahead of need now. */
  private warming: Target | undefined;
  private readonly watch: Lazily<LocalStateWatch>;
  /** There is none before the first look at a local server. */
  private states: LocalStateWatch | undefined;
  readonly model: LocalModel;

  constructor(private readonly deps: LocalStandInDeps) {
    const { store } = this;
    const { health } = deps;
    this.evicted = store.add(createEmitter(deps.logger));
    this.stateChanged = store.add(createEmitter(deps.logger));
    this.watch = lazily(async () => {
      const { LocalStateWatch: Made } = await import('./localStateWatch');
      return store.add(new Made({ ...deps, local: this.model, noteChanged: () => this.stateChanged.fire() }));
    });
    this.model = store.add(new LocalModel(deps));
    const warmUp = store.add(
      new WarmUp({
        settings: () => deps.settings(),
        route: (use) => deps.route(use),
        look: (use, signal) => this.look(use, signal),
        localModels: (id) => deps.localModels(id),
        fits: async ({ provider, model }, others) => {
          const { hasRoom } = await import('./room');
          const server = deps.resolved(provider);
          if (!server) return false;
          const contextTokens = (id: string): number =>
            this.model.plannedContext(server, id) ?? windowTokens(server, id);
          return hasRoom(model, others, this.model.models(provider)?.models, contextTokens, deps.memory);
        },
        noteEvicted: (target, evicted) => this.evicted.fire({ target, evicted }),
        noteLoading: (target) => {
          this.warming = target;
          this.stateChanged.fire();
        },
        health,
        clock: deps.clock,
        durations: deps.durations,
        logger: deps.logger,
      }),
    );
    store.add(this.model.onDidChange((provider) => this.noteServer(provider)));
    store.add(this.model.onDidChange((provider) => void this.learn(provider)));
    store.add(health.onDidChange(() => warmUp.noteHealth()));
    store.add(deps.onDidNoteAsk((news) => warmUp.hear(news)));
    store.add(deps.onDidNoteAsk((news) => this.hear(news)));
    store.add(deps.onDidChangePage(({ provider, state }) => warmUp.notePage(provider, state === 'trouble')));
  }

  /** A model that was loaded for something else had to leave the memory for a stand-in. */
  get onDidEvict(): Event<Eviction> {
    return this.evicted.event;
  }

  /** A local server stands otherwise than before. */
  get onDidChangeState(): Event<void> {
    return this.stateChanged.event;
  }

  /** How the local servers among these targets stand; `waitedFor` is the model that an ask waits for. */
  statuses(targets: readonly TargetStatus[], waitedFor: Target | undefined): readonly LocalStatus[] {
    const loading = [waitedFor, this.warming].flatMap((target) => target ?? []);
    return this.states?.statuses(targets, loading) ?? [];
  }

  /** Learns how a server stands after a look at it: its version, or whether its program is here. Never rejects. */
  async learn(id: ProviderId): Promise<void> {
    this.states = await this.watch.get();
    await this.states.learn(id);
  }

  /**
   * Looks at local servers of which nothing usable is known. An ask does not wait for one that does not answer. Never
   * rejects.
   */
  async look(use: Use, signal: AbortSignal): Promise<void> {
    const { clock, durations, logger } = this.deps;
    const look = this.model.refreshUnknown(this.deps.routeIds(use), signal).catch((error: unknown) => {
      if (!(error instanceof Cancelled)) logger.error('local.lookFailed', { use, error: String(error) });
    });
    await settlesWithin(clock, look, durations.localLookMs);
  }

  dispose(): void {
    this.ended.abort(new Cancelled());
    this.store.dispose();
  }

  /** What an ask has met may show that the last look is out of date. */
  private hear(news: AskNews): void {
    // A server that answers though the last look at it failed has come back since; its models may be others.
    if (news.t === 'answered' && this.model.models(news.target.provider)?.failure) this.lookAnew(news.target.provider);
    if (news.t !== 'attempt-failed' || news.failure.kind !== 'local-missing' || news.failure.rehearsed) return;
    // A model that is gone is chosen no more.
    if (this.model.models(news.target.provider)) this.lookAnew(news.target.provider);
  }

  private lookAnew(provider: ProviderId): void {
    this.model.refresh(provider, this.ended.signal).catch((error: unknown) => {
      if (!(error instanceof Cancelled)) this.deps.logger.error('local.lookFailed', { provider, error: String(error) });
    });
  }

  /** A look at a local server is news of its health: whether it runs, and what it has in memory. */
  private noteServer(provider: ProviderId): void {
    const server = this.model.models(provider);
    if (!server) return;
    const { health, clock, durations } = this.deps;
    const { failure } = server;
    // One that answers with an error runs all the same: what an ask makes of that is the ask's to say.
    if (failure === undefined || failure.kind === 'local-stopped') {
      health.noteLocalServer(provider, failure === undefined);
    }
    health.noteLoadedModels(provider, server.loaded, clock.now() + durations.keepAliveMs);
  }
}
