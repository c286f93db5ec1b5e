import type { Random } from '../base/clock';
import type { FailureKind } from '../contract/failure';
import type { Durations } from '../routing/durations';
import { openTimeMs } from './openTime';
import { flappingReason, withOutcome, type RecentOutcome } from './recent';

/** Why a breaker is open and since when; it stays the same through failed probes until the breaker closes. */
interface Trouble {
  readonly reason: FailureKind;
  readonly openedAt: number;
  readonly failedProbes: number;
}

/**
 * What is known of one target. `unknown` (start-up, after sleep) counts as usable. Plain data, so that it can be stored and
 * shown. A pause by the user (`isolated`) is kept per provider, in `ProviderMarks`, and laid over this.
 */
export type BreakerState =
  | { readonly t: 'unknown' }
  | { readonly t: 'closed' }
  /** `exact` means that the provider named the instant itself, so that sleep does not shorten it. */
  | (Trouble & { readonly t: 'open'; readonly until: number; readonly exact: boolean })
  | (Trouble & { readonly t: 'half-open'; readonly goodProbes: number; readonly probing: boolean });

/** What a permit remembers of the breaker that gave it. News of an older generation is late and ignored. */
export interface BreakerToken {
  readonly generation: number;
  readonly probe: boolean;
}

/** Where time, randomness and lengths come from. */
export interface BreakerPolicy {
  readonly durations: Durations;
  readonly random: Random;
}

/** The breaker of one target (`failover.md` §2). It is told the time with every call and holds no timer. */
export class Breaker {
  private current: BreakerState = { t: 'unknown' };
  private recent: readonly RecentOutcome[] = [];
  private generation = 0;

  constructor(private readonly policy: BreakerPolicy) {}

  get state(): BreakerState {
    return this.current;
  }

  /** Whether a probe may start now. */
  isDue(now: number): boolean {
    const state = this.current;
    return (state.t === 'open' && now >= state.until) || (state.t === 'half-open' && !state.probing);
  }

  /** Whether a permit was given before the breaker last moved. */
  isLate(token: BreakerToken): boolean {
    return token.generation !== this.generation;
  }

  /** A permit for an ordinary attempt, or for one that goes there because nobody else is left: moves nothing. */
  enter(): BreakerToken {
    return { generation: this.generation, probe: false };
  }

  /** The single permit of the half-open state; `undefined` while another holds it or the time has not run out. */
  enterProbe(now: number): BreakerToken | undefined {
    const state = this.current;
    if (!this.isDue(now) || (state.t !== 'open' && state.t !== 'half-open')) return undefined;
    const { reason, openedAt, failedProbes } = state;
    const goodProbes = state.t === 'half-open' ? state.goodProbes : 0;
    this.become({ t: 'half-open', reason, openedAt, failedProbes, goodProbes, probing: true });
    return { generation: this.generation, probe: true };
  }

  /** An attempt ended without telling anything: a probe gives its permit back. */
  release(token: BreakerToken): void {
    const state = this.current;
    if (token.generation !== this.generation || !token.probe || state.t !== 'half-open') return;
    this.become({ ...state, probing: false });
  }

  /** The target answered. */
  succeed(token: BreakerToken, now: number): void {
    if (token.generation !== this.generation) return;
    const state = this.current;
    if (state.t === 'half-open') this.countGoodProbe(state, state.goodProbes, now);
    else if (state.t === 'open') this.countGoodProbe(state, 0, now);
    else this.countSuccess(now);
  }

  /**
   * A counted failure. An ask that left its target for it trips the breaker at once; one that is tried again here is only
   * remembered, and may trip it later by the rule for flapping.
   */
  fail(token: BreakerToken, reason: FailureKind, left: boolean, now: number): void {
    if (token.generation !== this.generation) return;
    const state = this.current;
    switch (state.t) {
      case 'unknown':
      case 'closed':
        this.remember({ at: now, reason });
        if (left) this.open({ reason, openedAt: now, failedProbes: 0 }, now);
        break;
      case 'half-open':
        this.open({ reason, openedAt: state.openedAt, failedProbes: state.failedProbes + 1 }, now);
        break;
      case 'open':
        // A last resort that failed: the breaker is right, and making it wait longer would only punish the user.
        break;
    }
  }

