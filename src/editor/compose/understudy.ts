import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Engine } from '../../core/engine';
import type { Lease } from '../../core/health/shared/lease';
import type { ResolvedProvider } from '../../core/providers/provider';
import { durations } from '../../core/routing/durations';
import { descriptors } from '../../core/settings/descriptors';
import { evictionSentence } from '../../core/status/evictionSentence';
import { targetName } from '../../core/status/names';
import { modelsDisk } from '../../platform/disk';
import { machineMemory } from '../../platform/memory';
import type { ActionDeps } from '../actions';
import type { ChatDeps } from '../chat/deps';
import { registerChat, type RegisteredChat } from '../chat/registerChat';
import type { ClaudeCodeDeps } from '../claudeCode/deps';
import { registerClaudeCode, type ClaudeCodeSteps } from '../claudeCode/registerClaudeCode';
import { askConsent } from '../completions/askConsent';
import type { CompletionsDeps } from '../completions/deps';
import { registerCompletions } from '../completions/registerCompletions';
import { createEngine } from './createEngine';
import type { DrillDeps } from '../drill/deps';
import { registerDrill } from '../drill/registerDrill';
import type { LocalModelDeps } from '../local/deps';
import { registerLocal, type LocalCommands } from '../local/registerLocal';
import type { OutagesDeps } from '../outages/deps';
import { registerOutages, type OutageRecording } from '../outages/registerOutages';
import { createServices, type Services } from './services';
import { warnAboutSettings } from '../settingsWatch';
import { registerSetup, type Setup } from '../setup/registerSetup';
import { setUpButtons } from '../setUpButtons';
import { changedSettings } from '../status/changedSettings';
import type { StatusDeps } from '../status/deps';
import { registerStatus } from '../status/registerStatus';
import { StatusSource } from '../statusSource';
import { createFileStore } from '../storage';

/**
 * Everything that lives as long as the window: the composition root. The constructor names the parts in the order in which
 * they come to life; a method per part says what it is given.
 */
export class Understudy implements Disposable {
  private readonly store = new DisposableStore();
  private readonly services: Services;
  private readonly engine: Engine;
  readonly status: StatusSource;
  private readonly local: LocalCommands;
  private readonly setup: Setup;
  private readonly claudeCode: ClaudeCodeSteps;
  private readonly outages: OutageRecording;
  private readonly chat: RegisteredChat;

  constructor(context: vscode.ExtensionContext) {
    const { store } = this;
    const services = createServices(context, store);
    const { clock, logger, settings, warnings } = services;
    this.services = services;
    this.engine = store.add(createEngine(services));
    this.status = store.add(new StatusSource(this.engine, clock, logger));
    store.add(warnAboutSettings(settings, this.engine.registry, warnings));
    this.local = store.add(registerLocal(this.localDeps()));
    this.setup = store.add(registerSetup(this.setupDeps()));
    store.add(registerCompletions(this.completionsDeps()));
    this.claudeCode = store.add(registerClaudeCode(this.claudeCodeDeps()));
    store.add(registerStatus(this.statusDeps()));
    this.outages = store.add(registerOutages(this.outagesDeps()));
    store.add(registerDrill(this.drillDeps()));
    this.chat = store.add(registerChat(this.chatDeps()));
    this.begin();
    logger.info('extension.activated', versionsOf(context));
  }

