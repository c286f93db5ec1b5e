import type { HealthParts, WatchedTarget } from './parts';
import { standingOf } from './standing';

/** What brings a target back to those who may be asked. Instants are epoch ms and may lie in the past. */
export type NextDue =
  /** It may be asked like any other. */
  | { readonly t: 'ready' }
  /** Its time has run out: one probe may go there. */
  | { readonly t: 'due' }
  /** A real ask may try it at this instant. */
  | { readonly t: 'ask'; readonly at: number }
  /** A look that costs nothing, at a key or at the network, may be made at this instant and must pass first. */
  | { readonly t: 'look'; readonly at: number }
  /** Time alone does not: the user acts, its server is started, or the probe under way ends. */
  | { readonly t: 'change' };

/** What would bring a target back, and when. */
export function nextDue(parts: HealthParts, watched: WatchedTarget): NextDue {
  const { target, local } = watched;
  const marked = parts.marks.standing(target.provider);
  if (marked.kind === 'blocked') {
    if (marked.reason === 'paused') return { t: 'change' };
    const checkAt = parts.marks.nextCheckAt(target.provider);
    return checkAt === undefined ? askAt(marked.nextTryAt) : { t: 'look', at: checkAt };
  }
  const network = parts.gate.state;
  if (network.t === 'closed' && !local) return { t: 'look', at: network.nextLookAt };
  const standing = standingOf(parts, watched);
  switch (standing.kind) {
    case 'due':
      return { t: 'due' };
    case 'blocked':
      return askAt(standing.until);
    case 'ready':
      // A local server that is not there may be asked at any time, but it does not come back by being waited for.
      return parts.models.localTrouble(target) ? { t: 'change' } : { t: 'ready' };
  }
}

function askAt(at: number | undefined): NextDue {
  return at === undefined ? { t: 'change' } : { t: 'ask', at };
}
