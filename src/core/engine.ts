import { DisposableStore, type Disposable } from './base/disposable';
import { createEmitter, type Emitter, type Event } from './base/emitter';
import type { WaitingSources } from './chat/waitingAsks';
import type { Failure } from './contract/failure';
import type { StatusSnapshot } from './contract/status';
import type { ProviderId, Use } from './contract/target';
import type { EnginePorts } from './enginePorts';
import { ClaudeCode } from './health/claudeCodeLogin/claudeCode';
import { HealthMonitor } from './health/monitor';
import { SharedHealth } from './health/shared/sharedHealth';
import { SleepWatch, type Jump } from './health/sleepWatch';
import { StatusPages } from './health/statusPages';
import { WaysBack } from './health/waysBack';
import type { LocalModel } from './local/localModel';
import { LocalStandIn, type Eviction } from './local/localStandIn';
import { Rehearsal } from './outages/rehearsal/rehearsal';
import { isLocalOrigin } from './providers/origins';
import type { ResolvedProvider } from './providers/provider';
import { ProviderRegistry } from './providers/registry';
import type { AskNews } from './routing/askNews';
import { Gate, type GateRefusal } from './routing/gate';
import { Pins } from './routing/pins';
import { Router } from './routing/router';
import { RememberedSet } from './settings/remembered';
import { CurrentRoutes } from './status/currentRoutes';
import { buildSnapshot } from './status/snapshot';

/**
 * The product without an editor: providers, health, gate and router, wired once. The extension, the integration tests and
 * the benches all run this very wiring.
 */
