import type { AnswerEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import { isSameTarget } from '../contract/target';
import type { AskState } from './askState';
import { askUser } from './asking';
import type { Live } from './live';
import type { Candidate } from './plan';

/** How the seam calls it: what was under way did not survive the sleep of the machine. */
const lostInSleep: Failure = { kind: 'cut-off', scope: 'ask', evidence: { phase: 'midAnswer' } };

/**
 * The machine slept while `candidate` was asked and `live` was listened to. That tells nothing of anybody: the same target
 * is asked again, outside the budgets, and carries its own text on where some is shown (`failover.md` §7, *Sleep*). Gives
 * whom to ask; `undefined` when the user's settings, or the user, keep the cut answer as it is.
 */
export async function* askAfterSleep(
  state: AskState,
  live: Live,
  candidate: Candidate,
): AsyncGenerator<AnswerEvent, Candidate | undefined> {
  const { telling, plan, budget } = state;
  const { target } = live.entry;
  const hasSpoken = telling.spokeLast;
  // Of two that were asked at the same moment, the first choice is asked again unless the stand-in has taken over.
  const entry = hasSpoken ? live.entry : candidate;
  if (!isSameTarget(target, entry.target)) plan.giveBack(live.entry);
  if (!entry.provider.local) budget.forgiveCloudAttempt();
  state.log('woke', entry.target, { shownChars: telling.text.length });
  state.settle(live, { t: 'neutral' });
  const same: Candidate = {
    target: entry.target,
    provider: entry.provider,
    mode: candidate.mode === 'last-resort' ? 'last-resort' : 'normal',
  };
  if (!hasSpoken) return same;
  telling.left(target, lostInSleep);
  if ((yield* askUser(state, same)) === 'go') return same;
  plan.leave(target, lostInSleep);
  return undefined;
}
