import { Cancelled, settlesWithin } from './base/async';
import { DisposableStore, type Disposable } from './base/disposable';
import { createEmitter, type Emitter, type Event } from './base/emitter';
import type { WaitingSources } from './chat/waitingAsks';
import type { Failure } from './contract/failure';
import type { StatusSnapshot } from './contract/status';
import type { ProviderId, Target, Use } from './contract/target';
import type { EnginePorts } from './enginePorts';
import { HealthMonitor } from './health/monitor';
import { NetworkJudge } from './health/network';
import { Recovery } from './health/recovery';
import { SharedHealth } from './health/shared/sharedHealth';
import { SleepWatch, type Jump } from './health/sleepWatch';
import { StatusPages } from './health/statusPages';
import { LocalModel } from './local/localModel';
import { WarmUp } from './local/warmUp';
import { Rehearsal } from './outages/rehearsal';
import { createReach } from './providers/headReach';
import { windowTokens } from './providers/modelFacts';
import { isLocalOrigin } from './providers/origins';
import type { ResolvedProvider } from './providers/provider';
import { ProviderRegistry } from './providers/registry';
import { isSetUp } from './providers/setUp';
import type { AskNews } from './routing/askNews';
import { Gate } from './routing/gate';
import { Pins } from './routing/pins';
import { parseRouteEntry, routeFor, type Route, type RouteSources } from './routing/route';
import { Router } from './routing/router';
import { RememberedSet } from './settings/remembered';
import { buildSnapshot, type SnapshotEntry, type SnapshotUse } from './status/snapshot';
import { snapshotUse } from './status/snapshotUse';

/**
 * The product without an editor: providers, health, gate and router, wired once. The extension, the integration tests and
 * the benches all run this very wiring.
 */
