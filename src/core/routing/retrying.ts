import { sleep, throwIfCancelled } from '../base/async';
import { tokensTaken } from '../chat/contextBudget';
import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import { targetKey, type ProviderId } from '../contract/target';
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
  const { request } = live;
  const { target } = live.entry;
  const { use } = state.start.errand;
  const { durations, random, clock } = state.start.sources;
  if (state.telling.spokeLast) return false;
  // No reason to ask again is good enough for more requests to clouds than an ask may send.
  if (!live.entry.provider.local && !state.budget.mayAskCloud) return false;
  if (failure.kind === 'too-long' && use === 'chat' && request.kind === 'chat' && state.halved.size === 0) {
    // Whatever we think its window is, this was too much for it: once more with half, and the trimming is said. A hole is
    // small already.
    state.halved.set(targetKey(target), Math.floor(tokensTaken(request) / 2));
    state.settle(live, { t: 'failure', failure, left: false });
    return true;
  }
  if (failure.kind === 'auth' && (await hasNewKey(state, target.provider))) {
    // The key that was refused is not the present one, which nothing is known against.
    state.noteFailed(live, failure, false);
    state.settle(live, { t: 'neutral' });
    return true;
  }
  if (failure.kind === 'local-loading' && state.start.errand.use === 'chat')
    return yield* untilLoaded(state, live, failure);
  const delay = mode === 'normal' ? retryDelay(failure, durations, random) : undefined;
  if (delay === undefined || !state.budget.mayRetry(live.entry.provider.local)) return false;
  state.settle(live, { t: 'failure', failure, left: false });
  state.budget.useRetry();
  state.log('retry', target, { kind: failure.kind, waitMs: Math.round(delay) });
  yield { t: 'notice', kind: 'retrying', target, failure };
  await sleep(clock, delay, state.start.signal);
  return true;
}

/** The key was changed while the request was under way; looked at once per provider, and never for a completion. */
async function hasNewKey({ start, keysReread }: AskState, id: ProviderId): Promise<boolean> {
  if (start.errand.use !== 'chat' || keysReread.has(id)) return false;
  keysReread.add(id);
  const { sources, signal } = start;
  const look = sources.provider(id)?.hasNewKey?.(signal) ?? Promise.resolve(false);
  const isNew = await look.catch((error: unknown) => {
    if (!signal.aborted) sources.logger.warn('routing.keyUnreadable', { provider: id, error: String(error) });
    return false;
  });
  throwIfCancelled(signal);
  return isNew;
}

/**
 * A server that says it is still loading is asked again until it has loaded, which is no retry: nothing has gone wrong.
 * After the longest a model may take it is left.
 */
async function* untilLoaded(state: AskState, live: Live, failure: Failure): AsyncGenerator<AnswerEvent, boolean> {
  const { target } = live.entry;
  const { sources, memory, signal } = state.start;
  const { clock, durations } = sources;
  const key = targetKey(target);
  const isNews = !state.loadingUntil.has(key);
  const until = state.loadingUntil.get(key) ?? clock.now() + durations.firstEventLocalLoadingMs;
  state.loadingUntil.set(key, until);
  if (clock.now() + durations.loadedLookMs > until) return false;
  state.settle(live, { t: 'failure', failure, left: false });
  memory.setLoading(target);
  if (isNews) yield { t: 'notice', kind: 'loading', target };
  await sleep(clock, durations.loadedLookMs, signal);
  return true;
}
