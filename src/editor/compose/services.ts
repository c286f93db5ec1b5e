import * as vscode from 'vscode';
import { lazily, type Lazily } from '../../core/base/async';
import type { Clock } from '../../core/base/clock';
import { toDisposable, type DisposableStore } from '../../core/base/disposable';
import { createEmitter, type Event } from '../../core/base/emitter';
import { t } from '../../core/base/t';
import { ConsentBook } from '../../core/completions/consent';
import type { Remembered } from '../../core/settings/remembered';
import { SettingWarnings } from '../../core/settings/settingWarnings';
import { RecentLog } from '../../core/status/recentLog';
import type { ClaudeCodeHere } from '../../platform/claudeCode/claudeCodeHere';
import { systemClock } from '../../platform/systemClock';
import type { IgnoreGate } from '../ignore';
import { createLog } from '../log';
import { rememberIn } from '../remembered';
import { SecretKeys } from '../secrets';
import { EditorSettings } from '../settings';
import { createEditorUi } from '../setup/editorUi';
import type { SetupUi } from '../setup/ports';

/** What the engine and every part of the editor stand on; one of each per window. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly clock: Clock;
  readonly channel: vscode.LogOutputChannel;
  readonly logger: RecentLog;
  readonly ui: SetupUi;
  readonly remembered: Remembered;
  readonly warnings: SettingWarnings;
  readonly settings: EditorSettings;
  readonly keys: SecretKeys;
  readonly consent: ConsentBook;
  /** Read with the first question about a file. */
  readonly ignore: Lazily<IgnoreGate>;
  /** Files may be read, or no longer: settings or rules have changed. */
  readonly onDidChangeRules: Event<void>;
  /** Claude Code on this machine, looked for with the first question. */
  readonly claudeCodeHere: Lazily<ClaudeCodeHere>;
  /** Aborts as the window ends. */
  readonly ending: AbortSignal;
  readonly env: (name: string) => string | undefined;
}

/** Creates the services; what is to be disposed of goes into `store`. Nothing is read or requested yet. */
export function createServices(context: vscode.ExtensionContext, store: DisposableStore): Services {
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
  const ending = new AbortController();
  store.add(toDisposable(() => ending.abort()));
  const rulesChanged = store.add(createEmitter<void>(logger));
  store.add(settings.onDidChange(() => rulesChanged.fire()));
  const ignore = lazily(async () => {
    const { createIgnoreGate } = await import('../ignore');
    const onDidChangeSettings: Event<void> = (listener) => settings.onDidChange(() => listener());
    const gate = store.add(createIgnoreGate({ globs: () => settings.current.ignore, onDidChangeSettings, logger }));
    store.add(gate.onDidChangeRules(() => rulesChanged.fire()));
    return gate;
  });
  return {
    context,
    clock,
    channel,
    logger,
    ui,
    remembered,
    warnings,
    settings,
    keys,
    consent: new ConsentBook(remembered),
    ignore,
    onDidChangeRules: rulesChanged.event,
    claudeCodeHere: lazily(async () => (await import('../../platform/claudeCode/claudeCodeHere')).claudeCodeHere()),
    ending: ending.signal,
    env,
  };
}