export class Engine implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<void>;
  private readonly news: Emitter<AskNews>;
  private readonly rulesChanged: Emitter<void>;
  private readonly answered: RememberedSet;
  private readonly judge: NetworkJudge;
  private readonly recovery: Recovery;
  private readonly shared: SharedHealth;
  private readonly sleep: SleepWatch;
  private readonly woke: Emitter<void>;
  readonly registry: ProviderRegistry;
  readonly health: HealthMonitor;
  readonly local: LocalModel;
  private readonly warmUp: WarmUp;
  readonly pins: Pins;
  readonly gate: Gate;
  readonly router: Router;
  /** Stands at the fetch port: outages are played here. */
  readonly rehearsal: Rehearsal;
  /** What the providers' status pages say. They explain: nothing is decided by them. */
  readonly pages: StatusPages;

  constructor(private readonly ports: EnginePorts) {
    const { clock, random, durations, logger, env } = ports;
    this.changed = this.store.add(createEmitter(logger));
    this.rulesChanged = this.store.add(createEmitter(logger));
    this.news = this.store.add(createEmitter(logger));
    this.woke = this.store.add(createEmitter(logger));
    this.answered = new RememberedSet(ports.remembered, 'answeredOrigins');
    this.gate = new Gate(() => ({
      localOnly: ports.settings().localOnly,
      isSetUp: (provider) => this.isSetUp(provider),
      mayCompleteInCloud: (provider) => ports.mayCompleteInCloud(provider),
      isLocalOrigin: (origin) => isLocalOrigin(origin, ports.settings().privateHosts),
    }));
    const fetch = (url: string, init?: RequestInit): Promise<Response> => this.rehearsal.fetch(url, init);
    this.registry = new ProviderRegistry({
      settings: () => ports.settings(),
      fetch,
      keys: ports.keys,
      clock,
      durations,
      logger,
      env,
    });
    this.health = this.store.add(new HealthMonitor({ clock, random, durations, logger }));
    this.rehearsal = this.store.add(
      new Rehearsal({
        fetch: ports.fetch,
        clock,
        logger,
        pingMs: durations.rehearsalPingMs,
        onNews: this.news.event,
        keep: (provider) => this.health.keep(provider),
        tryNow: (provider) => this.health.tryNow(provider),
      }),
    );
    this.pins = this.store.add(new Pins());
    this.local = this.store.add(
      new LocalModel({
        resolved: (id) => this.registry.resolved(id),
        provider: (id) => this.registry.get(id),
        localModels: (id) => this.registry.localModels(id),
        memory: ports.memory,
        remembered: ports.remembered,
        answered: this.answered,
        clock,
        durations,
        logger,
      }),
    );
    const reach = createReach(fetch);
    const mayReach = (url: string): boolean => this.gate.mayReach(url);
    this.judge = new NetworkJudge({
      reach,
      mayReach,
      clouds: () =>
        this.registry.all().filter((provider) => !provider.local && this.gate.refusal(provider, 'chat') === undefined),
      firstChoice: () => this.route('chat').targets.find((entry) => !entry.provider.local)?.provider,
      isUnreachable: (provider) => this.health.isUnreachable(provider),
      clock,
      durations,
      logger,
    });
    this.recovery = this.store.add(
      new Recovery({
        health: this.health,
        reach,
        mayReach,
        check: (provider, signal) => this.check(provider, signal),
        takeLook: () => this.shared.takeLook(),
        clock,
        durations,
        logger,
      }),
    );
    this.warmUp = this.store.add(
      new WarmUp({
        settings: () => ports.settings(),
        route: (use) => this.route(use),
        look: (use, signal) => this.lookForLocal(use, signal),
        localModels: (id) => this.registry.localModels(id),
        health: this.health,
        clock,
        durations,
        logger,
      }),
    );
    this.sleep = this.store.add(new SleepWatch(clock, durations, (jump) => this.noteJump(jump)));
    this.pages = this.store.add(
      new StatusPages({
        enabled: () => ports.settings().statusPageEnabled,
        // Without a network there is nothing to read, and nothing to explain.
        uses: () => (this.health.network() === 'offline' ? [] : Object.values(this.uses())),
        fetch,
        mayReach,
        clock,
        random,
        durations,
        logger,
      }),
    );
    this.shared = this.store.add(
      new SharedHealth({
        ports: ports.shared,
        health: this.health,
        pages: this.pages,
        resolved: (id) => this.registry.resolved(id),
        rehearsed: () => this.rehearsal.current?.provider,
        ...{ clock, random, durations, logger },
      }),
    );
    this.router = this.store.add(this.createRouter());
    this.listen();
  }

  /** Fires when a snapshot may have changed. */
  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** Tells what becomes of asks, without any text of theirs. */
  get onDidNoteAsk(): Event<AskNews> {
    return this.news.event;
  }

  /** A consent was given or taken back: routes are worked out again. */
  noteConsentChanged(): void {
    this.changed.fire();
  }

  /** Whether the user has set this provider up. */
  isSetUp(provider: ResolvedProvider): boolean {
    return isSetUp(provider, {
      hasKey: this.ports.hasKey(provider),
      mayReadEnvironment: this.ports.mayReadEnvironment(provider),
      hasAnswered: this.answered.has(provider.origin),
      isRoutedByUser: this.ports.settings().routedByUser?.includes(provider.id) ?? false,
    });
  }

  /** The route of a use as it is now, behind the gate. */
  route(use: Use): Route {
    return routeFor(use, this.routeSources());
  }

  /**
   * Whether it is fair to call a key bad: the free call that proves keys refused it too, and the page shows no incident. On
   * 28 April 2026 good keys were refused for over an hour.
   */
  isKeyRefused(provider: ProviderId): boolean {
    return this.health.isKeyRefused(provider) && !this.pages.showsIncident(provider);
  }

  /** How a chat question that waits learns that somebody is back. */
  get waiting(): WaitingSources {
    const { clock, random, durations } = this.ports;
    return {
      clock,
      random,
      durations,
      lease: { take: () => this.shared.takeProbe() },
      route: () => this.route('chat'),
      nextDue: (target, provider) => this.health.nextDue(target, provider),
      look: (route) => this.recovery.onAsk(route),
      tryNow: (provider) => this.health.tryNow(provider),
      onDidChange: this.changed.event,
      onDidChangeRules: this.rulesChanged.event,
    };
  }

  /** The route of a use in the user's order, also what is not set up or may not be asked. */
  entries(use: Use): readonly SnapshotEntry[] {
    const { chat, completions } = this.uses();
    return (use === 'chat' ? chat : completions).entries;
  }

  /** What a failure to connect is after a closer look at the network. Throws `Cancelled` when the signal aborts. */
  judgeFailure(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure> {
    return this.judge.judge(failure, provider, signal);
  }

  /** The status as it is now. */
  snapshot(): StatusSnapshot {
    return buildSnapshot({
      ...this.uses(),
      pages: this.pages.all(),
      ...(this.router.loading ? { loading: this.router.loading } : {}),
      localOnly: this.ports.settings().localOnly,
      network: this.health.network(),
      ...(this.rehearsal.current ? { rehearsal: this.rehearsal.current } : {}),
    });
  }

  /** Writes what health knows and has not been written yet. Never rejects. */
  flush(): Promise<void> {
    return this.shared.flush();
  }

  dispose(): void {
    this.store.dispose();
  }

  private uses(): { readonly chat: SnapshotUse; readonly completions: SnapshotUse } {
    const sources = {
      ...this.routeSources(),
      isSetUp: (provider: ResolvedProvider) => this.isSetUp(provider),
      health: this.health,
    };
    return { chat: snapshotUse('chat', sources), completions: snapshotUse('completion', sources) };
  }

  /** Attempts under way outlive a clock that was set back, but not sleep. */
  private noteJump(jump: Jump): void {
    this.health.noteWake(jump.t === 'set-back' ? jump.ms : 0);
    if (jump.t === 'slept') this.woke.fire();
  }

  private createRouter(): Router {
    const { clock, random, durations, logger } = this.ports;
    return new Router({
      clock,
      random,
      durations,
      logger,
      health: this.health,
      settings: () => this.ports.settings(),
      catchUp: () => this.shared.catchUp(),
      sleep: { look: () => this.sleep.look(), onDidWake: this.woke.event },
      permit: ({ target, provider }, mode) => this.shared.acquire(target, provider, mode),
      prepare: (use, signal) => this.lookForLocal(use, signal),
      refusal: (provider, use) => this.gate.refusal(this.registry.resolved(provider.id) ?? provider, use),
      route: (use) => this.route(use),
      provider: (id) => this.registry.get(id),
      windowTokens: ({ provider, target }) => windowTokens(provider, target.model),
      judge: (failure, provider, signal) => this.judge.judge(failure, provider, signal),
      noteLocal: (target, outcome) => {
        // How a model did while its outage was played says nothing of it.
        if (this.rehearsal.current?.provider !== target.provider) void this.local.noteOutcome(target, outcome);
      },
      rehearsing: (provider) => this.rehearsal.rehearsing(provider),
      onAsk: (route) => {
        this.recovery.onAsk(route);
        this.pages.noteAct();
      },
      note: (news) => this.news.fire(news),
    });
  }

  private async check(
    provider: ResolvedProvider,
    signal: AbortSignal,
  ): ReturnType<ConstructorParameters<typeof Recovery>[0]['check']> {
    const found = this.registry.get(provider.id);
    if (found) return found.check(signal);
    return { ok: false, failure: { kind: 'wrong-address', scope: 'provider', evidence: { phase: 'connect' } } };
  }

  /** Looks at local servers of which nothing usable is known. An ask does not wait for one that does not answer. */
  private async lookForLocal(use: Use, signal: AbortSignal): Promise<void> {
    const { clock, durations, logger } = this.ports;
    const look = this.local.refreshUnknown(this.routeIds(use), signal).catch((error: unknown) => {
      if (!(error instanceof Cancelled)) logger.error('look-failed', { use, error: String(error) });
    });
    await settlesWithin(clock, look, durations.localLookMs);
  }

  private routeIds(use: Use): readonly ProviderId[] {
    const { chatRoute, completionsRoute } = this.ports.settings();
    return (use === 'chat' ? chatRoute : completionsRoute).map((entry) => parseRouteEntry(entry).id);
  }

  private routeSources(): RouteSources {
    return {
      settings: () => this.ports.settings(),
      resolved: (id) => this.registry.resolved(id),
      modelFor: (id, use) => this.local.modelFor(id, use),
      whyNoModel: (id) => this.local.whyNoModel(id),
      pinned: (use): Target | undefined => this.pins.pinned(use),
      gate: this.gate,
    };
  }

  /** Everything that a snapshot depends on tells of its changes here. */
  private listen(): void {
    const fire = (): void => this.changed.fire();
    this.store.add(this.health.onDidChange(fire));
    this.store.add(this.health.onDidChange(() => this.warmUp.noteHealth()));
    this.store.add(this.news.event((news) => this.warmUp.hear(news)));
    this.store.add(this.pins.onDidChange(fire));
    this.store.add(this.rehearsal.onDidChange(fire));
    this.store.add(this.router.onDidChangeLoading(fire));
    this.store.add(this.pages.onDidRefresh(fire));
    this.store.add(
      this.pages.onDidChange(({ provider, state }) => {
        if (state === 'trouble') this.warmUp.noteIncident(provider);
      }),
    );
    this.store.add(this.changed.event(() => this.pages.update()));
    this.store.add(
      this.local.onDidChange((provider) => {
        this.noteLocal(provider);
        fire();
      }),
    );
    this.store.add(
      this.ports.onDidChangeSettings(() => {
        this.health.settingsChanged();
        fire();
        this.rulesChanged.fire();
      }),
    );
    this.store.add(
      this.ports.onDidChangeKeys((provider) => {
        this.health.credentialChanged(provider);
        fire();
        this.rulesChanged.fire();
      }),
    );
  }

  /** A look at a local server is news of its health: whether it runs, and what it has in memory. */
  private noteLocal(provider: ProviderId): void {
    const server = this.local.models(provider);
    if (!server) return;
    // A server that answers wrongly, or not in time, runs all the same, and starting it again would help nobody.
    if (server.failure === undefined) this.health.noteLocalServer(provider, true);
    else if (server.failure.kind === 'local-stopped') this.health.noteLocalServer(provider, false);
    const until = this.ports.clock.now() + this.ports.durations.keepAliveMs;
    this.health.noteLoadedModels(provider, server.loaded, until);
  }
}
