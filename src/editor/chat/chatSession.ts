import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import { askedAgain, carriedOn } from '../../core/chat/answerReducer';
import { composeAsk, type AskParts } from '../../core/chat/composeAsk';
import {
  createAnswer,
  createConversation,
  findAnswer,
  isBlank,
  isRunning,
  lastAnswer,
  textOf,
  withAsk,
  type Answer,
  type Conversation,
} from '../../core/chat/conversation';
import type { ConversationSummary, HistoryStore, OpenedConversation } from '../../core/chat/historyStore';
import { OpenConversations } from '../../core/chat/openConversations';
import type { ChatAsk, ContextItem, CutAnswer } from '../../core/contract/ask';
import type { AnswerEvent } from '../../core/contract/events';
import type { Target } from '../../core/contract/target';
import { WaitingAsks, type WaitingSources } from '../../core/chat/waitingAsks';
import { ChatRun } from './chatRun';

/** What the session needs from outside. */
export interface SessionSources extends AskParts {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A fresh id of word characters and dashes. */
  newId(): string;
  ask(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /** Who should answer by the user's own order or pin. */
  firstChoice(): Target | undefined;
  /** Who is told when somebody on the route is back. */
  readonly waiting: WaitingSources;
}

/** How an answer is asked for. */
interface RunHow {
  /** A target the user has just said yes to. */
  readonly agreedTo?: Target;
  readonly cut?: CutAnswer;
  /** The question waits: nothing is shown before there is something to read, and it ends with the signal. */
  readonly waiting?: { readonly by: 'clock' | 'user'; readonly signal: AbortSignal };
}

/** An answer that came to a question which had waited for somebody to be back. */
export interface LateAnswer {
  readonly conversation: string;
  readonly answer: Answer;
}

/** What has changed: everything, one answer, or only the end of one answer's text. */
export type SessionChange =
  | { readonly t: 'all' }
  | { readonly t: 'answer'; readonly id: string }
  | { readonly t: 'text'; readonly id: string; readonly text: string };

/**
 * Owns the conversations of a window: the one that is shown and those in which an answer is still being written. Every
 * change is kept by the history store before anybody is told of it; the page may vanish at any moment.
 */
export class ChatSession implements Disposable {
  private readonly open: OpenConversations;
  private readonly runs = new Map<string, ChatRun>();
  private readonly changes = new Emitter<SessionChange>((error) =>
    this.sources.logger.error('chat.listenerFailed', { error: String(error) }),
  );
  private readonly late = new Emitter<LateAnswer>((error) =>
    this.sources.logger.error('chat.listenerFailed', { error: String(error) }),
  );
  private readonly waiting: WaitingAsks;
  private note: string | undefined;

  readonly onDidChange = this.changes.event;

  /** A question that waited has been answered. */
  readonly onDidAnswerLate = this.late.event;

  constructor(private readonly sources: SessionSources) {
    const isAlive = (id: string): boolean => this.runs.has(id) || this.waiting.has(id);
    this.open = new OpenConversations(this.createBlank(), sources.history, sources.clock, isAlive);
    this.waiting = new WaitingAsks(
      sources.waiting,
      {
        answer: (conversation, id) => this.open.answer(conversation, id),
        put: (conversation, answer) => this.take(conversation, answer, undefined),
        sendAgain: (conversation, answer, by, signal) => this.runOn(conversation, answer, { waiting: { by, signal } }),
        ended: (conversation, answer, wasAnswered) => {
          this.open.letGo(conversation);
          if (wasAnswered && (answer.state === 'complete' || answer.state === 'length'))
            this.late.fire({ conversation, answer });
        },
      },
      sources,
    );
    sources.history.onDidFailToWrite(() =>
      this.tell(t('This conversation could not be saved. It is kept in memory until the next try.')),
    );
  }

  get conversation(): Conversation {
    return this.shown;
  }

  get summaries(): readonly ConversationSummary[] {
    return this.sources.history.summaries;
  }

  /**
   * Whether an answer is being written in the conversation that is shown. One that waits for the user's word or for somebody
   * to be back is not.
   */
  get busy(): boolean {
    const run = this.runs.get(this.shown.id);
    return run !== undefined && !run.hasOffer && !run.isHeldBack;
  }

