import { settlesWithin } from '../base/async';
import type { Clock } from '../base/clock';
import type { Failure } from '../contract/failure';
import type { Target } from '../contract/target';
import { failureOf, type Live } from './live';
import { dismiss } from './race';

/** Whether what a target has said so far will do as a completion. */
export type IsEnough = (target: Target, said: string, atEnd: boolean) => boolean;

/** How a cloud completion is hedged. */
export interface Hedge {
  /** The cloud's own time to first token that 95 of 100 keep, in milliseconds, or the longest it is waited for. */
  readonly usualMs: number;
  /** It was given that time just before and has said nothing: the local model is asked at once. */
  readonly isOverdue: boolean;
  readonly isEnough: IsEnough;
  readonly clock: Clock;
  /** Opens the local attempt, if its model is loaded. */
  openStandIn(): Promise<Live | undefined>;
  /** The cloud failed by itself while it was hedged. */
  onFailed(failure: Failure): void;
  /** The local model had ended before it was sent home: without an acceptable result, or by a failure. */
  onStandInEnded(standIn: Live, failure?: Failure): void;
  /** The cloud was too late; it has taken at least this long (milliseconds) to its first token. */
  onLate(ttftMs: number): void;
}

/**
 * Starts the local completion beside a cloud that has not said a word in its usual time (`failover.md` §7, *Hedge where it is
 * free*): whoever has an acceptable result first is followed, the other is cancelled, which is no evidence against it. A
 * cloud that says it has nothing to add is believed; a local model that has nothing leaves the cloud its time.
 */
export async function hedged(first: Live, hedge: Hedge): Promise<Live> {
  const { clock, isEnough } = hedge;
  if (await settlesWithin(clock, first.attempt.firstText, hedge.isOverdue ? 0 : hedge.usualMs)) return first;
  const enough = ({ entry }: Live): ((said: string, atEnd: boolean) => boolean) => {
    return (said, atEnd) => said !== '' && isEnough(entry.target, said, atEnd);
  };
  const firstReady = first.attempt.ready(enough(first));
  const opening = hedge.openStandIn();
  // A local server is first asked how its model fills holes, and may be slow to say it.
  if (await Promise.race([firstReady, opening.then(() => false)])) {
    void dismissOnceOpen(opening, hedge);
    return first;
  }
  const other = await opening;
  if (!other) return first;
  const otherReady = other.attempt.ready(enough(other));
  const ready = await Promise.race([
    firstReady.then((yes) => (yes ? first : undefined)),
    otherReady.then((yes) => (yes ? other : undefined)),
  ]);
  // Where both were slept through, the first is asked again.
  const hasSlept = first.attempt.interruptedBy === 'sleep';
  const winner = ready ?? (!hasSlept && (await otherTakesOver(first, otherReady)) ? other : first);
  if (winner === first) await dismiss(other, (failure) => hedge.onStandInEnded(other, failure));
  else await loseFirst(first, hedge);
  return winner;
}

/** The cloud was quicker than the opening of the local attempt. Never rejects. */
async function dismissOnceOpen(opening: Promise<Live | undefined>, hedge: Hedge): Promise<void> {
  // It was only to help: what keeps it from being opened is no trouble of this ask any more.
  const other = await opening.catch(() => undefined);
  if (other) await dismiss(other, (failure) => hedge.onStandInEnded(other, failure));
}

/** Whoever ended without an acceptable result leaves the stage; a cloud that has nothing to say here is believed. */
async function otherTakesOver({ attempt }: Live, otherReady: Promise<boolean>): Promise<boolean> {
  if (!attempt.hasEnded || attempt.hasRefused) return false;
  if (!attempt.hasEndedWell) return true;
  return attempt.hasSpoken && (await otherReady);
}

async function loseFirst({ attempt, permit }: Live, hedge: Hedge): Promise<void> {
  const failure = attempt.hasEnded && !attempt.hasEndedWell ? await failureOf(attempt) : undefined;
  if (failure) {
    hedge.onFailed(failure);
    return;
  }
  const { ttftMs, hasEndedWell, hasSpoken, interruptedBy } = attempt;
  const waitedMs = hedge.clock.now() - attempt.startedAt;
  const hadItsTime = waitedMs >= hedge.usualMs && interruptedBy === undefined;
  // How late it was is known even if it never came to a word: without that, only the quick ones would make the usual time.
  if (ttftMs !== undefined || hadItsTime) hedge.onLate(ttftMs ?? waitedMs);
  attempt.abort();
  if (hasEndedWell) permit.settle({ t: 'success', ttftMs: ttftMs ?? waitedMs });
  else permit.settle({ t: 'neutral', ...(hadItsTime && !hasSpoken ? { silent: true } : {}) });
}
