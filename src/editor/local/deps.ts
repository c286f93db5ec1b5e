import type { Clock } from '../../core/base/clock';
import type { Logger } from '../../core/base/logger';
import type { ProviderId } from '../../core/contract/target';
import type { LocalModel } from '../../core/local/localModel';
import type { MemorySize } from '../../core/local/memorySize';
import type { DownloadDeps } from '../../core/local/download/deps';
import type { LocalModels, Provider, ResolvedProvider } from '../../core/providers/provider';
import type { Durations } from '../../core/routing/durations';
import type { Remembered } from '../../core/settings/remembered';
import type { Settings } from '../../core/settings/snapshot';
import type { SettingsWriter, SetupUi } from '../setup/ports';

/** What downloading a model needs. */
export interface LocalModelDeps {
  readonly ui: SetupUi;
  readonly local: LocalModel;
  readonly memory: MemorySize;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
  readonly writer: SettingsWriter;
  readonly remembered: Remembered;
  /** Names this window, over its reloads. */
  readonly window: string;
  /** The right of one window of this host to download. */
  lease(): Promise<DownloadDeps['lease']>;
  /** Free bytes where a server on this machine keeps its models. */
  freeBytes(): Promise<number | undefined>;
  settings(): Settings;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** The gate: whether an address may be contacted at all, which `understudy.localOnly` decides. */
  mayReach(url: string): boolean;
  startOllama(): unknown;
  chooseModel(): unknown;
  /** Downloads another model, by a button beside what was said of this one. */
  downloadModel(model: string): unknown;
}
