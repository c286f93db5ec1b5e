import * as vscode from 'vscode';
import { lazily } from '../core/base/async';
import { DisposableStore, toDisposable, type Disposable } from '../core/base/disposable';
import type { Clock } from '../core/base/clock';
import { createEmitter } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import { t } from '../core/base/t';
import { ConsentBook } from '../core/completions/consent';
import { Engine } from '../core/engine';
import type { Lease } from '../core/health/shared/lease';
import type { SharedPorts } from '../core/health/shared/ports';
import { durations } from '../core/routing/durations';
import { descriptors } from '../core/settings/descriptors';
import { SettingWarnings } from '../core/settings/settingWarnings';
import { targetName } from '../core/status/names';
import { evictionSentence } from '../core/status/evictionSentence';
import { RecentLog } from '../core/status/recentLog';
import { modelsDisk } from '../platform/disk';
import { machineMemory } from '../platform/memory';
import { systemClock } from '../platform/systemClock';
import type { ActionDeps } from './actions';
import { registerChat, type RegisteredChat } from './chat/registerChat';
import { askConsent } from './completions/askConsent';
import { registerCompletions } from './completions/registerCompletions';
import { registerDrill } from './drill/registerDrill';
import { registerLocal, type LocalCommands } from './local/registerLocal';
import { registerClaudeCode } from './claudeCode/registerClaudeCode';
import { createLog } from './log';
import { rememberIn } from './remembered';
import { SecretKeys } from './secrets';
import { EditorSettings } from './settings';
import { createEditorUi } from './setup/editorUi';
import { registerOutages, type OutageRecording } from './outages/registerOutages';
import { registerSetup, type Setup } from './setup/registerSetup';
import { setUpButtons } from './setUpButtons';
import { changedSettings } from './status/changedSettings';
import { registerStatus } from './status/registerStatus';
import { StatusSource } from './statusSource';
import { createFileStore } from './storage';
import { warnAboutSettings } from './settingsWatch';

/** Everything that lives as long as the window: the composition root, the only place that says `new` for services. */
export class Understudy implements Disposable {
  private readonly store = new DisposableStore();
  private readonly chat: RegisteredChat;
  private readonly outages: OutageRecording;
  readonly status: StatusSource;
  private readonly engine: Engine;