export class Engine implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<void>;
  private readonly news: Emitter<AskNews>;
  private readonly rulesChanged: Emitter<void>;
  private readonly waysBack: WaysBack;
  private readonly standIn: LocalStandIn;
  private readonly shared: SharedHealth;
  private readonly sleep: SleepWatch;
  private readonly woke: Emitter<void>;
  readonly registry: ProviderRegistry;
  readonly health: HealthMonitor;
  /** The user's own Claude Code: whether it is used, and its login. */
  readonly claudeCode: ClaudeCode;
  /** Both routes as they are now. */
  readonly routes: CurrentRoutes;
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
    const answered = new RememberedSet(ports.remembered, 'answeredOrigins');
    this.gate = new Gate(() => ({
      localOnly: ports.settings().localOnly,
      isSetUp: (provider) => this.routes.isSetUp(provider),
      mayCompleteInCloud: (provider) => ports.mayCompleteInCloud(provider),
      needsClick: (provider) => provider.type === 'claude-code' && this.claudeCode.needsClick,
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
      contextTokens: (provider, model) => this.contextTokens(provider, model),
      ...(ports.claudeCode ? { claude: () => this.claudeCode.program() } : {}),
    });
    this.health = this.store.add(new HealthMonitor({ clock, random, durations, logger }));
    this.claudeCode = this.store.add(
      new ClaudeCode({
        port: async () => ports.claudeCode?.files(),
        startable: async () => ports.claudeCode?.program(),
        enabled: () => ports.claudeCode !== undefined && (ports.settings().watchLogin || this.claudeCode.isUsed),
        onDidNoteAsk: this.news.event,
        health: this.health,
        remembered: ports.remembered,
        provider: () => this.registry.resolved('claude-code'),
        isStandIn: () => this.routes.isStandIn('claude-code'),
        pages: () => this.pages.all(),
        isKeyRefused: (provider) => this.isKeyRefused(provider),
        ...{ clock, durations, logger },
      }),
    );
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
    this.sleep = this.store.add(new SleepWatch(clock, durations, (jump) => this.noteJump(jump)));
    this.pages = this.store.add(
      new StatusPages({
        enabled: () => ports.settings().statusPageEnabled,
        // Without a network there is nothing to read, and nothing to explain.
        uses: () => (this.health.network() === 'offline' ? [] : Object.values(this.routes.uses())),
        isRehearsed: (provider) => this.rehearsal.current?.provider === provider,
        fetch,
        mayReach: (url) => this.gate.mayReach(url),
        clock,
        random,
        durations,
        logger,
      }),
    );
    this.standIn = this.store.add(
      new LocalStandIn({
        settings: () => ports.settings(),
        route: (use) => this.routes.route(use),
        routeIds: (use) => this.routes.ids(use),
        resolved: (id) => this.registry.resolved(id),
        provider: (id) => this.registry.get(id),
        localModels: (id) => this.registry.localModels(id),
        memory: ports.memory,
        ...(ports.ollamaProgram ? { ollamaProgram: ports.ollamaProgram } : {}),
        remembered: ports.remembered,
        answered,
        health: this.health,
        onDidNoteAsk: this.news.event,
        onDidChangePage: this.pages.onDidChange,
        ...{ clock, durations, logger },
      }),
    );
    this.routes = new CurrentRoutes({
      settings: () => ports.settings(),
      hasKey: (provider) => ports.hasKey(provider),
      mayReadEnvironment: (provider) => ports.mayReadEnvironment(provider),
      claudeCode: this.claudeCode,
      answered,
      registry: this.registry,
      local: this.local,
      pins: this.pins,
      gate: this.gate,
      health: this.health,
      isKeyRefused: (id) => this.isKeyRefused(id),
    });
    this.waysBack = this.store.add(
      new WaysBack({
        fetch,
        gate: this.gate,
        registry: this.registry,
        health: this.health,
        route: (use) => this.routes.route(use),
        takeLook: () => this.shared.takeLook(),
        ...{ clock, durations, logger },
      }),
    );
    this.shared = this.store.add(
      new SharedHealth({
        ports: ports.shared,
        health: this.health,
        pages: this.pages,
        resolved: (id) => this.registry.resolved(id),
        first: (use) => this.routes.first(use),
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

  /** A model that somebody loaded for something else had to leave the memory for a stand-in. */
  get onDidEvict(): Event<Eviction> {
    return this.standIn.onDidEvict;
  }

  /** The models on this machine. */
  get local(): LocalModel {
    return this.standIn.model;
  }

  /**
   * Whether it is fair to call a key bad: the free call that proves keys refused it too, and the page shows no incident. On
   * 28 April 2026 good keys were refused for over an hour.
   */
  isKeyRefused(provider: ProviderId): boolean {
    return this.health.isKeyRefused(provider) && !this.pages.showsIncident(provider);
  }

  /** Tokens of context a model is asked with, prompt and answer together. */
  contextTokens(provider: ResolvedProvider, model: string): number {
    return this.local.contextTokens(provider, model);
  }

  /** How a chat question that waits learns that somebody is back. */
  get waiting(): WaitingSources {
    const { clock, random, durations } = this.ports;
    return {
      clock,
      random,
      durations,
      lease: { take: () => this.shared.takeProbe() },
      route: () => this.routes.route('chat'),
      nextDue: (target, provider) => this.health.nextDue(target, provider),
      look: (route) => this.waysBack.onAsk(route),
      tryNow: (provider) => this.health.tryNow(provider),
      onDidChange: this.changed.event,
      onDidChangeRules: this.rulesChanged.event,
    };
  }

  /** Why a provider may not be asked for a mere check: also a first choice whose login that could cost. */
  checkRefusal(provider: ResolvedProvider, use: Use): GateRefusal | undefined {
    const isAtRisk = provider.type === 'claude-code' && this.claudeCode.isRisky;
    return this.gate.refusal(provider, use) ?? (isAtRisk ? 'login-renewal' : undefined);
  }

  /** What a failure to connect is after a closer look at the network. Throws `Cancelled` when the signal aborts. */
  judgeFailure(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure> {
    return this.waysBack.judge(failure, provider, signal);
  }

  /** The status as it is now. */
  snapshot(): StatusSnapshot {
    const used = this.routes.uses();
    const pages = this.pages.all();
    const ofService = used.chat.entries.filter(({ provider }) => provider.service === 'anthropic');
    const ofClaude = ofService.filter(({ setUp }) => setUp);
    const answeredSince = this.ports.clock.now() - this.ports.durations.breakerWindowMs;
    const login = this.claudeCode.status({
      messages: ofClaude.map(({ health }) => health),
      hasAnsweredLately: ofService.some(({ health }) => (health.lastAnswerAt ?? 0) > answeredSince),
      isOffline: this.health.network() === 'offline',
      isMarkedLost: ofClaude.some(({ health }) => health.reason === 'login-lost'),
    });
    const { loading } = this.router;
    const snapshot = buildSnapshot({
      ...used,
      pages,
      ...(login ? { login } : {}),
      ...(loading ? { loading } : {}),
      localOnly: this.ports.settings().localOnly,
      moving: this.ports.settings(),
      network: this.health.network(),
      contextTokens: (provider, model) => this.local.plannedContext(provider, model),
      ...(this.rehearsal.current ? { rehearsal: this.rehearsal.current } : {}),
    });
    const local = this.standIn.statuses(snapshot.targets, loading);
    return local.length > 0 ? { ...snapshot, local } : snapshot;
  }

  /** Learns how a local server stands after a look at it: its version, or whether its program is here. Never rejects. */
  learnLocal(id: ProviderId): Promise<void> {
    return this.standIn.learn(id);
  }

  /** Writes what health knows and has not been written yet. Never rejects. */
  flush(): Promise<void> {
    return this.shared.flush();
  }

  dispose(): void {
    this.store.dispose();
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
      prepare: (use, signal) => {
        // Whether failover may start it is on the route by the time that somebody before it has failed.
        if (use === 'chat' && this.claudeCode.isUsed) void this.claudeCode.look();
        return this.standIn.look(use, signal);
      },
      refusal: async (provider, use) => {
        // Its files may have changed, and a token's time may be over, since somebody last looked.
        if (provider.type === 'claude-code' && use === 'chat') await this.claudeCode.look();
        return this.gate.refusal(this.registry.resolved(provider.id) ?? provider, use);
      },
      route: (use) => this.routes.route(use),
      provider: (id) => this.registry.get(id),
      windowTokens: ({ provider, target }) => this.contextTokens(provider, target.model),
      listedBillions: ({ provider, target }) => this.local.listed(provider, target.model)?.billions,
      judge: (failure, provider, signal) => this.waysBack.judge(failure, provider, signal),
      noteLocal: (target, outcome) => {
        // How a model did while its outage was played says nothing of it.
        if (this.rehearsal.current?.provider !== target.provider) void this.local.noteOutcome(target, outcome);
      },
      rehearsing: (provider) => this.rehearsal.rehearsing(provider),
      onAsk: (route) => {
        this.waysBack.onAsk(route);
        this.pages.noteAct();
      },
      note: (news) => this.news.fire(news),
    });
  }

  /** Everything that a snapshot depends on tells of its changes here. */
  private listen(): void {
    const fire = (): void => this.changed.fire();
    this.store.add(this.health.onDidChange(fire));
    this.store.add(this.pins.onDidChange(fire));
    this.store.add(this.claudeCode.onDidChange(fire));
    this.store.add(this.rehearsal.onDidChange(fire));
    this.store.add(this.router.onDidChangeLoading(fire));
    this.store.add(this.pages.onDidRefresh(fire));
    this.store.add(this.changed.event(() => this.pages.update()));
    this.store.add(this.local.onDidChange(fire));
    this.store.add(this.standIn.onDidChangeState(fire));
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
}
