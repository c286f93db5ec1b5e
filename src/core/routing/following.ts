import { Cancelled, settlesWithin } from '../base/async';
import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import type { AskState } from './askState';
import type { Live } from './live';

/** How following one attempt ended. */
export type Followed = { readonly t: 'done' } | { readonly t: 'failed'; readonly failure: Failure };

/** Hands on the events of one attempt until it ends. Throws `Cancelled` when the ask is stopped. */
export async function* follow(state: AskState, live: Live): AsyncGenerator<AnswerEvent, Followed> {
  const { telling, start } = state;
  const { sources, memory, errand } = start;
  const { attempt, entry } = live;
  const { health, clock, durations } = sources;
  const wasWarm = health.isWarm(entry.target);
  yield* telling.begin(entry.target, state.carriesOn(entry));
  if (live.leftOut) yield { t: 'notice', kind: 'trimmed', leftOut: live.leftOut };
  if (errand.use === 'chat') yield* sayWhyItWaits(state, live, entry.provider.local && !wasWarm);
  let counted = false;
  for (;;) {
    const event = await attempt.next();
    if (!event) throw new Cancelled();
    if (attempt.ttftMs !== undefined && !counted) {
      counted = true;
      state.stopCloudClock();
      memory.setLoading(undefined);
      health.firstToken(entry.target, attempt.ttftMs);
      if (entry.provider.local && wasWarm) sources.noteLocal(entry.target, { firstTokenMs: attempt.ttftMs });
    }
    switch (event.t) {
      case 'failure':
        state.stopCloudClock();
        memory.setLoading(undefined);
        return { t: 'failed', failure: event.failure };
      case 'end':
        yield* telling.end();
        if (entry.provider.local) health.noteLoaded(entry.target, clock.now() + durations.keepAliveMs);
        state.settle(live, { t: 'success', ...(attempt.ttftMs === undefined ? {} : { ttftMs: attempt.ttftMs }) });
        state.noteAnswered(live, event.reason);
        state.log('done', entry.target, { outcome: event.reason, ttftMs: attempt.ttftMs });
        yield { t: 'done', target: entry.target, outcome: event.reason };
        return { t: 'done' };
      case 'usage':
        yield { ...event, target: entry.target };
        break;
      case 'thinking':
      case 'text':
      case 'tool':
        yield* telling.take(event);
    }
  }
}

/** An attempt that is long without a word is told of: a local model is loading, or the target is slow. */
async function* sayWhyItWaits(
  { start: { sources, memory } }: AskState,
  { attempt, entry }: Live,
  isCold: boolean,
): AsyncGenerator<AnswerEvent> {
  const { clock, durations, health } = sources;
  const limitMs = isCold ? durations.loadingNoticeMs : durations.slowOfferMs;
  if (await settlesWithin(clock, attempt.firstEvent, limitMs)) return;
  if (isCold) memory.setLoading(entry.target);
  else health.noteSlow(entry.target);
  yield { t: 'notice', kind: isCold ? 'loading' : 'slow', target: entry.target };
}
