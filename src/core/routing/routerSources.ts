import type { Clock, Random } from '../base/clock';
import type { Logger } from '../base/logger';
import type { OfferReason } from '../contract/events';
import type { Failure, FailureKind } from '../contract/failure';
import type { Episode } from '../contract/status';
import type { ProviderId, Target, Use } from '../contract/target';
import type { Provider, ResolvedProvider } from '../providers/provider';
import type { Settings } from '../settings/snapshot';
import type { AskObserver } from './askNews';
import type { Durations } from './durations';
import type { Sleep } from './attempt';
import type { GateRefusal } from './gate';
import type { Permit } from './live';
import type { AttemptMode, PlanHealth } from './plan';
import type { Route, RouteTarget } from './route';

/** What the router asks health and tells it. */
export interface RouterHealth extends PlanHealth {
  firstToken(target: Target, ttftMs: number): void;
  /** A chat ask has waited long for this target's first event. */
  noteSlow(target: Target): void;
  /** How long a target is still to be left alone by its own word, where another ask waits for it too (milliseconds). */
  restMs(target: Target): number;
  medianTtft(target: Target): number | undefined;
  /** The time to first token that 95 of 100 answers keep; `undefined` while too few are known. */
  p95Ttft(target: Target): number | undefined;
  isWarm(target: Target): boolean;
  noteLoaded(target: Target, until: number): void;
  episode(use: Use): Episode | undefined;
}

/** How a local model did in real traffic. */
export type LocalOutcome = { readonly firstTokenMs: number } | { readonly failed: true };

/** Everything the router needs from outside. */
export interface RouterSources {
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  readonly logger: Logger;
  readonly health: RouterHealth;
  settings(): Settings;
  readonly sleep: Sleep;
  /** Takes over what other windows of this host have learnt. Never rejects, and does not take long. */
  catchUp(): Promise<void>;
  /** The right to one attempt; `undefined` if it may not be made now, as while another ask or window probes the target. */
  permit(entry: RouteTarget, mode: AttemptMode): Promise<Permit | undefined>;
  /** Learns what a route needs to know, such as the models of a local server. Never rejects; asks need not wait for it. */
  prepare(use: Use, signal: AbortSignal): Promise<void>;
  /** The gate, asked before each attempt: a rule may have changed while the ask was under way. Never rejects. */
  refusal(provider: ResolvedProvider, use: Use): Promise<GateRefusal | undefined>;
  route(use: Use): Route;
  provider(id: ProviderId): Provider | undefined;
  windowTokens(entry: RouteTarget): number;
  /** Billions of parameters of a local model, as its server lists them. */
  listedBillions(entry: RouteTarget): number | undefined;
  /** A closer look at a failure to connect: is it this provider or the network? */
  judge(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure>;
  /** Told how a warm local model did, so that one too slow or too large for this machine is not chosen again. */
  noteLocal(target: Target, outcome: LocalOutcome): void;
  /** For an attempt that begins now: whether a failure of this kind is that of an outage which is only rehearsed. */
  rehearsing(provider: ProviderId): (kind: FailureKind) => boolean;
  /** Told of every ask, so that ways back are looked for beside it. */
  onAsk(route: Route): void;
  /** Told what becomes of asks, without any text of theirs. */
  readonly note: AskObserver;
}

/** What of the router outlives an ask. */
export interface RouterMemory {
  /** Ends with the router: what is learned beside an ask outlives the ask. */
  readonly life: AbortSignal;
  hasAccepted(reason: OfferReason, use: Use): boolean;
  accept(reason: OfferReason, use: Use): void;
  setLoading(target: Target | undefined): void;
}
