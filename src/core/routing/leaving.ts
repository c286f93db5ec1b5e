import type { Failure } from '../contract/failure';
import type { AskState } from './askState';
import type { Live, Outcome } from './live';
import type { RouteTarget } from './route';

/** Tells health and the plan that the ask moves on after this failure. */
export function leave(state: AskState, live: Live, failure: Failure): void {
  const { target } = live.entry;
  const { sources } = state.start;
  state.noteLeft(target, failure);
  if (state.live === live) state.live = undefined;
  state.log('left', target, { kind: failure.kind, phase: failure.evidence.phase, requestId: failure.requestId });
  if (failure.kind === 'too-long') state.plan.requireLargerWindow(sources.windowTokens(live.entry));
  if (failure.kind === 'local-memory') sources.noteLocal(target, { failed: true });
  if (isDoubtful(failure, live.entry)) {
    state.doubt = judged(state, failure, live.entry).then((found) =>
      state.settle(live, { t: 'failure', failure: found, left: true }),
    );
  } else state.settle(live, { t: 'failure', failure, left: true });
}

/**
 * The user leaves a slow target for this ask. Impatience is no evidence: its breaker learns nothing (`failover.md` §1,
 * *cancelled*), only its time to first token is known to be at least as long as it was waited for.
 */
export function giveUp(state: AskState, live: Live): void {
  const { target } = live.entry;
  const { health, clock } = state.start.sources;
  const waitedMs = clock.now() - live.attempt.startedAt;
  state.plan.postpone(target);
  state.telling.left(target, { kind: 'slow-start', scope: 'ask', evidence: { phase: 'firstEvent' } });
  state.log('left', target, { kind: 'cancelled', by: 'user', waitedMs });
  state.note({ t: 'given-up', target, waitedMs });
  if (live.attempt.ttftMs === undefined) health.firstToken(target, waitedMs);
  state.settle(live, { t: 'neutral' });
}

/** Whether a failure may be the network's and not this cloud's. */
export function isDoubtful({ kind }: Failure, { provider }: RouteTarget): boolean {
  return !provider.local && (kind === 'unreachable' || kind === 'intercepted');
}

/** What a closer look makes of a failure to connect; it takes the place of what was told before. Never rejects. */
export async function judged(
  { start, plan, telling }: AskState,
  failure: Failure,
  { target, provider }: RouteTarget,
): Promise<Failure> {
  // A look that was cut short by the end of the window has found nothing.
  const found = await start.sources.judge(failure, provider, start.memory.life).catch(() => failure);
  plan.amend(target, found);
  telling.amend(target, found);
  return found;
}

/**
 * The consumer has left early. A completion that has all it needs has been answered well; the user's stop tells nothing.
 */
export function outcomeOfStop({ attempt }: Live, signal: AbortSignal): Outcome {
  const answered = attempt.hasSpoken && !signal.aborted;
  attempt.abort();
  return answered
    ? { t: 'success', ...(attempt.ttftMs === undefined ? {} : { ttftMs: attempt.ttftMs }) }
    : { t: 'neutral' };
}