  get banner(): string | undefined {
    return this.note;
  }

  /** Opens what was open when the last host ended, then looks through the rest. */
  async restore(): Promise<void> {
    const { history } = this.sources;
    const id = await history.remembered();
    const found = id === undefined ? undefined : await this.open.find(id);
    // Whatever the user has begun in the meantime is not taken away again.
    if (found && isBlank(this.shown)) this.present(found);
    await history.load();
    this.changed();
  }

  /**
   * Asks a question; resolves when its answer has ended. `undefined` when it could not be taken because an answer is being
   * written. An answer that only waits, for the user's word or for somebody to be back, ends as failed, its text kept.
   */
  send(text: string, context: readonly ContextItem[]): Promise<void> | undefined {
    if (this.busy) return undefined;
    this.waiting.stop(this.shown.id);
    this.runs.get(this.shown.id)?.stop();
    const now = this.sources.clock.now();
    const answer = createAnswer(this.sources.newId(), now, this.sources.firstChoice());
    const question = { role: 'user', id: this.sources.newId(), at: now, text, context } as const;
    this.note = undefined;
    this.open.update(withAsk(this.shown, question, answer));
    return this.run(this.shown.id, answer).then(() => undefined);
  }

  /** Asks the last question again; text on screen stays, folded. One that waits for somebody is sent now, and waits on. */
  async retry(answerId: string, agreedTo?: Target): Promise<void> {
    if (this.waiting.tryNow(this.shown.id, answerId)) return;
    const answer = this.idleAnswer(answerId);
    if (answer) await this.run(this.shown.id, askedAgain(answer), { agreedTo });
  }

  /** Carries a cut answer on from where it stops. */
  async carryOn(answerId: string, agreedTo?: Target): Promise<void> {
    const answer = this.idleAnswer(answerId);
    if (answer) await this.runOn(this.shown.id, answer, { agreedTo });
  }

  /** Keeps the question of the last answer, which failed, until somebody is back. */
  sendWhenBack(answerId: string): void {
    const answer = this.idleAnswer(answerId);
    if (answer) this.waiting.begin(this.shown.id, answer);
  }

  /** The user's word on an offer, whether the ask still waits for it or ended long ago. */
  async answerOffer(answerId: string, accepted: boolean): Promise<void> {
    const run = this.runs.get(this.shown.id);
    if (run?.answer.id === answerId) {
      run.answerOffer(accepted);
      return;
    }
    const offer = this.idleAnswer(answerId)?.offer;
    if (!offer || !accepted) return;
    if (offer.reason === 'cut-off') await this.carryOn(answerId, offer.next);
    else await this.retry(answerId, offer.next);
  }

  /** Leaves the slow target of an answer under way for the next one. */
  switchNow(answerId: string): void {
    const run = this.runs.get(this.shown.id);
    if (run?.answer.id === answerId) run.switchNow();
  }

  /** Stops the answer being written or waited for; what has been said stays. */
  stop(): void {
    this.waiting.stop(this.shown.id);
    this.runs.get(this.shown.id)?.stop();
  }

  /** Begins a new conversation. An answer under way in the old one is written to its end. */
  newChat(draft = ''): void {
    if (!isBlank(this.shown)) this.open.show(this.createBlank());
    if (draft !== '') this.setDraft(draft);
    this.note = undefined;
    this.changed();
  }

  /** Shows a stored conversation. */
  async show(id: string): Promise<void> {
    const found = await this.open.find(id);
    if (found) this.present(found);
  }

  async remove(id: string): Promise<void> {
    this.waiting.abandon(id);
    this.runs.get(id)?.abandon();
    this.runs.delete(id);
    this.open.forget(id);
    await this.sources.history.remove(id);
    if (id === this.shown.id) this.startAfresh();
    this.changed();
  }

  async removeAll(): Promise<void> {
    this.waiting.dispose();
    for (const run of this.runs.values()) run.abandon();
    this.runs.clear();
    this.open.forget();
    await this.sources.history.removeAll();
    this.startAfresh();
    this.changed();
  }