  constructor(context: vscode.ExtensionContext) {
    const { store } = this;
    const clock = systemClock;
    const env = (name: string): string | undefined => process.env[name];
    const channel = store.add(vscode.window.createOutputChannel('Understudy', { log: true }));
    const logger = new RecentLog(createLog(channel), () => clock.now());
    const ui = createEditorUi(logger);
    const remembered = rememberIn(context.globalState);
    const warnings = new SettingWarnings(logger, ({ sentence, key }) =>
      ui.tell('problem', sentence, { label: t('Open Settings'), run: () => ui.openSettings(key) }),
    );
    const settings = store.add(new EditorSettings(logger, warnings));
    const keys = store.add(new SecretKeys({ secrets: context.secrets, remembered, env, logger }));
    const consent = new ConsentBook(remembered);
    const ending = new AbortController();
    store.add(toDisposable(() => ending.abort()));
    const onDidChangeIgnore = (listener: () => void): Disposable => settings.onDidChange(() => listener());
    const rulesChanged = store.add(createEmitter<void>(logger));
    store.add(settings.onDidChange(() => rulesChanged.fire()));
    const ignore = lazily(async () => {
      const { createIgnoreGate } = await import('./ignore');
      const gate = store.add(
        createIgnoreGate({ globs: () => settings.current.ignore, onDidChangeSettings: onDidChangeIgnore, logger }),
      );
      store.add(gate.onDidChangeRules(() => rulesChanged.fire()));
      return gate;
    });

    const claudeCodeHere = lazily(async () => (await import('../platform/claudeCode/claudeCodeHere')).claudeCodeHere());

    const engine = store.add(
      new Engine({
        clock,
        random: Math.random,
        durations,
        logger,
        // The editor replaces the global for proxies and certificates, so it is looked up at each call.
        fetch: (url, init) => globalThis.fetch(url, init as RequestInit),
        env,
        memory: machineMemory,
        remembered,
        settings: () => settings.current,
        onDidChangeSettings: settings.onDidChange,
        keys: (provider, signal) => keys.get(provider, signal),
        hasKey: (provider) => keys.hasKey(provider),
        mayReadEnvironment: (provider) => keys.environmentName(provider) !== undefined,
        onDidChangeKeys: keys.onDidChange,
        ollamaProgram: {
          isInstalled: async () =>
            (await (await import('../platform/ollama/findOllama')).findOllama(ending.signal)) !== undefined,
          ...(vscode.env.remoteName === undefined ? {} : { remoteName: vscode.env.remoteName }),
        },
        mayCompleteInCloud: (provider) => consent.mayComplete(provider),
        shared: () => sharedPorts(context, keys, logger),
        claudeCode: {
          files: async () => (await claudeCodeHere.get()).files,
          program: async () => (await claudeCodeHere.get()).program,
        },
      }),
    );
    this.engine = engine;
    this.status = store.add(new StatusSource(engine, clock, logger));
    store.add(warnAboutSettings(settings, engine.registry, warnings));

    const onConsentChanged = (): void => engine.noteConsentChanged();
    const consentDeps = {
      consent,
      writeCompletionsEnabled: (on: boolean) => settings.writeCompletionsEnabled(on),
      onConsentChanged,
    };
    const localCommands: LocalCommands = store.add(
      registerLocal({
        ui,
        local: engine.local,
        memory: machineMemory,
        clock,
        durations,
        logger,
        writer: settings,
        remembered,
        window: (context.storageUri ?? context.globalStorageUri).toString(),
        lease: () => downloadLease(context, clock, logger),
        freeBytes: () => modelsDisk(env).freeBytes(),
        settings: () => settings.current,
        resolved: (id) => engine.registry.resolved(id),
        provider: (id) => engine.registry.get(id),
        localModels: (id) => engine.registry.localModels(id),
        mayReach: (url) => engine.gate.mayReach(url),
        startOllama: () => setup.startOllama(),
        chooseModel: () => setup.chooseModel('ollama', 'chat'),
        downloadModel: (model) => localCommands.downloadModel(model),
      }),
    );
    const setup: Setup = store.add(
      registerSetup({
        ui,
        keys,
        writer: settings,
        env,
        logger,
        clock,
        memory: machineMemory,
        local: engine.local,
        settings: () => settings.current,
        providers: () => engine.registry.all(),
        provider: (id) => engine.registry.get(id),
        resolved: (id) => engine.registry.resolved(id),
        localModels: (id) => engine.registry.localModels(id),
        isSetUp: (provider) => engine.routes.isSetUp(provider),
        mayReach: (url) => engine.gate.mayReach(url),
        openSetApiKey: (id) => void vscode.commands.executeCommand('understudy.setApiKey', id),
        askCompletionsConsent: (provider) => askConsent(consentDeps, provider),
        downloadModel: (model) => localCommands.downloadModel(model),
        serveLine: async (signal) => {
          const { findOllama, serveLine } = await import('../platform/ollama/findOllama');
          const found = await findOllama(signal);
          return found && serveLine(found);
        },
        ...(vscode.env.remoteName === undefined ? {} : { remoteName: vscode.env.remoteName }),
      }),
    );
    store.add(
      registerCompletions({
        router: engine.router,
        clock,
        logger,
        remembered,
        consent,
        settings: () => settings.current,
        onDidChangeRules: rulesChanged.event,
        status: () => this.status.current,
        onDidChangeStatus: this.status.onDidChange,
        route: () => engine.routes.route('completion'),
        resolved: (id) => engine.registry.resolved(id),
        mayRead: async (uri) => (await (await ignore.get()).checkWhenReady(uri, ending.signal)).ok,
        onConsentChanged,
      }),
    );
    const claudeCode = store.add(
      registerClaudeCode({
        claudeCode: engine.claudeCode,
        status: this.status,
        pins: engine.pins,
        ui,
        writer: settings,
        remembered,
        clock,
        firstLookMs: durations.firstLookMs,
        logger,
        settings: () => settings.current,
        provider: (id) => engine.registry.get(id),
        mayStartCloudProgram: () => engine.gate.mayStartCloudProgram(),
        commandName: async () => (await claudeCodeHere.get()).commandName(),
        setApiKey: (id) => setup.setApiKey(id),
        startOllama: () => setup.startOllama(),
        openChat: () => vscode.commands.executeCommand('understudy.openChat'),
      }),
    );
    store.add(
      registerStatus({
        status: this.status,
        pins: engine.pins,
        health: engine.health,
        view: () => engine.pages.view(),
        setup: {
          setApiKey: (id) => void setup.setApiKey(id),
          chooseModel: (id, use) => void setup.chooseModel(id, use),
          startOllama: () => void setup.startOllama(),
          useClaudeCode: (isUsed) => void claudeCode.use(isUsed),
          logInToClaudeCode: () => void claudeCode.logIn(),
          lookIntoKeychain: () => claudeCode.lookIntoKeychain(),
          allowRenewal: () => engine.claudeCode.allowRenewal(),
        },
        remembered,
        clock,
        logger,
        rehearsal: engine.rehearsal,
        diagnostics: () => ({
          versions: versionsOf(context),
          changedSettings: changedSettings(Object.values(descriptors).map(({ key }) => key)),
          logLines: logger.lines,
        }),
      }),
    );

    this.outages = store.add(
      registerOutages({
        engine,
        onDidChangeStatus: this.status.onDidChange,
        extensionUri: context.extensionUri,
        clock,
        durations,
        logger,
        ui,
        nameOf: ({ provider, model }) => {
          const known = engine.registry.resolved(provider);
          return known ? targetName(known, model) : provider;
        },
        folder: async () => {
          const { createLogFolder } = await import('../platform/logFolder');
          return createLogFolder(vscode.Uri.joinPath(context.globalStorageUri, 'outages').fsPath);
        },
      }),
    );

    const actions: ActionDeps = {
      engine,
      setup,
      claudeCode,
      ui,
      localCommands,
      settings: () => settings.current,
      decideCompletions: (provider) => askConsent(consentDeps, provider, true),
    };
    store.add(
      registerDrill({
        extensionUri: context.extensionUri,
        rehearsal: engine.rehearsal,
        readiness: {
          clock,
          durations,
          logger,
          memory: machineMemory,
          disk: modelsDisk(env),
          local: engine.local,
          settings: () => settings.current,
          learnLocal: (id) => engine.learnLocal(id),
          localStates: () => engine.snapshot().local ?? [],
          entries: (use) => engine.routes.entries(use),
          provider: (id) => engine.registry.get(id),
          localModels: (id) => engine.registry.localModels(id),
          refusal: (provider, use) => engine.gate.refusal(provider, use),
          keyOf: (provider) => keys.stateOf(provider),
          judge: (failure, provider, signal) => engine.judgeFailure(failure, provider, signal),
          login: () => engine.snapshot().login,
          rehearsing: (id) => engine.rehearsal.rehearsing(id),
        },
        ui,
        logger,
        resolved: (id) => engine.registry.resolved(id),
        runAction: async (id) => (await import('./actions')).runAction(actions, id),
      }),
    );
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'conversations');
    this.chat = store.add(
      registerChat({
        extensionUri: context.extensionUri,
        router: engine.router,
        files: createFileStore(folder),
        ignore: () => ignore.get(),
        clock,
        logger,
        resolved: (id) => {
          const provider = engine.registry.resolved(id);
          const contextTokens = (model: string): number | undefined =>
            provider && engine.contextTokens(provider, model);
          return provider && { ...provider, keyRefused: engine.isKeyRefused(id), contextTokens };
        },
        waiting: engine.waiting,
        status: () => this.status.current,
        onDidChangeStatus: this.status.onDidChange,
        setUp: () => setUpButtons(actions),
        onDidChangeSetUp: this.status.onDidChange,
        runAction: async (id) => (await import('./actions')).runAction(actions, id),
        chooseModel: async () => void (await setup.chooseModel(this.status.current.chat.current?.provider, 'chat')),
        chooseProvider: async () => void (await vscode.commands.executeCommand('understudy.chooseProvider')),
      }),
    );

