import { settlesWithin } from '../base/async';
import type { Clock } from '../base/clock';
import type { Failure } from '../contract/failure';
import { failureOf, type Live } from './live';

/**
 * Asks a probed first choice and a warm local stand-in at the same moment (`failover.md` §2). The probe has a head start in
 * which only it may speak; after that, whoever has text first answers. A stand-in that lost is neutral. A probe that lost
 * goes on as evidence until its own deadline: its first event in time is a success, and then it is aborted.
 * `onProbeFailed` hears of a probe that ended without a word, and says what a closer look made of its failure;
 * `onStandInFailed` of a stand-in that had failed, or had ended without a word, before it was sent home. One that had spoken
 * to its end may still carry on a probe that breaks off.
 */
export async function raceProbe(
  probe: Live,
  standIn: Live,
  clock: Clock,
  headStartMs: number,
  onProbeFailed: (failure: Failure) => Promise<Failure>,
  onStandInFailed: (failure?: Failure) => void,
): Promise<Live> {
  await settlesWithin(clock, probe.attempt.firstText, headStartMs);
  if (!probe.attempt.hasSpoken) {
    const spoke = await Promise.race([
      probe.attempt.firstText.then((yes) => (yes ? probe : undefined)),
      standIn.attempt.firstText.then((yes) => (yes ? standIn : undefined)),
    ]);
    // Whoever ended without a word leaves the stage to the other, but for a refusal, which nobody goes around.
    const winner = spoke ?? (await otherThanEnded(probe, standIn));
    // Both were slept through: the first choice is asked again.
    const hasSlept = !spoke && probe.attempt.interruptedBy === 'sleep';
    if (winner === standIn && !hasSlept) {
      void judgeProbe(probe, onProbeFailed);
      return standIn;
    }
  }
  await dismiss(standIn, (failure) => {
    if (failure || !standIn.attempt.hasSpoken) onStandInFailed(failure);
  });
  return probe;
}

/** Sends a stand-in home; if it had answered or failed by itself, its breaker hears of that, and so does `onEnded`. */
export async function dismiss(standIn: Live, onEnded: (failure?: Failure) => void): Promise<void> {
  const { attempt, permit } = standIn;
  const failure = attempt.hasEnded ? await failureOf(attempt) : undefined;
  if (failure || attempt.hasEndedWell) onEnded(failure);
  attempt.abort();
  if (failure) permit.settle({ t: 'failure', failure, left: true });
  else permit.settle(attempt.hasEndedWell ? { t: 'success' } : { t: 'neutral' });
}

async function otherThanEnded(probe: Live, standIn: Live): Promise<Live> {
  if (probe.attempt.hasEnded) return probe.attempt.hasRefused ? probe : standIn;
  await probe.attempt.firstText;
  return probe;
}

async function judgeProbe(probe: Live, onProbeFailed: (failure: Failure) => Promise<Failure>): Promise<void> {
  if (await probe.attempt.firstEvent) {
    const { ttftMs } = probe.attempt;
    probe.attempt.abort();
    probe.permit.settle({ t: 'success', ...(ttftMs === undefined ? {} : { ttftMs }) });
    return;
  }
  const failure = await failureOf(probe.attempt);
  probe.permit.settle(failure ? { t: 'failure', failure: await onProbeFailed(failure), left: true } : { t: 'neutral' });
}
