import { Cancelled, throwIfCancelled, untilAborted } from '../base/async';
import type { AnswerEvent, AttemptFailure } from '../contract/events';
import { factsOf } from './askNews';
import { askUser } from './asking';
import { AskState, type AskStart } from './askState';
import { follow } from './following';
import { giveUp, leave, outcomeOfStop } from './leaving';
import { openAttempt } from './opening';
import type { Candidate } from './plan';
import { again } from './retrying';
import { askAfterSleep } from './wake';

/** One ask on its way down the route: the loop, and nothing else. Made for one use of `events()`. */
export class AskRun {
  private readonly state: AskState;
  private renewed = false;
  private ended = false;

  constructor(private readonly start: AskStart) {
    this.state = new AskState(start);
  }

  /** The answer as it comes. Ends with `done` or `failed`; what is under way when the consumer leaves early is settled. */
  async *events(): AsyncGenerator<AnswerEvent> {
    const { state, start } = this;
    const first = state.plan.first?.target;
    state.note({ t: 'asked', ...(first ? { first } : {}) });
    try {
      for await (const event of this.untilStopped()) {
        this.tell(event);
        yield event;
      }
    } finally {
      const { live } = state;
      const outcome = live && outcomeOfStop(live, start.signal);
      if (live && outcome) state.settle(live, outcome);
      state.stopCloudClock();
      start.memory.setLoading(undefined);
      if (!this.ended && live && outcome?.t === 'success') state.noteAnswered(live, 'complete');
      else if (!this.ended) state.noteStopped();
    }
  }

  private async *untilStopped(): AsyncGenerator<AnswerEvent> {
    const { state, start } = this;
    try {
      yield* this.loop();
    } catch (error) {
      if (!(error instanceof Cancelled) && !start.signal.aborted) throw error;
      const target = state.telling.target ?? state.plan.first?.target;
      if (target) yield { t: 'done', target, outcome: 'stopped' };
      else yield state.failed();
    }
  }

  private async *loop(): AsyncGenerator<AnswerEvent> {
    const { state, start } = this;
    const { plan } = state;
    for (;;) {
      throwIfCancelled(start.signal);
      let candidate = plan.next();
      if (state.doubt && !candidate?.provider.local) {
        // Whether the network is gone decides if another cloud is worth a try; a local target need not wait for that.
        await untilAborted(state.doubt, start.signal);
        state.doubt = undefined;
        candidate = plan.next();
      }
      candidate ??= await this.lookAgain();
      if (!candidate) {
        yield state.failed();
        return;
      }
      const word = yield* askUser(state, candidate);
      if (word === 'stay') {
        yield state.failed();
        return;
      }
      // Who is passed over uses up neither the one probe nor the one last resort of an ask.
      plan.take(word === 'skip' ? { target: candidate.target, provider: candidate.provider } : candidate);
      if (word === 'go' && (yield* this.tryTarget(candidate))) return;
    }
  }

  /** Nobody is left: a local server that was looked at beside the ask may have been found by now. */
  private async lookAgain(): Promise<Candidate | undefined> {
    if (this.renewed) return undefined;
    this.renewed = true;
    const { state, start } = this;
    await untilAborted(start.prepared, start.signal);
    state.route = start.sources.route(start.errand.use);
    state.plan.renew(state.route);
    return state.plan.next();
  }

  /** Makes the attempts at one target. True when the ask has ended. */
  private async *tryTarget(candidate: Candidate): AsyncGenerator<AnswerEvent, boolean> {
    const { state, start } = this;
    const { plan } = state;
    let next = candidate;
    let before: AttemptFailure | undefined;
    for (;;) {
      const live = await openAttempt(state, next);
      if (!live) {
        // A retry that may not be made any more, because another ask has tripped the breaker: the first failure counts.
        if (before && !plan.hasLeft(before.target)) state.noteLeft(before.target, before.failure);
        return false;
      }
      const followed = yield* follow(state, live);
      if (followed.t === 'done') return true;
      if (followed.t === 'interrupted' && followed.by === 'user') {
        giveUp(state, live);
        return false;
      }
      if (followed.t === 'interrupted') {
        const same = yield* askAfterSleep(state, live, next);
        if (!same) {
          yield state.failed();
          return true;
        }
        next = same;
        continue;
      }
      const { failure } = followed;
      throwIfCancelled(start.signal);
      if (failure.kind === 'refused') {
        state.settle(live, { t: 'failure', failure, left: true });
        state.noteAnswered(live, 'refused');
        yield { t: 'done', target: live.entry.target, outcome: 'refused' };
        return true;
      }
      if (yield* again(state, live, failure, next.mode)) {
        before = { target: live.entry.target, failure };
        next = { ...live.entry, mode: next.mode === 'last-resort' ? 'last-resort' : 'normal' };
        continue;
      }
      leave(state, live, failure);
      // Asked elsewhere our own mistake would only be hidden; a stand-in that is pickier than the first choice is passed over.
      if (failure.kind === 'bad-request' && state.isFirstChoice(live.entry.target)) {
        yield state.failed();
        return true;
      }
      return false;
    }
  }

  /** Tells who listens what the consumer is told; what only an attempt knows is told where it is known. */
  private tell(event: AnswerEvent): void {
    const { state } = this;
    switch (event.t) {
      case 'text':
        state.noteWord();
        break;
      case 'switched':
        state.note({ ...event, failure: factsOf(event.failure) });
        break;
      case 'failed': {
        this.ended = true;
        const failures = event.failures.map(({ target, failure }) => ({ target, failure: factsOf(failure) }));
        state.note({ t: 'unanswered', failures, ...(this.start.errand.isPatient ? { waits: true } : {}) });
        break;
      }
      case 'done':
        this.ended = true;
        if (event.outcome === 'stopped') state.noteStopped();
        break;
      case 'notice':
        if (event.kind === 'slow') state.note({ t: 'slow', target: event.target });
        break;
      default:
        break;
    }
  }
}
