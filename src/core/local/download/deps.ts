import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { LocalModels } from '../../providers/provider';
import type { Durations } from '../../routing/durations';
import type { TurnDeps } from './turn';
import type { UnfinishedDownloads } from './unfinished';

/** What is to be fetched, from where. */
export interface DownloadOrder {
  readonly model: string;
  /** The server that fetches it. */
  readonly origin: string;
  /** About so many bytes, where that is known beforehand. */
  readonly sizeBytes?: number;
}

/** What a download needs from outside. */
export interface DownloadDeps extends TurnDeps {
  readonly pull: NonNullable<LocalModels['pull']>;
  /** Whether the server has the model by now: another window may have fetched it. */
  has(model: string, signal: AbortSignal): Promise<boolean>;
  /** Free bytes where the server keeps its models; `undefined` where that cannot be seen. */
  freeBytes(): Promise<number | undefined>;
  readonly unfinished: UnfinishedDownloads;
  /** Names this window, over its reloads. */
  readonly window: string;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}
