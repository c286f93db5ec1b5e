import { Cancelled } from '../../core/base/async';
import { applyEvent, withoutOffer } from '../../core/chat/answerReducer';
import { isOffered } from '../../core/chat/answerNotices';
import { isRunning, textOf, type Answer } from '../../core/chat/conversation';
import { cutShort } from '../../core/chat/storedConversation';
import type { ChatAsk } from '../../core/contract/ask';
import type { AnswerEvent, Offer, SwitchNow } from '../../core/contract/events';
import { isSameTarget, type Target } from '../../core/contract/target';

/** How a run reaches the rest of the chat. */
export interface RunSources {
  ask(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /** The answer has changed; `text` is set when nothing but that text was added. */
  changed(answer: Answer, text?: string): void;
  onError(error: unknown): void;
}

/** How an answer is asked for. */
export interface RunOptions {
  /** A target the user has just said yes to; an offer of it is not asked a second time. */
  readonly agreedTo?: Target;
  /** Nothing is shown before there is something to read: what stands there stays when nobody answers. */
  readonly quietly?: boolean;
}

/** One answer being written: takes the events of one ask until it ends, is stopped or is left to the disk. */
export class ChatRun {
  private readonly abortion = new AbortController();
  private offer: Offer | undefined;
  private way: SwitchNow | undefined;
  private abandoned = false;
  private heldBack: Answer | undefined;
  private asked = false;

  constructor(
    private current: Answer,
    private readonly sources: RunSources,
    private readonly how: RunOptions = {},
  ) {
    if (how.quietly) this.heldBack = current;
  }

  get answer(): Answer {
    return this.current;
  }

  /** Whether the run waits for the user. */
  get hasOffer(): boolean {
    return this.offer !== undefined;
  }

  /** Whether the user was asked a question, answered or not. */
  get hasAskedUser(): boolean {
    return this.asked;
  }

  /** Whether nothing of this run has been shown yet. */
  get isHeldBack(): boolean {
    return this.heldBack !== undefined;
  }

  /** Asks and follows the answer. Resolves when it has ended, whatever the end. */
  async follow(ask: ChatAsk): Promise<void> {
    try {
      for await (const event of this.sources.ask(ask, this.abortion.signal)) {
        if (this.abandoned) return;
        this.take(event);
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) this.sources.onError(error);
    } finally {
      this.offer = undefined;
      if (!this.abandoned && isRunning(this.current)) this.change(cutShort(this.current));
    }
  }

  /** The user's stop: what has been said stays. */
  stop(): void {
    this.abortion.abort(new Cancelled());
  }

  /** Ends without a last word, because the host goes: the stored answer is found under way and mended by the next host. */
  abandon(): void {
    this.abandoned = true;
    this.stop();
  }

  /** Answers the open offer. */
  answerOffer(accepted: boolean): void {
    const { offer } = this;
    if (!offer) return;
    this.offer = undefined;
    this.change(withoutOffer(this.current));
    if (accepted) offer.accept();
    else offer.decline();
  }

  /** Leaves a slow target for the one that was offered; nothing where none is offered any more. */
  switchNow(): void {
    this.way?.switchNow();
    this.way = undefined;
  }

  private take(event: AnswerEvent): void {
    this.way = event.t === 'notice' && event.kind !== 'trimmed' && event.kind !== 'retrying' ? event.offer : this.way;
    if (event.t === 'offer') {
      if (this.how.agreedTo && isSameTarget(this.how.agreedTo, event.next)) {
        event.accept();
        return;
      }
      this.offer = event;
      this.asked = true;
    }
    const before = this.current;
    const after = applyEvent(before, event);
    if (after === before) return;
    const onlyText =
      event.t === 'text' && before.state === 'streaming' && before.notices.length === after.notices.length;
    this.tell(after, onlyText ? event.text : undefined);
  }

  private change(answer: Answer): void {
    this.tell(answer, undefined);
  }

  private tell(answer: Answer, text: string | undefined): void {
    this.current = answer;
    if (!this.heldBack) this.sources.changed(answer, text);
    else if (isWorthShowing(answer, this.heldBack)) {
      this.heldBack = undefined;
      this.sources.changed(answer);
    }
  }
}

/**
 * Whether an answer says more than before it was asked for again: words, a question, somebody who takes his time, or a good
 * end.
 */
function isWorthShowing(now: Answer, before: Answer): boolean {
  return (
    now.state === 'complete' ||
    now.state === 'length' ||
    now.state === 'refused' ||
    now.offer !== undefined ||
    now.thinking !== before.thinking ||
    now.segments.length !== before.segments.length ||
    textOf(now) !== textOf(before) ||
    now.notices.some((notice) => notice.kind === 'loading' || isOffered(notice))
  );
}
