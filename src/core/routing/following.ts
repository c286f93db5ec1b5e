import { Cancelled } from '../base/async';
import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import type { AskState } from './askState';
import type { Interruption } from './attempt';
import type { Live } from './live';
import { Patience } from './patience';

/** How following one attempt ended. */
export type Followed =
  | { readonly t: 'done' }
  | { readonly t: 'failed'; readonly failure: Failure }
  | { readonly t: 'interrupted'; readonly by: Interruption };

/** Hands on the events of one attempt until it ends. Throws `Cancelled` when the ask is stopped. */
export async function* follow(state: AskState, live: Live): AsyncGenerator<AnswerEvent, Followed> {
  const { telling, start } = state;
  const { sources, memory, errand } = start;
  const { attempt, entry } = live;
  const { health, clock, durations } = sources;
  const wasWarm = health.isWarm(entry.target);
  yield* telling.begin(entry.target, state.carriesOn(entry));
  if (live.leftOut) yield { t: 'notice', kind: 'trimmed', leftOut: live.leftOut };
  const patience = errand.use === 'chat' ? new Patience(state, live, entry.provider.local && !wasWarm) : undefined;
  let counted = false;
  for (;;) {
    const coming = attempt.next();
    if (patience) yield* patience.until(coming);
    const event = await coming;
    if (!event) {
      if (attempt.interruptedBy === undefined) throw new Cancelled();
      state.stopCloudClock();
      memory.setLoading(undefined);
      return { t: 'interrupted', by: attempt.interruptedBy };
    }
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
        yield* telling.end(event.reason === 'complete');
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
