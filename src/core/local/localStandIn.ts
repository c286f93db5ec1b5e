import { Cancelled, settlesWithin } from '../base/async';
import { DisposableStore, type Disposable } from '../base/disposable';
import { createEmitter, type Emitter, type Event } from '../base/emitter';
import type { ProviderId, Target, Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { AskNews } from '../routing/askNews';
import type { Route } from '../routing/route';
import type { Settings } from '../settings/snapshot';
import { windowTokens } from '../providers/modelFacts';
import { LocalModel, type LocalModelDeps } from './localModel';
import { memoryBudget, memoryNeeded } from './memoryNeed';
import { WarmUp } from './warmUp';

/** What the local stand-in needs from outside. */
export interface LocalStandInDeps extends LocalModelDeps {
  settings(): Pick<Settings, 'keepWarm'>;
  route(use: Use): Route;
  /** The providers that the user's route names. */
  routeIds(use: Use): readonly ProviderId[];
  readonly health: HealthMonitor;
  readonly onDidNoteAsk: Event<AskNews>;
  /** A status page says something else of a provider than before. */
  readonly onDidChangePage: Event<{ readonly provider: ProviderId; readonly state: string }>;
}

/** Ollama keeps no more models in memory than this for each processor unless told to (`providers.md` §3.1). */
const mostLoaded = 3;

/** Models that had to leave the memory for a stand-in. */
export interface Eviction {
  readonly target: Target;
  readonly evicted: readonly string[];
}

/** The models on this machine as stand-ins: which there are, and one of them in memory when trouble begins. */
export class LocalStandIn implements Disposable {
  private readonly store = new DisposableStore();
  private readonly evicted: Emitter<Eviction>;
  readonly model: LocalModel;

  constructor(private readonly deps: LocalStandInDeps) {
    const { store } = this;
    const { health } = deps;
    this.evicted = store.add(createEmitter(deps.logger));
    this.model = store.add(new LocalModel(deps));
    const warmUp = store.add(
      new WarmUp({
        settings: () => deps.settings(),
        route: (use) => deps.route(use),
        look: (use, signal) => this.look(use, signal),
        localModels: (id) => deps.localModels(id),
        fits: (target, others) => this.fits(target, others),
        noteEvicted: (target, evicted) => this.evicted.fire({ target, evicted }),
        health,
        clock: deps.clock,
        durations: deps.durations,
        logger: deps.logger,
      }),
    );
    store.add(this.model.onDidChange((provider) => this.noteServer(provider)));
    store.add(health.onDidChange(() => warmUp.noteHealth()));
    store.add(deps.onDidNoteAsk((news) => warmUp.hear(news)));
    store.add(deps.onDidChangePage(({ provider, state }) => warmUp.notePage(provider, state === 'trouble')));
  }

  /** A model that was loaded for something else had to leave the memory for a stand-in. */
  get onDidEvict(): Event<Eviction> {
    return this.evicted.event;
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
    this.store.dispose();
  }

  /** By the sizes of their files; what its server does by itself is seen only afterwards. */
  private fits({ provider, model }: Target, others: readonly string[]): boolean {
    const resolved = this.deps.resolved(provider);
    if (!resolved || others.length + 1 > mostLoaded) return false;
    const known = this.model.models(provider)?.models.filter(({ id }) => id === model || others.includes(id)) ?? [];
    const needed = known.map((one) => memoryNeeded(one, windowTokens(resolved, one.id)));
    return needed.reduce((sum, bytes) => sum + bytes, 0) <= memoryBudget(this.deps.memory.totalBytes());
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
