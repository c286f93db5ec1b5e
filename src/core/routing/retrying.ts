import { sleep } from '../base/async';
import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import { targetKey } from '../contract/target';
import type { AskState } from './askState';
import { retryDelay } from './deadlines';
import type { Live } from './live';
import type { AttemptMode } from './plan';

/**
 * Whether the same target is tried again, after whatever wait that needs (`failover.md` §1, *again here?*). Nothing is
 * tried again once there is text. Throws `Cancelled` when the ask is stopped meanwhile.
 */
export async function* again(
  state: AskState,
  live: Live,
  failure: Failure,
  mode: AttemptMode,
): AsyncGenerator<AnswerEvent, boolean> {
  const { target } = live.entry;
  const { durations, random, clock } = state.start.sources;
  if (state.telling.spokeLast) return false;
  if (failure.kind === 'too-long' && state.halved.size === 0) {
    // The provider counts more tokens than we do: once more with half, and the trimming is said.
    state.halved.add(targetKey(target));
    state.settle(live, { t: 'failure', failure, left: false });
    return true;
  }
  const delay = mode === 'normal' ? retryDelay(failure, durations, random) : undefined;
  if (delay === undefined || !state.budget.mayRetry) return false;
  state.settle(live, { t: 'failure', failure, left: false });
  state.budget.useRetry();
  state.log('retry', target, { kind: failure.kind, waitMs: Math.round(delay) });
  yield { t: 'notice', kind: 'retrying', target, failure };
  await sleep(clock, delay, state.start.signal);
  return true;
}
