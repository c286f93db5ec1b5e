import type { ProviderId, Target } from '../contract/target';
import type { LocalTrouble } from './effect';

type Model = Pick<Target, 'provider' | 'model'>;

/** Something wrong with a model, since an instant (epoch ms). */
export interface ModelMark {
  readonly reason: 'model-missing' | LocalTrouble;
  readonly since: number;
}

/**
 * What is wrong with single models, whatever they are used for. A missing cloud model blocks its targets until somebody
 * chooses another; the troubles of a local server are shown but block nothing, since looking again costs nothing.
 */
export class ModelMarks {
  private readonly missing = new Map<string, ModelMark>();
  private readonly local = new Map<string, ModelMark>();
  private readonly generations = new Map<ProviderId, number>();
  private everywhere = 0;

  /** Changes whenever marks of a provider are taken away: what an attempt from before tells of its models is no news. */
  generation(provider: ProviderId): number {
    return this.everywhere + (this.generations.get(provider) ?? 0);
  }

  missingSince(model: Model): number | undefined {
    return this.missing.get(keyOf(model))?.since;
  }

  /** Takes over what another window, or this one before a reload, knows; without `since` the model is there. */
  adoptMissing(model: Model, since: number | undefined): void {
    if (since === undefined) this.unmiss(model);
    else this.noteMissing(model, since);
  }

  /** What a local server said last about this model, or about itself. */
  localTrouble(model: Model): ModelMark | undefined {
    return this.local.get(serverKey(model.provider)) ?? this.local.get(keyOf(model));
  }

  noteMissing(model: Model, now: number): void {
    this.missing.set(keyOf(model), { reason: 'model-missing', since: now });
  }

  noteLocal(model: Model, reason: LocalTrouble, now: number): void {
    const key = reason === 'local-stopped' ? serverKey(model.provider) : keyOf(model);
    const known = this.local.get(key);
    if (known?.reason !== reason) this.local.set(key, { reason, since: now });
    if (reason !== 'local-stopped') this.local.delete(serverKey(model.provider));
  }

  /** The server of a provider answers, whatever it says of its models. */
  noteRunning(provider: ProviderId): boolean {
    return this.local.delete(serverKey(provider));
  }

  /** The model answered. */
  clear(model: Model): void {
    this.unmiss(model);
    this.local.delete(keyOf(model));
    this.local.delete(serverKey(model.provider));
  }

  /** Keeps what is marked at a provider and gives the way to put it back. */
  keep(provider: ProviderId): () => void {
    const kept = [this.missing, this.local].map((marks) =>
      [...marks].filter(([key]) => key.startsWith(`${provider}/`)),
    );
    return () => {
      this.forget(provider);
      for (const [key, mark] of kept[0] ?? []) this.missing.set(key, mark);
      for (const [key, mark] of kept[1] ?? []) this.local.set(key, mark);
    };
  }

  /** Settings or key have changed, or the user wants it tried: missing models may exist now. */
  forget(provider?: ProviderId): void {
    if (provider === undefined) this.everywhere += 1;
    else this.renew(provider);
    for (const marks of [this.missing, this.local])
      for (const key of marks.keys()) if (provider === undefined || key.startsWith(`${provider}/`)) marks.delete(key);
  }

  private unmiss(model: Model): void {
    if (this.missing.delete(keyOf(model))) this.renew(model.provider);
  }

  private renew(provider: ProviderId): void {
    this.generations.set(provider, (this.generations.get(provider) ?? 0) + 1);
  }
}

function keyOf(model: Model): string {
  return `${model.provider}/${model.model}`;
}

/** No model is called the empty string, so that the server's own entry cannot be taken for one. */
function serverKey(provider: ProviderId): string {
  return `${provider}/`;
}
