import type { ProviderId } from '../../core/contract/target';
import type { Clock } from '../../core/base/clock';
import type { LocalModel } from '../../core/local/localModel';
import type { MemorySize } from '../../core/local/memorySize';
import type { EnvLookup } from '../../core/providers/baseAddress';
import type { LocalModels, Provider, ResolvedProvider } from '../../core/providers/provider';
import type { Settings } from '../../core/settings/snapshot';
import type { SecretKeys } from '../secrets';
import type { SettingsWriter, SetupUi } from './ports';

/** What the user answered to "Also complete code while typing?"; `undefined` when he left the question open. */
export type CompletionsConsent = 'cloud' | 'local' | 'off' | undefined;

/** What setting a provider up needs. */
export interface SetUpDeps {
  readonly ui: SetupUi;
  readonly keys: Pick<SecretKeys, 'get' | 'set' | 'remove' | 'hasKey' | 'known' | 'environmentName' | 'useEnvironment'>;
  readonly writer: SettingsWriter;
  readonly env: EnvLookup;
  readonly clock: Clock;
  readonly memory: MemorySize;
  readonly local: Pick<LocalModel, 'models' | 'modelFor'>;
  settings(): Settings;
  /** All providers, built-in and user-defined. */
  providers(): readonly ResolvedProvider[];
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** Downloads a model and puts it to use. */
  downloadModel(model: string): unknown;
  isSetUp(provider: ResolvedProvider): boolean;
  /** The gate: whether an address may be contacted at all, which `understudy.localOnly` decides. */
  mayReach(url: string): boolean;
  /** Begins `setApiKey` for a provider from a button of another step. */
  openSetApiKey(id: ProviderId): unknown;
  /** Asks once whether code around the cursor may be sent to this provider while typing. */
  askCompletionsConsent(provider: ResolvedProvider): Promise<CompletionsConsent>;
}

/** The provider with this id as it is now: settings may have changed since the last step. */
export function findProvider(deps: SetUpDeps, id: ProviderId): ResolvedProvider | undefined {
  return deps.providers().find((provider) => provider.id === id);
}
