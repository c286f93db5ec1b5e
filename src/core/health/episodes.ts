import type { FailureKind } from '../contract/failure';
import type { Episode } from '../contract/status';
import { isSameTarget, type ProviderId, type Target, type Use } from '../contract/target';

interface Watched {
  readonly first: Target;
  /** The first failure since the first choice answered last; an episode, once there is one, starts here. */
  readonly troubleSince?: number;
  readonly episode?: Episode;
}

/**
 * One episode per use: from the first failure of the first choice until it has answered again. A failure that a retry
 * healed in the same ask is none, but one that becomes an episode within `windowMs` counts from that failure.
 */
export class Episodes {
  private readonly watched = new Map<Use, Watched>();
  private count = 0;

  constructor(private readonly windowMs: number) {}

  episode(use: Use): Episode | undefined {
    return this.watched.get(use)?.episode;
  }

  /** Notes who is first on the route. Another provider in its place ends the episode: there is nobody to wait for. */
  noteFirst(use: Use, first: Target): void {
    const known = this.watched.get(use);
    if (known?.first.provider === first.provider) this.watched.set(use, { ...known, first });
    else this.watched.set(use, { first });
  }

  /** A target failed; `lost` means that asks go elsewhere from now on. */
  noteFailure(target: Target, reason: FailureKind, lost: boolean, now: number): void {
    const known = this.watched.get(target.use);
    if (!known || !isSameTarget(known.first, target)) return;
    // What was stopped by the user while it was tried again has no end of its own: hours later it is another trouble.
    const isOld = !known.episode && now - (known.troubleSince ?? now) > this.windowMs;
    const troubleSince = isOld ? now : (known.troubleSince ?? now);
    const episode = known.episode ?? (lost ? this.begin(target, reason, troubleSince) : undefined);
    this.watched.set(target.use, { ...known, troubleSince, ...(episode ? { episode: { ...episode, reason } } : {}) });
  }

  /** A target answered, and asks go there again from now on. */
  noteAnswer(target: Target): void {
    const known = this.watched.get(target.use);
    if (!known || !isSameTarget(known.first, target)) return;
    this.watched.set(target.use, { first: known.first });
  }

  /** The machine slept: a failure before it that began no episode is of another day. */
  wake(): void {
    for (const [use, { first, episode }] of this.watched) if (!episode) this.watched.set(use, { first });
  }

  /** Keeps the episodes in which a provider is the first choice and gives the way to put them back. */
  keep(provider: ProviderId): () => void {
    const kept = new Map([...this.watched].filter(([, { first }]) => first.provider === provider));
    return () => {
      for (const [use, { first }] of this.watched)
        if (first.provider === provider) this.watched.set(use, kept.get(use) ?? { first });
    };
  }

  /** The first choice of a use and its episode, as it is to be kept and shared. */
  known(use: Use): { readonly first: Target; readonly episode?: Episode } | undefined {
    const known = this.watched.get(use);
    if (!known?.episode) return known && { first: known.first };
    const { id, provider, startedAt, reason } = known.episode;
    return { first: known.first, episode: { id, provider, startedAt, reason } };
  }

  /**
   * Takes over the episode that another window, or this one before a reload, is in, or its end. One of another first choice
   * is not ours: a window may be local only.
   */
  adopt(use: Use, first: Target, episode: Episode | undefined): void {
    const known = this.watched.get(use);
    if (known && known.first.provider !== first.provider) return;
    const target = known?.first ?? first;
    if (!episode) {
      this.watched.set(use, { first: target });
      return;
    }
    const own = known?.episode?.id === episode.id && !known.episode.inherited;
    this.watched.set(use, {
      first: target,
      troubleSince: episode.startedAt,
      episode: own ? episode : { ...episode, inherited: true },
    });
  }

  private begin(target: Target, reason: FailureKind, startedAt: number): Episode {
    return { id: `${target.use}-${startedAt}-${++this.count}`, provider: target.provider, startedAt, reason };
  }
}
