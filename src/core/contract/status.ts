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
  /** It is asked only after the user's own click, since that could cost a login. */
  readonly needsClick?: boolean;
  readonly nextTryAt?: number;
  /** Median time to first token of the last ten answers, in milliseconds. */
  readonly ttftMs?: number;
  readonly lastAnswerAt?: number;
  /** It leaves so many attempts unanswered that fewer than half are sent to it for now. */
  readonly throttled?: true;
  /** Tokens of context a local model is asked with, prompt and answer together. */
  readonly contextTokens?: number;
}

/** From the first failure of the first choice until it has answered again. */
export interface Episode {
  readonly id: string;
  readonly provider: ProviderId;
  readonly startedAt: number;
  readonly reason: FailureKind;
  /** It was learnt from another window or from before a reload, where it has been told of. */
  readonly inherited?: true;
}

/** Who is first on a route and who would answer now. */
export interface UseStatus {
  readonly first?: Target;
  readonly current?: Target;
  readonly pinned?: Target;
  readonly episode?: Episode;
}

/** What a status page says of a provider. `unknown` is neither of the others: the page explains nothing. */
export type StatusPageState = 'up' | 'trouble' | 'unknown';

/**
 * Why a page explains nothing: nobody answered; an error came; something else than the page came; nobody has touched it for
 * long; it says nothing of the part that the provider uses.
 */
export type StatusPageDoubt = 'unreachable' | 'refused' | 'unreadable' | 'frozen' | 'unlisted';

/** An open incident on a status page. */
export interface StatusPageIncident {
  readonly id: string;
  /** The page's own words on one line of bounded length; never markup. */
  readonly title: string;
  readonly stage: 'investigating' | 'identified' | 'monitoring' | 'maintenance' | 'unknown';
  /** Epoch ms, as the page has them. */
  readonly startedAt?: number;
  readonly updatedAt?: number;
  /** The models that the title names, as written there. */
  readonly models: readonly string[];
  /** Whether it is about what the provider uses; absent where the page does not say. */
  readonly onComponent?: boolean;
}

/** How a part of a service is, in the words of Statuspage. */
export type ComponentStatus =
  | 'operational'
  | 'degraded_performance'
  | 'partial_outage'
  | 'major_outage'
  | 'under_maintenance'
  | 'unknown';

/** What a provider's status page says. It explains; nothing is decided by it. */
export interface PageStatus {
  readonly provider: ProviderId;
  /** All of it in a sentence or two, for the user. */
  readonly text: string;
  /** When it was looked at last, whatever came of it (epoch ms). */
  readonly fetchedAt: number;
  /** When it said what stands here (epoch ms); absent where nothing was read. */
  readonly readAt?: number;
  readonly state: StatusPageState;
  readonly doubt?: StatusPageDoubt;
  /** The worst of the parts that the provider uses. */
  readonly component?: { readonly name: string; readonly status: ComponentStatus };
  readonly incidents: readonly StatusPageIncident[];
  /** When somebody touched the page last (epoch ms), as the page has it. */
  readonly changedAt?: number;
  /** Where a person reads it. */
  readonly url: string;
}

/**
 * One of the three things that can be wrong with Claude Code, which need different cures: the API that answers, the service
 * that makes and renews logins, the user's own login. A network that is gone is none of them.
 */
export interface Lamp {
  readonly of: 'messages' | 'tokens' | 'login';
  /** What it is called, and what is known of it, for the user. */
  readonly label: string;
  readonly text: string;
  readonly state: 'ok' | 'trouble' | 'unknown';
}

/** What is known of Claude Code on this machine, from its files and from real traffic; never a word of any token. */
export interface LoginStatus {
  /** `lost`: somebody was logged in and is no longer. Nobody ever logged in is `unknown`. */
  readonly state: 'unknown' | 'fine' | 'lost';
  readonly lamps: readonly Lamp[];
  /** How it would prove who it is, such as `subscription` or `api-key`. */
  readonly kind: string;
  /** Its next start renews the login. */
  readonly toBeRenewed: boolean;
  readonly hasProgram: boolean;
  readonly version?: string;
  /** It may be in the keychain, which the user has not allowed to be opened. */
  readonly hidden?: true;
  /** What is known of it is not seen to change: the user may have the keychain opened, for the first time or again. */
  readonly inKeychain?: true;
  /** When its file was written last (epoch ms). */
  readonly writtenAt?: number;
}

/** How a local server stands; each state has one sentence and one action (`status/localWords.ts`). */
export type LocalState =
  | 'not-installed'
  | 'stopped'
  | 'too-old'
  | 'no-model'
  | 'loading'
  | 'ready'
  | 'busy'
  | 'out-of-memory';

/** In which state a local server is, in a sentence with one thing to do; `action.id` is read by `status/actions`. */
export interface LocalStatus {
  readonly provider: ProviderId;
  readonly label: string;
  readonly state: LocalState;
  readonly text: string;
  readonly action: { readonly id: string; readonly label: string };
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
  /** The page of the first choice, else of the first on a route whose page was read. */
  readonly page?: PageStatus;
  /** All pages that are read now, in the order of the routes; absent where none is. */
  readonly pages?: readonly PageStatus[];
  readonly login?: LoginStatus;
  /** The local servers on the routes that were looked at; absent where none was. */
  readonly local?: readonly LocalStatus[];
  readonly rehearsal?: RehearsalStatus;
}
