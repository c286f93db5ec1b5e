import type { OfferReason } from '../contract/events';
import type { Settings } from '../settings/snapshot';
import { isKeptOff } from './line';
import type { Candidate } from './plan';

/** Where an ask stands before its next target. */
export interface AskStanding {
  /** Text is on screen and whoever wrote it has gone. */
  readonly isCut: boolean;
  /** The candidate is not the one the user put first. */
  readonly moves: boolean;
  /** The user has said yes to paying another provider: in this ask, or before in the same episode. */
  readonly pays: boolean;
  /** There is an answer in which a question can be put; while typing there is none. */
  readonly canAsk: boolean;
}

/** What to do with a candidate: ask it, pass it over, end the ask, or let the user decide for this reason. */
export type QuestionBefore = 'go' | 'skip' | 'stay' | { readonly reason: OfferReason };

/**
 * What the user's settings say before the next target is asked: `chat.onCutOff` about a cut answer, `failover.onQuota`
 * about spending money elsewhere, `failover.mode` about moving at all.
 */
export function questionBefore(candidate: Candidate, settings: Settings, ask: AskStanding): QuestionBefore {
  if (ask.isCut && settings.onCutOff === 'keep') return 'stay';
  const costs = candidate.costsInstead !== undefined && settings.onQuota !== 'switch';
  if (costs && isKeptOff(settings.onQuota, ask.canAsk)) return 'skip';
  if (!ask.canAsk) return 'go';
  // Whoever says yes to paying wants the answer carried on; whoever wants it carried on has not said yes to paying.
  if (costs && !ask.pays) return { reason: 'quota' };
  if (ask.isCut && settings.onCutOff === 'ask') return { reason: 'cut-off' };
  return ask.moves && settings.failoverMode === 'ask' ? { reason: 'failover' } : 'go';
}
