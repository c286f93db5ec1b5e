import type { FailureKind } from '../../contract/failure';
import type { Episode } from '../../contract/status';
import { targetKey, type ProviderId, type Target, type Use } from '../../contract/target';
import type { Mark } from '../marks';
import type { NetworkState } from '../networkGate';
import type { Slot } from '../providerMarks';
import type { StatusPageLook } from '../statusPagePoll';

/** A breaker as it is kept. Who holds the permit of a probe is nobody else's business, and gone after a reload. */
export type KeptBreaker =
  | { readonly t: 'clear' }
  | {
      readonly t: 'open';
      readonly reason: FailureKind;
      readonly openedAt: number;
      readonly failedProbes: number;
      readonly until: number;
      readonly exact: boolean;
    }
  | {
      readonly t: 'half-open';
      readonly reason: FailureKind;
      readonly openedAt: number;
      readonly failedProbes: number;
      readonly goodProbes: number;
    };

/** The network as it is kept; whether it is well or unknown makes no difference to the next ask. */
export type KeptNetwork = { readonly t: 'clear' } | Extract<NetworkState, { readonly t: 'closed' }>;

/** One thing that health knows. What a window has no doubt of is told too, since it may correct what another one believes. */
export type Knowledge =
  | { readonly k: 'breaker'; readonly target: Target; readonly origin: string; readonly state: KeptBreaker }
  | { readonly k: 'mark'; readonly provider: ProviderId; readonly slot: Slot; readonly mark?: Mark }
  | { readonly k: 'pause'; readonly provider: ProviderId; readonly since?: number }
  | { readonly k: 'model'; readonly provider: ProviderId; readonly model: string; readonly since?: number }
  | { readonly k: 'network'; readonly state: KeptNetwork }
  | { readonly k: 'episode'; readonly use: Use; readonly first: Target; readonly episode?: Episode }
  | { readonly k: 'page'; readonly url: string; readonly look: StatusPageLook };

/** Something known, and when it became so (epoch ms): of two, the newer one holds. */
export interface Fact {
  readonly at: number;
  readonly known: Knowledge;
  /** Ties what is known of an account or an address to exactly this key and address, without telling either. */
  readonly bond?: string;
}

/** What a piece of knowledge is about; two of the same subject exclude one another. */
export function subjectOf(known: Knowledge): string {
  switch (known.k) {
    case 'breaker':
      return `breaker ${targetKey(known.target)} ${known.origin}`;
    case 'mark':
      return `mark ${known.slot} ${known.provider}`;
    case 'pause':
      return `pause ${known.provider}`;
    case 'model':
      return `model ${known.provider}/${known.model}`;
    case 'network':
      return 'network';
    case 'episode':
      return `episode ${known.use} ${known.first.provider}`;
    case 'page':
      return `page ${known.url}`;
  }
}

/** Whether nothing is held against the subject. */
export function isClear(known: Knowledge): boolean {
  switch (known.k) {
    case 'breaker':
    case 'network':
      return known.state.t === 'clear';
    case 'mark':
      return known.mark === undefined;
    case 'pause':
    case 'model':
      return known.since === undefined;
    case 'episode':
      return known.episode === undefined;
    case 'page':
      return false;
  }
}

/** Whether a rehearsed outage of this provider may have taught it; the user's own pause is no part of that. */
export function isTouchedBy(known: Knowledge, rehearsed: ProviderId): boolean {
  switch (known.k) {
    case 'breaker':
      return known.target.provider === rehearsed;
    case 'mark':
    case 'model':
      return known.provider === rehearsed;
    case 'episode':
      return known.first.provider === rehearsed;
    case 'network':
      return true;
    case 'pause':
    case 'page':
      return false;
  }
}

/** The provider whose key and address must be the same for this to hold; `undefined` where it does not depend on them. */
export function boundTo(known: Knowledge): ProviderId | undefined {
  return known.k === 'mark' || known.k === 'model' ? known.provider : undefined;
}