    store.add(vscode.commands.registerCommand('understudy.openLog', () => channel.show()));
    store.add(engine.onDidEvict(({ target, evicted }) => ui.tell('info', evictionSentence(target.model, evicted))));
    store.add(engine.local.lookOnce());
    // Key names are known from a remembered list; what the secret storage really holds is compared a little later.
    store.add(
      clock.schedule(durations.firstLookMs, () => {
        keys.load().catch((error: unknown) => logger.error('secrets.unreadable', { error: String(error) }));
      }),
    );
    logger.info('extension.activated', versionsOf(context));
  }

  /** Waits until conversations, health and the outage log are on disk; to be called before the host ends. */
  async flush(): Promise<void> {
    await Promise.all([this.chat.flush(), this.engine.flush(), this.outages.flush()]);
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** What health is kept and shared with; needed only once the start is over. */
async function sharedPorts(context: vscode.ExtensionContext, keys: SecretKeys, logger: Logger): Promise<SharedPorts> {
  const [{ createHealthFile }, { createLeaseFolder }, { createHealthBond }] = await Promise.all([
    import('../platform/healthFile'),
    import('../platform/leaseFolder'),
    import('./healthBond'),
  ]);
  const folder = context.globalStorageUri.fsPath;
  return {
    file: createHealthFile(folder),
    leases: createLeaseFolder(folder),
    bondOf: createHealthBond({ secrets: context.secrets, keys: (...asked) => keys.get(...asked), logger }),
  };
}

/** The right of this window to download: loaded with the first download, and the same for all of them. */
async function downloadLease(context: vscode.ExtensionContext, clock: Clock, logger: Logger): Promise<Lease> {
  const [{ Lease: Made }, { createLeaseFolder }] = await Promise.all([
    import('../core/health/shared/load'),
    import('../platform/leaseFolder'),
  ]);
  const { downloadLeaseMs: probeLeaseMs, probeLeaseJitterMs } = durations;
  const folder = createLeaseFolder(context.globalStorageUri.fsPath);
  const table = { probeLeaseMs, probeLeaseJitterMs };
  return new Made('download', { folder, clock, random: Math.random, durations: table, logger });
}

function versionsOf({ extension }: vscode.ExtensionContext): Readonly<Record<string, string>> {
  const { version } = extension.packageJSON as { readonly version: string };
  return { understudy: version, vscode: vscode.version, host: vscode.env.appHost, platform: process.platform };
}
