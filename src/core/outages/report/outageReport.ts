import type { FailureKind } from '../../contract/failure';
import type { ProviderId, Target, Use } from '../../contract/target';
import type { FailureFacts } from '../../routing/askNews';

/** The stretches of time that are looked at, each ending now. */
export const periods = ['24h', '7d', '30d'] as const;

/** A stretch of time that is looked at. */
export type Period = (typeof periods)[number];

/** The length of a period in ms. */
export const periodMs: Readonly<Record<Period, number>> = {
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** What is known of a target during a span. Between spans nothing is known. `network`: the trouble was not the provider's. */
export type SpanState = 'answering' | 'failing' | 'network';

/** A stretch of time of which something is known; instants in epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly state: SpanState;
}

/** Times to first token in ms. */
export interface FirstTokenFigures {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly count: number;
}

/** One point of the line of first tokens: a slice of the period, by the instant (epoch ms) it begins. */
export interface TrendPoint extends FirstTokenFigures {
  readonly at: number;
}

/** What a target did in a period. */
export interface TargetFigures {
  /** Share of the known time in which the target answered, 0 to 1; `undefined` where nothing is known. */
  readonly availability?: number;
  readonly answeringMs: number;
  readonly failingMs: number;
  /** Attempts. */
  readonly answered: number;
  readonly failed: number;
  readonly firstToken?: FirstTokenFigures;
  readonly trend: readonly TrendPoint[];
}

/** One target over time. */
export interface TargetReport {
  readonly target: Target;
  /** `Claude`, `Gemma 4`. */
  readonly name: string;
  readonly spans: readonly Span[];
  readonly figures: Readonly<Record<Period, TargetFigures>>;
}

/** The targets of one provider. */
export interface ProviderReport {
  readonly id: ProviderId;
  readonly label: string;
  readonly targets: readonly TargetReport[];
}

/**
 * How an outage stands: still on; over, because the provider answered again; over for us, because another one took its place
 * on the route; or not seen to end, because the editor was closed or nobody asked any more.
 */
export type OutageState = 'ongoing' | 'recovered' | 'dropped' | 'unseen';

/** A line of what happened, with the sentence that tells it. `until` and `times` sum up several of the same. */
export interface StoryLine {
  readonly t: 'failure' | 'switch' | 'answers' | 'unanswered' | 'page' | 'lamp' | 'end';
  readonly at: number;
  readonly until?: number;
  readonly times: number;
  readonly sentence: string;
  readonly evidence?: StoryEvidence;
}

/** The evidence of one failure, or of several of the same kind. */
export interface StoryEvidence {
  readonly facts: FailureFacts;
  /** HTTP status and the wire's own type and code, each one token. */
  readonly wire: readonly string[];
  /** How far the answer had come. */
  readonly phaseText: string;
  /** The request ids of all of these failures that have one. */
  readonly requestIds: readonly string[];
}

/** Who answered while the first choice was away. */
export interface StandIn {
  readonly provider: ProviderId;
  readonly model: string;
  readonly name: string;
  readonly answers: number;
}

/** What an outage cost, and what it did not. */
export interface Impact {
  /** Asks answered by somebody else meanwhile. */
  readonly answeredMeanwhile: number;
  readonly standIns: readonly StandIn[];
  /** Asks that nobody answered. */
  readonly unanswered: number;
  /** Answers that were cut and carried on, and the characters on screen that stayed. */
  readonly carriedOn: number;
  readonly carriedChars: number;
  /** Answers that were cut and begun again. */
  readonly restarted: number;
  /** Attempts that failed. */
  readonly failures: number;
  /** What asks with nothing on screen yet waited until the stand-in was asked, all together, in ms. */
  readonly waitedMs: number;
}

/** An outage of a provider as its users met it: the episodes of all windows and both uses that overlap. */
export interface Outage {
  readonly id: string;
  readonly provider: ProviderId;
  readonly label: string;
  readonly uses: readonly Use[];
  readonly state: OutageState;
  readonly startedAt: number;
  /** Absent while it is on and where its end was not seen. */
  readonly endedAt?: number;
  /** The last instant something was known of it. */
  readonly lastSeenAt: number;
  readonly reasons: readonly FailureKind[];
  /** The first reason, the uses, and the length as far as it was seen, in words. */
  readonly reasonText: string;
  readonly usesText: string;
  readonly lengthText: string;
  /** Who, why, how long, and what became of the asks. */
  readonly summary: string;
  /** How many windows met a failure of it. */
  readonly windows: number;
  readonly rehearsed: boolean;
  readonly impact: Impact;
  /** The impact as rows of name and figure. */
  readonly impactRows: readonly (readonly [name: string, figure: string])[];
  readonly story: readonly StoryLine[];
}

/** A lamp of Claude Code that turned to trouble, or from it, while no outage of Claude was on. */
export interface LampChange {
  readonly at: number;
  readonly sentence: string;
}

/** What all outages of a period add up to; rehearsals are no outages. */
export interface Totals {
  readonly outages: number;
  /** Time in outages, overlapping ones counted once, as far as it was seen. */
  readonly outageMs: number;
  readonly answeredMeanwhile: number;
  readonly unanswered: number;
  readonly carriedChars: number;
}

/** Everything that page and exports show, at one instant. */
export interface OutageReport {
  readonly version: 1;
  /** Epoch ms. */
  readonly at: number;
  /** When the log begins; before it nothing is known. Absent for an empty log. */
  readonly since?: number;
  readonly providers: readonly ProviderReport[];
  /** The newest first. */
  readonly outages: readonly Outage[];
  /** The newest first. */
  readonly lamps: readonly LampChange[];
  readonly totals: Readonly<Record<Period, Totals>>;
  /** What there is to say of a period in a sentence or two. */
  readonly headlines: Readonly<Record<Period, string>>;
  /** How the figures are made, in sentences for the reader. */
  readonly definitions: readonly string[];
}
