import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../core/base/disposable';
import { createEmitter, type Emitter } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import type { ProviderId } from '../core/contract/target';
import { descriptors } from '../core/settings/descriptors';
import { readSettings, type LanguageValues, type ScopedValues } from '../core/settings/readSettings';
import type { SettingWarnings } from '../core/settings/settingWarnings';
import type { ProviderSetting, Settings } from '../core/settings/snapshot';
import type { SettingsWriter } from './setup/ports';

/** Holds the snapshot of all settings, renews it when the configuration or the folders change, and writes user settings. */
export class EditorSettings implements SettingsWriter, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<Settings>;
  private snapshot: Settings;

  constructor(
    logger: Logger,
    private readonly warnings: SettingWarnings,
  ) {
    this.changed = this.store.add(createEmitter(logger));
    this.snapshot = this.read();
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('understudy')) this.renew();
      }),
    );
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.renew()));
  }

  /** The settings at this instant. */
  get current(): Settings {
    return this.snapshot;
  }

  /** Fires with the new snapshot after a change. */
  get onDidChange(): Emitter<Settings>['event'] {
    return this.changed.event;
  }

  /** Writes both routes into the user settings. */
  async writeRoutes(routes: Pick<Settings, 'chatRoute' | 'completionsRoute'>): Promise<void> {
    await this.write(descriptors.chatRoute.key, routes.chatRoute);
    await this.write(descriptors.completionsRoute.key, routes.completionsRoute);
  }

  /** Writes one field of one provider into the user settings; whatever else the user typed there stays as it is. */
  async writeProvider(
    id: ProviderId,
    field: 'chatModel' | 'completionModel',
    value: ProviderSetting[typeof field],
  ): Promise<void> {
    const typed = vscode.workspace.getConfiguration().inspect<unknown>(descriptors.providers.key)?.globalValue;
    const providers: Record<string, unknown> = isRecord(typed) ? { ...typed } : {};
    const entry = providers[id];
    providers[id] = { ...(isRecord(entry) ? entry : {}), [field]: value };
    await this.write(descriptors.providers.key, providers);
  }

  /** Switches inline completions on or off in the user settings. */
  async writeCompletionsEnabled(enabled: boolean): Promise<void> {
    await this.write(descriptors.completionsEnabled.key, enabled);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async write(key: string, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }

  private renew(): void {
    this.snapshot = this.read();
    this.changed.fire(this.snapshot);
  }

  private read(): Settings {
    const { settings, problems } = readSettings(readScoped);
    this.warnings.report(problems);
    return settings;
  }
}

/** What was typed for a key, scope by scope. A folder's own value is only told when asked for that folder. */
function readScoped(key: string): ScopedValues {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const whole = vscode.workspace.getConfiguration().inspect<unknown>(key);
  const inFolders = folders.map((folder) => ({
    folder: folder.uri.toString(),
    value: vscode.workspace.getConfiguration(undefined, folder.uri).inspect<unknown>(key)?.workspaceFolderValue,
  }));
  return {
    user: whole?.globalValue,
    workspace: whole?.workspaceValue,
    folders: inFolders,
    languages: languagesOf(key, folders).map((languageId) => readLanguage(key, languageId, folders)),
  };
}

function languagesOf(key: string, folders: readonly vscode.WorkspaceFolder[]): readonly string[] {
  const scopes = [undefined, ...folders.map((folder) => folder.uri)];
  const ids = scopes.flatMap(
    (scope) => vscode.workspace.getConfiguration(undefined, scope).inspect<unknown>(key)?.languageIds ?? [],
  );
  return [...new Set(ids)];
}

function readLanguage(key: string, languageId: string, folders: readonly vscode.WorkspaceFolder[]): LanguageValues {
  const whole = vscode.workspace.getConfiguration(undefined, { languageId }).inspect<unknown>(key);
  return {
    languageId,
    user: whole?.globalLanguageValue,
    workspace: whole?.workspaceLanguageValue,
    folders: folders.map(
      (folder) =>
        vscode.workspace.getConfiguration(undefined, { uri: folder.uri, languageId }).inspect<unknown>(key)
          ?.workspaceFolderLanguageValue,
    ),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
