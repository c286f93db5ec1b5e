import { parseRouteEntry } from '../routing/route';
import type { Descriptor, SettingProblem } from './descriptor';
import { descriptors } from './descriptors';
import type { Settings } from './snapshot';

/** What one language overrides of a setting, scope by scope. */
export interface LanguageValues {
  readonly languageId: string;
  readonly user?: unknown;
  readonly workspace?: unknown;
  readonly folders: readonly unknown[];
}

/** A setting as typed in each scope; `undefined` where it is not. Defaults are not among them: code has its own. */
export interface ScopedValues {
  readonly user?: unknown;
  readonly workspace?: unknown;
  readonly folders: readonly { readonly folder: string; readonly value: unknown }[];
  readonly languages: readonly LanguageValues[];
}

/** The port to the editor's configuration, by full key. */
export type ReadScoped = (key: string) => ScopedValues;

/** A snapshot and what was wrong with what was typed. */
export interface SettingsReading {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

/**
 * Combines the scopes into one snapshot. Application settings come from the user's values alone, whatever a workspace file
 * says; a workspace or folder can only make the rules stricter.
 */
export function readSettings(read: ReadScoped): SettingsReading {
  const problems: SettingProblem[] = [];
  const parse = <T>(descriptor: Descriptor<T>, value: unknown): T => {
    const parsed = descriptor.parse(value);
    problems.push(...parsed.problems);
    return parsed.value;
  };
  const user = <T>(descriptor: Descriptor<T>): T => parse(descriptor, read(descriptor.key).user);
  const everywhere = <T>(descriptor: Descriptor<T>): readonly T[] => {
    const { user: own, workspace, folders } = read(descriptor.key);
    return [own, workspace, ...folders.map((item) => item.value)].map((value) => parse(descriptor, value));
  };
  const settings: Settings = {
    providers: user(descriptors.providers),
    chatRoute: user(descriptors.chatRoute),
    completionsRoute: user(descriptors.completionsRoute),
    failoverMode: user(descriptors.failoverMode),
    onQuota: user(descriptors.onQuota),
    onCutOff: user(descriptors.onCutOff),
    keepWarm: user(descriptors.keepWarm),
    localOnly: everywhere(descriptors.localOnly).includes(true),
    privateHosts: user(descriptors.privateHosts),
    ...completions(read(descriptors.completionsEnabled.key), (value) => parse(descriptors.completionsEnabled, value)),
    ignore: [...new Set(everywhere(descriptors.ignore).flat())],
    watchLogin: user(descriptors.watchLogin),
    statusPageEnabled: user(descriptors.statusPageEnabled),
    routedByUser: routedByUser(read),
  };
  return { settings, problems };
}

type CompletionSettings = Pick<
  Settings,
  'completionsEnabled' | 'completionsDisabledLanguages' | 'completionsEnabledLanguages' | 'completionsDisabledFolders'
>;

/** The user decides, per language if he likes; `false` from a workspace or folder, for all or one language, is final. */
function completions(values: ScopedValues, isOn: (value: unknown) => boolean): CompletionSettings {
  const workspaceOn = isOn(values.workspace);
  const disabled: string[] = [];
  const enabled: string[] = [];
  for (const language of values.languages) {
    const strict = [language.workspace, ...language.folders].every(isOn);
    if (!strict || (language.user !== undefined && !isOn(language.user))) disabled.push(language.languageId);
    else if (language.user !== undefined && workspaceOn) enabled.push(language.languageId);
  }
  return {
    completionsEnabled: isOn(values.user) && workspaceOn,
    completionsDisabledLanguages: disabled,
    completionsEnabledLanguages: enabled,
    completionsDisabledFolders: values.folders.filter((item) => !isOn(item.value)).map((item) => item.folder),
  };
}

/** Ids on routes the user typed; their problems were counted when the routes themselves were read. */
function routedByUser(read: ReadScoped): readonly string[] {
  const typed = [descriptors.chatRoute, descriptors.completionsRoute].flatMap((descriptor) => {
    const value = read(descriptor.key).user;
    return value === undefined ? [] : descriptor.parse(value).value;
  });
  return [...new Set(typed.map((entry) => parseRouteEntry(entry).id))];
}
