import type { Clock } from '../base/clock';
import type { ProviderId, Target } from '../contract/target';

/** Which local models are known to be in memory. Memory knows no use: a model loaded for chat is warm for completions. */
export class Warmth {
  private readonly loadedUntil = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** The server keeps the model until this instant (epoch ms), unless something else needs the room. */
  noteLoaded(target: Pick<Target, 'provider' | 'model'>, until: number): void {
    this.loadedUntil.set(keyOf(target), until);
  }

  /** The model turned out not to be in memory, or its server is gone. */
  noteUnloaded(target: Pick<Target, 'provider' | 'model'>): void {
    this.loadedUntil.delete(keyOf(target));
  }

  /** The provider's server has these models in memory and none beside them. */
  noteOnlyLoaded(provider: ProviderId, models: readonly string[], until: number): void {
    for (const key of this.loadedUntil.keys()) if (key.startsWith(`${provider}/`)) this.loadedUntil.delete(key);
    for (const model of models) this.noteLoaded({ provider, model }, until);
  }

  /** Keeps what a provider's server has in memory and gives the way to put it back. */
  keep(provider: ProviderId): () => void {
    const kept = [...this.loadedUntil].filter(([key]) => key.startsWith(`${provider}/`));
    return () => {
      this.noteOnlyLoaded(provider, [], 0);
      for (const [key, until] of kept) this.loadedUntil.set(key, until);
    };
  }

  /** The clock was set back by so much: servers count what is left of their time without it. */
  setBack(ms: number): void {
    for (const [key, until] of this.loadedUntil) this.loadedUntil.set(key, until - ms);
  }

  isWarm(target: Pick<Target, 'provider' | 'model'>): boolean {
    return (this.loadedUntil.get(keyOf(target)) ?? 0) > this.clock.now();
  }
}

function keyOf(target: Pick<Target, 'provider' | 'model'>): string {
  return `${target.provider}/${target.model}`;
}