  /** Keeps what stands in the text box. The page already shows it, so nobody is told. */
  setDraft(text: string): void {
    if (text !== this.shown.draft) this.open.setDraft(text);
  }

  /** Ends with the host: answers under way are left as they are on disk, to be found and mended. */
  dispose(): void {
    this.waiting.dispose();
    for (const run of this.runs.values()) run.abandon();
    this.changes.dispose();
    this.late.dispose();
  }

  private present({ conversation, wasCut }: OpenedConversation): void {
    this.note = wasCut
      ? t('The editor stopped while an answer was being written. What had arrived is here.')
      : undefined;
    this.open.show(conversation);
    if (wasCut) this.sources.history.saveSoon(conversation);
    this.changed();
  }

  private async run(conversationId: string, answer: Answer, how: RunHow = {}): Promise<ChatRun> {
    const { history, logger } = this.sources;
    if (!how.waiting) this.waiting.stop(conversationId);
    const run = new ChatRun(
      answer,
      {
        ask: (ask, signal) => this.sources.ask(ask, signal),
        changed: (changed, text) => this.take(conversationId, changed, text),
        onError: (error) => logger.error('chat.askBroke', { ask: answer.id, error: String(error) }),
      },
      { agreedTo: how.agreedTo, quietly: how.waiting !== undefined },
    );
    this.runs.set(conversationId, run);
    how.waiting?.signal.addEventListener('abort', () => run.stop(), { once: true });
    if (!how.waiting) {
      this.open.replace(conversationId, answer);
      this.changed();
    }
    const conversation = this.open.get(conversationId) ?? this.shown;
    this.open.remember();
    // The question is on disk before it is on the wire: a crash from here on loses nothing.
    const [{ ask, leftOut }] = await Promise.all([
      composeAsk(conversation, answer.id, this.sources),
      history.save(conversation),
    ]);
    if (leftOut.length > 0 && conversationId === this.shown.id) {
      this.tell(t('Kept back by the ignore rules: {0}.', leftOut.join(', ')));
    }
    await run.follow({
      ...ask,
      ...(how.cut ? { cut: how.cut } : {}),
      ...(how.waiting?.by === 'clock' ? { whenBack: true } : {}),
    });
    if (this.runs.get(conversationId) === run) this.runs.delete(conversationId);
    const ended = this.open.get(conversationId);
    if (ended) await history.save(ended);
    this.open.letGo(conversationId);
    this.changed();
    return run;
  }

  /** Carries an answer on from its text; one without text begins afresh. */
  private runOn(conversationId: string, answer: Answer, how: RunHow): Promise<ChatRun> {
    const text = textOf(answer);
    const by = answer.authors.at(-1)?.target;
    return text === '' || !by
      ? this.run(conversationId, askedAgain(answer), how)
      : this.run(conversationId, carriedOn(answer), { ...how, cut: { text, by } });
  }

  private take(conversationId: string, answer: Answer, text: string | undefined): void {
    const conversation = this.open.replace(conversationId, answer);
    if (!conversation) return;
    if (text === undefined && !isRunning(answer)) void this.sources.history.save(conversation);
    else this.sources.history.saveSoon(conversation);
    if (conversationId !== this.shown.id) return;
    this.changes.fire(text === undefined ? { t: 'answer', id: answer.id } : { t: 'text', id: answer.id, text });
  }

  /** The last answer of the shown conversation, if it is this one and nobody is writing it. */
  private idleAnswer(id: string): Answer | undefined {
    const answer = findAnswer(this.shown, id);
    return answer && !this.runs.has(this.shown.id) && lastAnswer(this.shown)?.id === id ? answer : undefined;
  }

  private startAfresh(): void {
    this.note = undefined;
    this.open.show(this.createBlank());
  }

  private createBlank(): Conversation {
    return createConversation(this.sources.newId(), this.sources.clock.now());
  }

  private get shown(): Conversation {
    return this.open.shown;
  }

  private tell(sentence: string): void {
    if (this.note === sentence) return;
    this.note = sentence;
    this.changed();
  }

  private changed(): void {
    this.changes.fire({ t: 'all' });
  }
}