  /** Waits until conversations, health and the outage log are on disk; to be called before the host ends. */
  async flush(): Promise<void> {
    await Promise.all([this.chat.flush(), this.engine.flush(), this.outages.flush()]);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** What belongs to no part: the log on screen, a word about an eviction, and looks that come after the start. */
  private begin(): void {
    const { store, engine } = this;
    const { channel, clock, keys, logger, ui } = this.services;
    store.add(vscode.commands.registerCommand('understudy.openLog', () => channel.show()));
    store.add(engine.onDidEvict(({ target, evicted }) => ui.tell('info', evictionSentence(target.model, evicted))));
    store.add(engine.local.lookOnce());
    // Key names are known from a remembered list; what the secret storage really holds is compared a little later.
    store.add(
      clock.schedule(durations.firstLookMs, () => {
        keys.load().catch((error: unknown) => logger.error('secrets.unreadable', { error: String(error) }));
      }),
    );
  }

  private askConsent(provider: ResolvedProvider, again = false): ReturnType<typeof askConsent> {
    const { consent, settings } = this.services;
    const deps = {
      consent,
      writeCompletionsEnabled: (on: boolean) => settings.writeCompletionsEnabled(on),
      onConsentChanged: () => this.engine.noteConsentChanged(),
    };
    return askConsent(deps, provider, again);
  }

  private localDeps(): LocalModelDeps {
    const { engine } = this;
    const { context, clock, env, logger, remembered, settings, ui } = this.services;
    return {
      ui,
      local: engine.local,
      memory: machineMemory,
      clock,
      durations,
      logger,
      writer: settings,
      remembered,
      window: (context.storageUri ?? context.globalStorageUri).toString(),
      lease: () => downloadLease(this.services),
      freeBytes: () => modelsDisk(env).freeBytes(),
      settings: () => settings.current,
      resolved: (id) => engine.registry.resolved(id),
      provider: (id) => engine.registry.get(id),
      localModels: (id) => engine.registry.localModels(id),
      mayReach: (url) => engine.gate.mayReach(url),
      startOllama: () => this.setup.startOllama(),
      chooseModel: () => this.setup.chooseModel('ollama', 'chat'),
      downloadModel: (model) => this.local.downloadModel(model),
    };
  }

  private setupDeps(): Parameters<typeof registerSetup>[0] {
    const { engine } = this;
    const { clock, env, keys, logger, settings, ui } = this.services;
    return {
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
      askCompletionsConsent: (provider) => this.askConsent(provider),
      downloadModel: (model) => this.local.downloadModel(model),
      serveLine: async (obeysEnv, signal) => {
        const { findOllama, serveLine } = await import('../../platform/ollama/findOllama');
        const found = await findOllama(signal);
        return found && serveLine(found, obeysEnv);
      },
      ...(vscode.env.remoteName === undefined ? {} : { remoteName: vscode.env.remoteName }),
    };
  }

  private completionsDeps(): CompletionsDeps {
    const { engine, status } = this;
    const { clock, consent, ending, ignore, logger, onDidChangeRules, remembered, settings } = this.services;
    return {
      router: engine.router,
      clock,
      logger,
      remembered,
      consent,
      settings: () => settings.current,
      onDidChangeRules,
      status: () => status.current,
      onDidChangeStatus: status.onDidChange,
      engine,
      memory: machineMemory,
      route: () => engine.routes.route('completion'),
      resolved: (id) => engine.registry.resolved(id),
      mayRead: async (uri) => (await (await ignore.get()).checkWhenReady(uri, ending)).ok,
      onConsentChanged: () => engine.noteConsentChanged(),
    };
  }

  private claudeCodeDeps(): ClaudeCodeDeps {
    const { engine, setup } = this;
    const { clock, claudeCodeHere, logger, remembered, settings, ui } = this.services;
    return {
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
      offer: (sentence, ...ways) => vscode.window.showInformationMessage(sentence, ...ways),
      focus: {
        get isThere() {
          return vscode.window.state.focused;
        },
        onDidChange: (listener) => vscode.window.onDidChangeWindowState(({ focused }) => listener(focused)),
      },
    };
  }

  private statusDeps(): StatusDeps {
    const { engine, setup, claudeCode } = this;
    const { context, clock, logger, remembered } = this.services;
    return {
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
    };
  }

  private outagesDeps(): OutagesDeps {
    const { engine } = this;
    const { context, clock, logger, ui } = this.services;
    return {
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
        const { createLogFolder } = await import('../../platform/logFolder');
        return createLogFolder(vscode.Uri.joinPath(context.globalStorageUri, 'outages').fsPath);
      },
    };
  }

  private drillDeps(): DrillDeps {
    const { engine } = this;
    const { context, clock, env, keys, logger, settings, ui } = this.services;
    return {
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
        refusal: (provider, use) => engine.checkRefusal(provider, use),
        keyOf: (provider) => keys.stateOf(provider),
        judge: (failure, provider, signal) => engine.judgeFailure(failure, provider, signal),
        login: () => engine.snapshot().login,
        rehearsing: (id) => engine.rehearsal.rehearsing(id),
      },
      ui,
      logger,
      resolved: (id) => engine.registry.resolved(id),
      runAction: (id) => this.runAction(id),
    };
  }

  private chatDeps(): ChatDeps {
    const { engine, status } = this;
    const { context, clock, ignore, logger } = this.services;
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'conversations');
    return {
      extensionUri: context.extensionUri,
      router: engine.router,
      files: createFileStore(folder),
      ignore: () => ignore.get(),
      clock,
      logger,
      resolved: (id) => {
        const provider = engine.registry.resolved(id);
        const contextTokens = (model: string): number | undefined => provider && engine.contextTokens(provider, model);
        return provider && { ...provider, keyRefused: engine.isKeyRefused(id), contextTokens };
      },
      waiting: engine.waiting,
      status: () => status.current,
      onDidChangeStatus: status.onDidChange,
      setUp: () => setUpButtons(this.actionDeps()),
      onDidChangeSetUp: status.onDidChange,
      runAction: (id) => this.runAction(id),
      chooseModel: async () => void (await this.setup.chooseModel(status.current.chat.current?.provider, 'chat')),
      chooseProvider: async () => void (await vscode.commands.executeCommand('understudy.chooseProvider')),
    };
  }

  /** Does what a button of the chat or of a report says. */
  private async runAction(id: string): Promise<boolean> {
    const { runAction } = await import('../actions');
    return runAction(this.actionDeps(), id);
  }

  private actionDeps(): ActionDeps {
    const { engine, setup, claudeCode } = this;
    return {
      engine,
      setup,
      claudeCode,
      ui: this.services.ui,
      localCommands: this.local,
      settings: () => this.services.settings.current,
      decideCompletions: (provider) => this.askConsent(provider, true),
    };
  }
}

/** The right of this window to download: loaded with the first download, and the same for all of them. */
async function downloadLease({ context, clock, logger }: Services): Promise<Lease> {
  const [{ Lease: Made }, { createLeaseFolder }] = await Promise.all([
    import('../../core/health/shared/load'),
    import('../../platform/leaseFolder'),
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
