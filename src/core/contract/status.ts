import type { FailureKind } from './failure';
import type { ProviderId, Target, Use } from './target';

/** The row of `product.md`'s status bar table that holds now. */
export type Situation =
  | 'not-set-up'
  | 'nobody'
  | 'loading'
  | 'offline'
  | 'local-only'
  | 'pinned'
  | 'elsewhere'
  | 'login-lost'
  | 'slow'
  | 'first';

/** What is known of a target. `unknown` counts as usable. */
export type TargetState = 'unknown' | 'closed' | 'open' | 'half-open' | 'isolated';

/** One target on a route, as the tooltip and the picker show it. */
export interface TargetStatus {
  readonly provider: ProviderId;
  readonly label: string;
  readonly model: string;
  readonly use: Use;
  readonly local: boolean;
  readonly setUp: boolean;
  readonly state: TargetState;
  readonly reason?: FailureKind | 'paused';
  /** The reason in the words of `status/words.ts`. */
  readonly reasonText?: string;
  readonly nextTryAt?: number;
  /** Median time to first token of the last ten answers, in milliseconds. */
  readonly ttftMs?: number;
  readonly lastAnswerAt?: number;
}

/** From the first failure of the first choice until it has answered again. */
export interface Episode {
  readonly id: string;
  readonly provider: ProviderId;
  readonly startedAt: number;
  readonly reason: FailureKind;
}

/** Who is first on a route and who would answer now. */
export interface UseStatus {
  readonly first?: Target;
  readonly current?: Target;
  readonly pinned?: Target;
  readonly episode?: Episode;
}

/** What the provider's status page says; a later part fills it. */
export interface PageStatus {
  readonly provider: ProviderId;
  readonly text: string;
  readonly fetchedAt: number;
}

/** What is known of the Claude Code login; a later part fills it. */
export interface LoginStatus {
  readonly state: 'unknown' | 'fine' | 'lost';
}

/** An outage that is only played, in this window. Instants are epoch ms. */
export interface RehearsalStatus {
  readonly provider: ProviderId;
  readonly label: string;
  /** What is played, as users read it. */
  readonly fault: string;
  readonly startedAt: number;
  /** When it ends by itself; absent when it waits to be stopped. */
  readonly until?: number;
}

/** The complete, immutable picture at an instant. Also what other extensions may read. */
export interface StatusSnapshot {
  readonly version: 1;
  readonly situation: Situation;
  /** The status bar's text, codicon included. */
  readonly text: string;
  readonly chat: UseStatus;
  readonly completions: UseStatus;
  readonly targets: readonly TargetStatus[];
  readonly network: 'ok' | 'offline' | 'unknown';
  readonly page?: PageStatus;
  readonly login?: LoginStatus;
  readonly rehearsal?: RehearsalStatus;
}