  /** The provider asked us to stay away for `forMs`; it gets exactly that, up to the longest we obey. */
  failFor(token: BreakerToken, reason: FailureKind, forMs: number, now: number): void {
    if (token.generation !== this.generation) return;
    const state = this.current;
    const earlier = state.t === 'open' || state.t === 'half-open' ? state : { openedAt: now, failedProbes: 0 };
    const until = now + Math.max(0, Math.min(forMs, this.policy.durations.retryAfterMaxMs));
    const { openedAt, failedProbes } = earlier;
    this.become({ t: 'open', reason, openedAt, failedProbes, until, exact: true });
  }

  /** The user wants it tried now: what is open becomes half-open, and a probe under way no longer holds the permit. */
  allowProbe(): void {
    const state = this.current;
    if (state.t !== 'open' && state.t !== 'half-open') return;
    const { reason, openedAt, failedProbes } = state;
    // A good probe is not undone by the wish for another.
    const goodProbes = state.t === 'half-open' ? state.goodProbes : 0;
    this.become({ t: 'half-open', reason, openedAt, failedProbes, goodProbes, probing: false });
  }

  /**
   * The machine slept, or its clock was set back by so much: what was known is old, but a wait that the provider asked for
   * still holds, for as long as it was asked for.
   */
  wake(setBackMs = 0): void {
    const { current } = this;
    this.recent = [];
    if (current.t !== 'open' || !current.exact) this.become({ t: 'unknown' });
    else this.become({ ...current, openedAt: current.openedAt - setBackMs, until: current.until - setBackMs });
  }

  /** Nothing is known any more, and whoever was let in before is late. */
  forget(): void {
    this.recent = [];
    this.become({ t: 'unknown' });
  }

  /** Keeps what is known now and gives the way to put it back; whoever was let in meanwhile is late then. */
  keep(): () => void {
    const { current, recent } = this;
    return () => {
      this.recent = recent;
      this.become(current.t === 'half-open' ? { ...current, probing: false } : current);
    };
  }

  /** Takes over what another window, or this one before a reload, knows. An attempt under way is late from now on. */
  adopt(state: BreakerState): void {
    this.recent = [];
    this.become(state);
  }

  private countSuccess(now: number): void {
    this.remember({ at: now });
    // The rule is applied here and not at the failure, so that a retry under way is not refused by its own breaker.
    const reason = flappingReason(this.recent);
    if (reason !== undefined) this.open({ reason, openedAt: now, failedProbes: 0 }, now);
    else if (this.current.t === 'unknown') this.current = { t: 'closed' };
  }

  private countGoodProbe(trouble: Trouble, earlier: number, now: number): void {
    const { reason, openedAt, failedProbes } = trouble;
    const goodProbes = earlier + 1;
    const needed = now - openedAt > this.policy.durations.longEpisodeMs ? 2 : 1;
    if (goodProbes >= needed) {
      this.recent = [];
      this.become({ t: 'closed' });
    } else {
      this.become({ t: 'half-open', reason, openedAt, failedProbes, goodProbes, probing: false });
    }
  }

  private open(trouble: Trouble, now: number): void {
    const { durations, random } = this.policy;
    this.become({
      t: 'open',
      ...trouble,
      until: now + openTimeMs(trouble.failedProbes, durations, random),
      exact: false,
    });
  }

  private remember(outcome: RecentOutcome): void {
    this.recent = withOutcome(this.recent, outcome, this.policy.durations.breakerWindowMs);
  }

  private become(state: BreakerState): void {
    this.current = state;
    this.generation++;
  }
}
