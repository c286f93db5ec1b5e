import type { FailureKind } from '../contract/failure';
import type { TargetState } from '../contract/status';
import type { Standing } from '../routing/plan';
import type { HeldStanding } from './marks';
import type { BreakerState } from './breaker';
import type { ModelMark } from './modelMarks';

/** What status bar, tooltip and picker show of a target. */
export interface TargetHealth {
  readonly state: TargetState;
  readonly reason?: FailureKind | 'paused';
  /** The instant (epoch ms) the provider itself named. */
  readonly until?: number;
  readonly nextTryAt?: number;
  readonly ttftMs?: number;
  readonly lastAnswerAt?: number;
  readonly slow: boolean;
  /** It leaves so many attempts unanswered that most that come are held back; only where attempts are throttled. */
  readonly throttled?: true;
}

/** The state and reason that a standing, a breaker and a local trouble come to. */
export function describeHealth(
  standing: HeldStanding,
  breaker: BreakerState,
  local: ModelMark | undefined,
): Pick<TargetHealth, 'state' | 'reason' | 'until' | 'nextTryAt'> {
  switch (standing.kind) {
    case 'blocked': {
      const { reason, until, nextTryAt = until } = standing;
      if (reason === 'paused') return { state: 'isolated', reason };
      const state = breaker.t === 'half-open' ? 'half-open' : 'open';
      return {
        state,
        reason,
        ...(until === undefined ? {} : { until }),
        ...(nextTryAt === undefined ? {} : { nextTryAt }),
      };
    }
    case 'due':
      return { state: 'half-open', reason: standing.reason };
    case 'ready':
      if (local) return { state: 'open', reason: local.reason };
      return { state: breaker.t === 'closed' ? 'closed' : 'unknown' };
  }
}

/** What a breaker lets happen at this instant. */
export function breakerStanding(state: BreakerState, isDue: boolean, now: number): Standing {
  switch (state.t) {
    case 'unknown':
    case 'closed':
      return { kind: 'ready' };
    case 'open':
    case 'half-open': {
      const { reason, openedAt } = state;
      if (isDue) return { kind: 'due', openedAt, reason };
      const until = state.t === 'open' && state.until > now ? { until: state.until } : {};
      return { kind: 'blocked', reason, openedAt, ...until };
    }
  }
}
