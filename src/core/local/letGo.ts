import { Cancelled } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import { uses, type ProviderId, type Target, type Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { LocalModels } from '../providers/provider';
import type { Durations } from '../routing/durations';
import type { Route } from '../routing/route';
import type { Settings } from '../settings/snapshot';

/** What letting models go needs from outside. */
export interface LetGoDeps {
  settings(): Pick<Settings, 'keepWarm'>;
  route(use: Use): Route;
  /** The first choice of a use is slow or has an incident. */
  isSlowOrIncident(use: Use): boolean;
  localModels(id: ProviderId): LocalModels | undefined;
  readonly health: Pick<HealthMonitor, 'episode' | 'lastAnswerAt' | 'noteLoadedModels'>;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * Takes the stand-in out of memory once the trouble it was loaded for is over, if it was we who loaded it. Trouble often comes
 * back within minutes, so it is left there for a while; a model that was asked after the trouble stays.
 */
export class LetGo implements Disposable {
  private readonly ours = new Map<string, Target>();
  private readonly life = new AbortController();
  private over: { readonly at: number; readonly timer: Disposable } | undefined;

  constructor(private readonly deps: LetGoDeps) {}

  /** This model was not in memory before we loaded it for a trouble. */
  noteOurs(target: Target): void {
    this.ours.set(`${target.provider}/${target.model}`, target);
    this.look();
  }

  /** Trouble may have begun or ended. */
  look(): void {
    if (this.ours.size === 0) return;
    if (uses.some((use) => this.isInTrouble(use))) {
      this.over?.timer.dispose();
      this.over = undefined;
    } else if (!this.over) {
      const { clock, durations, logger } = this.deps;
      const timer = clock.schedule(durations.letGoMs, () => {
        this.letGo().catch((error: unknown) => {
          if (!(error instanceof Cancelled)) logger.warn('local.letGo', { message: String(error) });
        });
      });
      this.over = { at: clock.now(), timer };
    }
  }

  dispose(): void {
    this.life.abort(new Cancelled());
    this.over?.timer.dispose();
  }

  private async letGo(): Promise<void> {
    const { health, clock, durations, logger } = this.deps;
    const endedAt = this.over?.at ?? 0;
    this.over = undefined;
    const targets = [...this.ours.values()];
    this.ours.clear();
    for (const target of targets) {
      const models = this.deps.localModels(target.provider);
      if (!models?.unload || this.isWanted(target) || this.wasAsked(target, endedAt)) continue;
      const done = await models.unload(target.model, this.life.signal);
      const name = `${target.provider}/${target.model}`;
      logger.info('local.letGo', { target: name, outcome: done.ok ? 'unloaded' : done.failure.kind });
      const left = await models.loaded(this.life.signal);
      if (left.ok) health.noteLoadedModels(target.provider, left.value, clock.now() + durations.keepAliveMs);
    }
  }

  private isInTrouble(use: Use): boolean {
    return this.deps.health.episode(use) !== undefined || this.deps.isSlowOrIncident(use);
  }

  /** The user wants this model in memory whatever happens, or asks it first. */
  private isWanted({ provider, model }: Target): boolean {
    if (this.deps.settings().keepWarm === 'always') return true;
    return uses.some((use) => {
      const first = this.deps.route(use).targets[0]?.target;
      return first?.provider === provider && first.model === model;
    });
  }

  private wasAsked({ provider, model }: Target, since: number): boolean {
    const { health } = this.deps;
    return uses.some((use) => (health.lastAnswerAt({ provider, model, use }) ?? 0) > since);
  }
}
