import { createDeferred, untilAborted } from '../base/async';
import type { AnswerEvent, Offer } from '../contract/events';
import type { Failure } from '../contract/failure';
import { isSameTarget, type Target } from '../contract/target';
import type { AskState } from './askState';
import type { Candidate } from './plan';
import { questionBefore } from './question';

/**
 * Puts the question that a setting asks for before the next target; *skip* passes over this target, *stay* ends the ask.
 * Throws `Cancelled` when the ask is stopped while the question waits.
 */
export async function* askUser(
  state: AskState,
  candidate: Candidate,
): AsyncGenerator<AnswerEvent, 'go' | 'skip' | 'stay'> {
  const { plan, telling, route } = state;
  const { sources, errand, memory, signal } = state.start;
  const { use } = candidate.target;
  const first = plan.first?.target ?? candidate.target;
  const question = questionBefore(candidate, sources.settings(), {
    // The user's own *Carry on* is the answer to the question that the setting would ask.
    isCut: telling.text !== '' && !(errand.cut && plan.failed.length === 0),
    // The first paid cloud after a spent one is asked about; who comes after that costs nothing new.
    pays: state.paysInstead || memory.hasAccepted('quota', use),
    moves: candidate.target !== first && !route.alone,
    canAsk: errand.offers,
  });
  if (question === 'go' || question === 'skip' || question === 'stay') return question;
  const { reason } = question;
  if (memory.hasAccepted(reason, use)) return 'go';
  // What it costs is another question than whether to wait.
  if (reason !== 'quota' && state.agreedTo && isSameTarget(state.agreedTo, candidate.target)) return 'go';
  const answer = createDeferred<boolean>();
  const offer: Offer = {
    t: 'offer',
    reason,
    failure: telling.lastFailure ?? candidate.costsInstead ?? troubleOf(state, first),
    from: first,
    next: candidate.target,
    accept: () => answer.resolve(true),
    decline: () => answer.resolve(false),
  };
  yield offer;
  const accepted = await untilAborted(answer.promise, signal);
  if (accepted && reason === 'quota') state.paysInstead = true;
  if (accepted && reason !== 'cut-off') memory.accept(reason, use);
  return accepted ? 'go' : 'stay';
}

/** What health knows of a first choice that was passed over without an attempt. */
function troubleOf({ route, start }: AskState, target: Target): Failure {
  const provider = route.targets.find((entry) => entry.target === target)?.provider;
  const standing = provider && start.sources.health.standing(target, provider);
  const kind = standing && standing.kind !== 'ready' && standing.reason !== 'paused' ? standing.reason : 'unreachable';
  return { kind, scope: 'provider', evidence: { phase: 'connect' } };
}
