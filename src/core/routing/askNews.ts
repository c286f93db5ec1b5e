import type { SwitchMode } from '../contract/events';
import type { Failure, FailureKind, FailurePhase } from '../contract/failure';
import type { Target, Use } from '../contract/target';
import type { AttemptMode } from './plan';

/** The plain facts of a failure that may be kept: no sentence of a provider, which could quote a prompt. */
export interface FailureFacts {
  readonly kind: FailureKind;
  readonly phase: FailurePhase;
  readonly status?: number;
  /** The wire's own type or code, such as `overloaded_error`. */
  readonly type?: string;
  readonly code?: string;
  readonly errno?: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** Epoch ms. */
  readonly until?: number;
  /** It was a rehearsal's. */
  readonly rehearsed?: true;
}

/**
 * What becomes of asks, told as it happens, without any text of theirs. `at` is epoch ms, `ask` the id of the ask. An ask
 * begins with `asked` and ends with exactly one of `answered`, `unanswered` and `stopped`.
 */
export type AskNews = { readonly ask: string; readonly use: Use; readonly at: number } & (
  | { readonly t: 'asked'; readonly first?: Target }
  | {
      /** An attempt ended badly; told with what a closer look at the network made of it, so it may come after `switched`. */
      readonly t: 'attempt-failed';
      readonly target: Target;
      readonly failure: FailureFacts;
      readonly mode: AttemptMode;
      /** The ask moves on; else the same target is tried again. */
      readonly left: boolean;
    }
  | {
      readonly t: 'switched';
      readonly from: Target;
      readonly to: Target;
      readonly failure: FailureFacts;
      readonly mode: SwitchMode;
      /** Characters already shown that stay part of the answer. */
      readonly keptChars: number;
    }
  /** Nothing came from this target for so long that the user is told. */
  | { readonly t: 'slow'; readonly target: Target }
  /** The user left a slow target for the next one; no evidence against it. */
  | { readonly t: 'given-up'; readonly target: Target; readonly waitedMs: number }
  | {
      readonly t: 'answered';
      readonly target: Target;
      readonly outcome: 'complete' | 'length' | 'tool' | 'refused';
      readonly ttftMs?: number;
      /** Characters of the answer as the user reads it. */
      readonly chars: number;
      /** From the ask to its first word on screen, in milliseconds, failovers included. */
      readonly firstWordMs?: number;
    }
  | {
      readonly t: 'unanswered';
      readonly failures: readonly { readonly target: Target; readonly failure: FailureFacts }[];
      /** It was a try of a question that waits: its user knows already that it is unanswered. */
      readonly waits?: true;
    }
  /** By the user, or because a completion was no longer wanted. */
  | { readonly t: 'stopped'; readonly target?: Target; readonly chars: number; readonly firstWordMs?: number }
);

/** One kind of news without what all have in common. */
export type AskNewsBody = AskNews extends infer News
  ? News extends AskNews
    ? Omit<News, 'ask' | 'use' | 'at'>
    : never
  : never;

/** Hears what becomes of asks. Must not throw. */
export type AskObserver = (news: AskNews) => void;

/** What of a failure may be kept. */
export function factsOf({ kind, evidence, requestId, retryAfterMs, until, rehearsed }: Failure): FailureFacts {
  const { phase, status, type, code, errno } = evidence;
  return {
    kind,
    phase,
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(code === undefined ? {} : { code }),
    ...(errno === undefined ? {} : { errno }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(until === undefined ? {} : { until }),
    ...(rehearsed ? { rehearsed } : {}),
  };
}
