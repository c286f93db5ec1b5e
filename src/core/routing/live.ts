import type { CompletionRequest } from '../contract/ask';
import type { Failure } from '../contract/failure';
import type { Target } from '../contract/target';
import type { Attempt } from './attempt';
import type { AttemptMode } from './plan';
import type { RouteTarget } from './route';

/** How an attempt ended, as its breaker is told. `left` means the ask moves on; else it is tried here again. */
export type Outcome =
  | { readonly t: 'success'; readonly ttftMs?: number }
  | { readonly t: 'failure'; readonly failure: Failure; readonly left: boolean }
  /** `silent`: it was sent away for another one after it had said nothing in its own usual time. */
  | { readonly t: 'neutral'; readonly silent?: true };

/** The right to make one attempt; settled once, at the end of the stream. */
export interface Permit {
  readonly kind: AttemptMode;
  readonly target: Target;
  settle(outcome: Outcome): void;
}

/** An attempt under way together with what it answers for. */
export interface Live {
  readonly entry: RouteTarget;
  readonly attempt: Attempt;
  readonly permit: Permit;
  /** What was sent. */
  readonly request: CompletionRequest;
  /** What had to be left out of its request, to be said if it is the one that answers. */
  readonly leftOut?: string;
}

/** Takes what is left of an ended attempt and gives its failure; `undefined` if it was aborted or ended well. */
export async function failureOf(attempt: Attempt): Promise<Failure | undefined> {
  for (;;) {
    const event = await attempt.next();
    if (!event) return undefined;
    if (event.t === 'failure') return event.failure;
  }
}
