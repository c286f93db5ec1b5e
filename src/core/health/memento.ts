import type { ProviderId } from '../contract/target';
import type { HealthParts, WatchedTarget } from './parts';

/**
 * Keeps everything that is known of a provider, and of the network and the episodes as far as they are about it, and gives
 * the way to put it back: a rehearsal teaches nothing that outlives it. What is learned of others meanwhile stays.
 */
export function keepProvider(parts: HealthParts, provider: ProviderId): () => void {
  const known = new Map(parts.of(provider).map((watched) => [watched, keepTarget(parts, watched)]));
  const kept = [
    parts.marks.keep(provider),
    parts.models.keep(provider),
    parts.warmth.keep(provider),
    parts.gate.keep(),
    parts.episodes.keep(provider),
  ];
  return () => {
    for (const watched of parts.of(provider)) {
      const restore = known.get(watched);
      if (restore) restore();
      else forgetTarget(parts, watched);
    }
    for (const restore of kept) restore();
  };
}

function keepTarget({ firstTokens }: HealthParts, watched: WatchedTarget): () => void {
  const { lastAnswerAt, firstTokenAt } = watched;
  const kept = [watched.breaker.keep(), firstTokens.keep(watched.target), watched.throttle?.keep()];
  return () => {
    for (const restore of kept) restore?.();
    watched.lastAnswerAt = lastAnswerAt;
    watched.firstTokenAt = firstTokenAt;
  };
}

/** A target that was first mentioned meanwhile: its breaker lives on, so that late news finds it and is ignored. */
function forgetTarget({ firstTokens }: HealthParts, watched: WatchedTarget): void {
  firstTokens.forget(watched.target);
  watched.breaker.forget();
  watched.throttle?.clear();
  watched.lastAnswerAt = undefined;
  watched.firstTokenAt = undefined;
}
