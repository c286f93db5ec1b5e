import type { ProviderId } from '../contract/target';
import type { WireType } from '../providers/provider';

/** One entry of `understudy.providers`, as typed by the user and already checked. */
export interface ProviderSetting {
  readonly type?: WireType;
  readonly baseUrl?: readonly string[];
  readonly chatModel?: string;
  readonly completionModel?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contextWindow?: number;
  readonly enabled?: boolean;
}

/** All settings at an instant. Code reads this, never the editor's configuration. */
export interface Settings {
  readonly providers: Readonly<Record<ProviderId, ProviderSetting>>;
  readonly chatRoute: readonly string[];
  readonly completionsRoute: readonly string[];
  readonly failoverMode: 'auto' | 'ask' | 'off';
  readonly onQuota: 'ask' | 'switch' | 'stay';
  readonly onCutOff: 'continue' | 'ask' | 'keep';
  /** When the local stand-in is loaded into memory ahead of need. */
  readonly keepWarm: 'onTrouble' | 'always' | 'never';
  /** True in any of user, workspace, folder makes the window local-only. */
  readonly localOnly: boolean;
  readonly privateHosts: readonly string[];
  /** What holds where neither language nor folder says otherwise. */
  readonly completionsEnabled: boolean;
  /** Languages in which completions are switched off. */
  readonly completionsDisabledLanguages: readonly string[];
  /** Languages in which the user has them on although they are off elsewhere. */
  readonly completionsEnabledLanguages?: readonly string[];
  /** Workspace folders (URIs) that switch completions off. */
  readonly completionsDisabledFolders?: readonly string[];
  /** Globs never sent, united over scopes. */
  readonly ignore: readonly string[];
  /** Status pages of providers may be read while something is wrong. */
  readonly statusPageEnabled: boolean;
  /** The login of Claude Code is watched, by its files alone. */
  readonly watchLogin: boolean;
  /** Providers on a route that the user typed, as against the built-in default. */
  readonly routedByUser?: readonly ProviderId[];
}

/** Whether completions are on for a language and the folder a document lies in. */
export function areCompletionsEnabled(settings: Settings, languageId: string, folder?: string): boolean {
  if (folder !== undefined && settings.completionsDisabledFolders?.includes(folder)) return false;
  if (settings.completionsDisabledLanguages.includes(languageId)) return false;
  return settings.completionsEnabled || (settings.completionsEnabledLanguages?.includes(languageId) ?? false);
}
