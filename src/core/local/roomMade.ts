import { Cancelled } from '../base/async';
import type { Logger } from '../base/logger';
import type { ProviderId, Target } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { LocalModels } from '../providers/provider';

/** What telling of models that had to leave needs. */
export interface RoomMadeDeps {
  localModels(id: ProviderId): LocalModels | undefined;
  /** Whether a model stands on the user's own routes, which makes it no stranger. */
  isKnown(model: string): boolean;
  noteEvicted(target: Target, evicted: readonly string[]): void;
  readonly health: Pick<HealthMonitor, 'isWarm'>;
  readonly logger: Logger;
}

/** Tells which models of other programs a server threw out for a question, which has its model loaded whatever is there. */
export class RoomMade {
  /** What stood in the way of each model that is not in memory, as last seen. */
  private readonly before = new Map<string, readonly string[]>();

  constructor(private readonly deps: RoomMadeDeps) {}

  /** These are in the way of a model. */
  noteStrangers(target: Target, strangers: readonly string[]): void {
    this.before.set(nameOf(target), strangers);
  }

  /** A question is on its way to a model; one that is not in memory has the server make room for it. */
  noteAsked(target: Target, signal: AbortSignal): void {
    const models = this.deps.localModels(target.provider);
    if (!models || this.deps.health.isWarm(target)) return;
    const look = async (): Promise<void> => {
      const loaded = await models.loaded(signal);
      if (!loaded.ok || loaded.value.includes(target.model)) return;
      const strangers = loaded.value.filter((id) => !this.deps.isKnown(id));
      if (strangers.length > 0) this.noteStrangers(target, strangers);
    };
    look().catch((error: unknown) => this.noteBroken(target, error));
  }

  /** The question is over, and its model in memory if it was answered. */
  noteOver(target: Target, signal: AbortSignal): void {
    const strangers = this.before.get(nameOf(target));
    const models = this.deps.localModels(target.provider);
    if (!strangers || !models) return;
    this.before.delete(nameOf(target));
    const tell = async (): Promise<void> => {
      const { tellEvicted } = await import('./loadAhead');
      await tellEvicted(strangers, models, (evicted) => this.deps.noteEvicted(target, evicted), signal);
    };
    tell().catch((error: unknown) => this.noteBroken(target, error));
  }

  private noteBroken({ use }: Target, error: unknown): void {
    if (!(error instanceof Cancelled)) this.deps.logger.warn('local.roomMade', { use, message: String(error) });
  }
}

function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`;
}
