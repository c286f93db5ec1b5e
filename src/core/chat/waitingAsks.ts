import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { ProviderId } from '../contract/target';
import { DueWatch, type DueSources } from '../routing/dueWatch';
import { textOf, type Answer } from './conversation';
import { WaitingAsk, type TryEnd, type WaitingLease } from './waitingAsk';
import { isWorthWaiting } from './worthWaiting';

/** What waiting questions need of the engine. */
export interface WaitingSources extends DueSources {
  readonly lease: WaitingLease;
  /** Forgets what holds a provider back, by the user's wish. */
  tryNow(provider: ProviderId): void;
}

/** How one try went, as the conversation saw it. */
export interface SentAgain {
  readonly answer: Answer;
  /** The user was asked a question: the word is his. */
  readonly hasAskedUser: boolean;
}

/** The conversations, as waiting questions use them. */
export interface WaitingHost {
  /** The answer in its conversation as it is now. */
  answer(conversation: string, id: string): Answer | undefined;
  /** Shows and keeps a changed answer. */
  put(conversation: string, answer: Answer): void;
  /** Asks for an answer once more, unseen until there is something to read; stopped by the signal. */
  sendAgain(conversation: string, answer: Answer, by: 'clock' | 'user', signal: AbortSignal): Promise<SentAgain>;
  /** The question no longer waits, and `answer` is how it ended; it was answered unless the user ended it. */
  ended(conversation: string, answer: Answer, wasAnswered: boolean): void;
}

interface Entry {
  readonly answer: string;
  readonly ask: WaitingAsk;
}

/** The questions of a window that wait for somebody to be back, at most one in a conversation. */
export class WaitingAsks implements Disposable {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly sources: WaitingSources,
    private readonly host: WaitingHost,
    private readonly around: { readonly clock: Clock; readonly logger: Logger },
  ) {}

  /** Whether a question of this conversation waits. */
  has(conversation: string): boolean {
    return this.entries.has(conversation);
  }

  /** Begins to wait for this answer. */
  begin(conversation: string, { id, failures, skipped }: Answer): void {
    this.stop(conversation);
    const { host, sources } = this;
    const ask = new WaitingAsk({
      ...this.around,
      durations: sources.durations,
      lease: sources.lease,
      watch: (listener) => new DueWatch(sources, listener),
      tryNow: (provider) => sources.tryNow(provider),
      send: (by, signal) => this.send(conversation, id, by, signal),
      show: (waiting) => {
        const answer = host.answer(conversation, id);
        const isOver = waiting === undefined || waiting.t === 'asleep';
        if (isOver) this.entries.delete(conversation);
        if (!answer) return;
        host.put(conversation, { ...answer, waiting });
        if (isOver) host.ended(conversation, answer, false);
      },
      answered: () => {
        this.entries.delete(conversation);
        const answer = host.answer(conversation, id);
        if (answer) host.ended(conversation, answer, true);
      },
    });
    this.entries.set(conversation, { answer: id, ask });
    ask.begin([...failures.map(({ target }) => target.provider), ...skipped.map(({ provider }) => provider)]);
  }

  /** Sends the question now if it waits. False when it does not. */
  tryNow(conversation: string, answer: string): boolean {
    const entry = this.entries.get(conversation);
    if (entry?.answer !== answer) return false;
    entry.ask.tryNow();
    return true;
  }

  /** Ends the waiting in a conversation; the answer is as it was. */
  stop(conversation: string): void {
    this.entries.get(conversation)?.ask.stop();
  }

  /** Forgets a conversation that is deleted. */
  abandon(conversation: string): void {
    this.entries.get(conversation)?.ask.dispose();
    this.entries.delete(conversation);
  }

  dispose(): void {
    for (const conversation of [...this.entries.keys()]) this.abandon(conversation);
  }

  private async send(conversation: string, id: string, by: 'clock' | 'user', signal: AbortSignal): Promise<TryEnd> {
    const before = this.host.answer(conversation, id);
    if (!before) return { t: 'over' };
    const { answer, hasAskedUser } = await this.host.sendAgain(conversation, before, by, signal);
    if (signal.aborted) return { t: 'over' };
    const { state, failures, skipped, pinned } = answer;
    const isSilent = textOf(answer) === textOf(before) && answer.segments.length === before.segments.length;
    if ((state === 'failed' || state === 'cut-off') && isSilent && !hasAskedUser && isWorthWaiting(answer)) {
      // Nobody answered: what stands there stays, but for the reasons, which may be others now.
      this.host.put(conversation, { ...before, failures, skipped, pinned });
      return { t: 'failed', failures, skipped };
    }
    this.host.put(conversation, answer);
    return { t: 'over' };
  }
}
