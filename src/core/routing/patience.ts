import { settlesWithin } from '../base/async';
import type { AnswerEvent, SwitchNow } from '../contract/events';
import type { AskState } from './askState';
import type { Live } from './live';

/**
 * What the user is told while nothing can be read yet: at once that a local model is loading, after 8 s that the target is
 * slow, with *Switch now* where somebody else could answer (`failover.md` §7). It ends nothing by itself.
 */
export class Patience {
  private readonly dueAt: number[];

  constructor(
    private readonly state: AskState,
    private readonly live: Live,
    private readonly isCold: boolean,
  ) {
    const { loadingNoticeMs, slowOfferMs } = state.start.sources.durations;
    this.dueAt = (isCold ? [loadingNoticeMs, slowOfferMs] : [slowOfferMs]).map((ms) => live.attempt.startedAt + ms);
  }

  /** Says what falls due before the next event has come; nothing more once there is text. */
  async *until(coming: Promise<unknown>): AsyncGenerator<AnswerEvent> {
    const { clock, sleep } = this.state.start.sources;
    const { attempt } = this.live;
    for (let due = this.dueAt[0]; due !== undefined; due = this.dueAt[0]) {
      if (attempt.hasSpoken || attempt.hasEnded) return;
      if (await settlesWithin(clock, coming, Math.max(0, due - clock.now()))) return;
      this.dueAt.shift();
      // After sleep the wait seems long; then the attempt is over.
      sleep.look();
      if (attempt.interruptedBy === 'sleep') return;
      yield* this.say(this.isCold && this.dueAt.length > 0);
    }
  }

  private *say(isEarly: boolean): Generator<AnswerEvent> {
    const { live, isCold } = this;
    const { target } = live.entry;
    const { memory, sources } = this.state.start;
    const isSilent = live.attempt.ttftMs === undefined;
    // Thinking is a sign of life: such a target is not slow to begin, but the user may still not want to wait.
    if (isEarly && !isSilent) return;
    const offer = isEarly ? undefined : this.offer();
    if (!isEarly && !isSilent && !offer) return;
    if (isCold && isSilent) memory.setLoading(target);
    else if (isSilent) sources.health.noteSlow(target);
    yield { t: 'notice', kind: isCold && isSilent ? 'loading' : 'slow', target, ...(offer ? { offer } : {}) };
  }

  private offer(): SwitchNow | undefined {
    const { state, live } = this;
    const next = state.plan.next();
    // Somebody who is known to be in trouble is no better than somebody slow.
    if (!next || next.mode === 'last-resort') return undefined;
    return {
      next: next.target,
      switchNow: () => {
        if (live.attempt.hasSpoken) return;
        state.agreedTo = next.target;
        live.attempt.interrupt('user');
      },
    };
  }
}
