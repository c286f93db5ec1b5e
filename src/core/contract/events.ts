import type { Failure, FailureKind } from './failure';
import type { ProviderId, Target } from './target';

/** A piece of a tool call; `json` is a fragment, `last` marks the one that closes the call. */
export interface ToolPart {
  readonly t: 'tool';
  readonly id: string;
  readonly name: string;
  readonly json: string;
  readonly last: boolean;
}

/** Tokens of one answer as the provider counts them. */
export interface Usage {
  readonly t: 'usage';
  readonly input: number;
  readonly output: number;
}

/**
 * What a provider yields. It never throws but for cancellation; a failure is the last event it yields, and `end` comes
 * only with the wire's own proof of completion.
 */
export type ProviderEvent =
  | { readonly t: 'text'; readonly text: string }
  | { readonly t: 'thinking'; readonly text: string }
  | ToolPart
  | Usage
  | { readonly t: 'end'; readonly reason: 'complete' | 'length' | 'tool' | 'refused' }
  | { readonly t: 'failure'; readonly failure: Failure };

/** How a stand-in took over: unseen before the first text, by carrying on from the cut, or by starting again. */
export type SwitchMode = 'before' | 'continue' | 'restart';

/** Why an offer is made: the setting that says *ask*. */
export type OfferReason = 'failover' | 'quota' | 'cut-off';

/** A question the user answers by a button in the answer. The router waits for one of the two calls or the end of the ask. */
export interface Offer {
  readonly t: 'offer';
  readonly reason: OfferReason;
  readonly failure: Failure;
  readonly from: Target;
  readonly next: Target;
  accept(): void;
  decline(): void;
}

/**
 * *Switch now* beside a note that tells of waiting: leaves the target for this ask and asks `next`. Does nothing any more
 * once the target has spoken.
 */
export interface SwitchNow {
  readonly next: Target;
  switchNow(): void;
}

/** A side note in an answer; `leftOut` is a ready sentence part for *trimmed*. */
export type Notice =
  | { readonly t: 'notice'; readonly kind: 'trimmed'; readonly leftOut: string }
  | { readonly t: 'notice'; readonly kind: 'loading'; readonly target: Target; readonly offer?: SwitchNow }
  | { readonly t: 'notice'; readonly kind: 'retrying'; readonly target: Target; readonly failure: Failure }
  | { readonly t: 'notice'; readonly kind: 'slow'; readonly target: Target; readonly offer?: SwitchNow };

/** What chat, completions and later the gateway consume. */
export type AnswerEvent =
  | { readonly t: 'started'; readonly target: Target }
  | { readonly t: 'text'; readonly text: string }
  | { readonly t: 'thinking'; readonly text: string }
  | ToolPart
  | {
      readonly t: 'switched';
      readonly from: Target;
      readonly to: Target;
      readonly failure: Failure;
      readonly mode: SwitchMode;
      /** How many characters already shown stay part of the answer. */
      readonly keptChars: number;
    }
  | Notice
  | Offer
  | (Usage & { readonly target: Target })
  | {
      readonly t: 'done';
      readonly target: Target;
      readonly outcome: 'complete' | 'stopped' | 'length' | 'tool' | 'refused';
    }
  | {
      readonly t: 'failed';
      readonly failures: readonly AttemptFailure[];
      /** Entries of the route that were not tried at all, and why. */
      readonly skipped: readonly SkippedEntry[];
      /** Only the pinned target was tried, so that the user is offered the route. */
      readonly pinned?: boolean;
    };

/** Why an entry of the route was passed over without a request. */
export type SkipReason =
  | 'unknown-provider'
  | 'disabled'
  | 'not-set-up'
  | 'local-only'
  | 'no-consent'
  | 'no-model'
  | 'paused'
  | 'same-service'
  /** Too little of what it was sent of late was answered. */
  | 'throttled'
  /** Its start would renew a login that is past, which failover must not do by itself. */
  | 'login-renewal'
  | FailureKind;

/** An entry of the route that was passed over. */
export interface SkippedEntry {
  readonly provider: ProviderId;
  readonly why: SkipReason;
  /** When it may be tried again (epoch ms), where that is known. */
  readonly until?: number;
}

/** One target that could not answer, and why. */
export interface AttemptFailure {
  readonly target: Target;
  readonly failure: Failure;
}

/**
 * The answer as the user reads it: everything said since the last restart. The one function that joins; on `restart`
 * consumers begin a new segment and fold the old one.
 */
export function answerText(events: Iterable<AnswerEvent>): string {
  let text = '';
  for (const event of events) {
    if (event.t === 'text') text += event.text;
    else if (event.t === 'switched' && event.mode === 'restart') text = '';
  }
  return text;
}
