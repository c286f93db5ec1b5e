import type { HeldStanding } from './marks';
import type { HealthParts, WatchedTarget } from './parts';
import { breakerStanding } from './targetHealth';

/**
 * What may be done with a target now. Whatever is wrong with its provider or the network comes before what its own breaker
 * says: a probe would teach the breaker nothing while the key is refused.
 */
export function standingOf(parts: HealthParts, watched: WatchedTarget): HeldStanding {
  const { target, breaker, local } = watched;
  const marked = parts.marks.standing(target.provider);
  if (marked.kind === 'blocked') return marked;
  const network = parts.gate.state;
  if (network.t === 'closed' && !local) {
    const { reason, since: openedAt, nextLookAt: nextTryAt } = network;
    return { kind: 'blocked', reason, openedAt, nextTryAt };
  }
  const missing = parts.models.missingSince(target);
  if (missing !== undefined) return { kind: 'blocked', reason: 'model-missing', openedAt: missing };
  const now = parts.deps.clock.now();
  const own = breakerStanding(breaker.state, breaker.isDue(now), now);
  return own.kind === 'ready' ? marked : own;
}
