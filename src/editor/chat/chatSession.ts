import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import { askedAgain, carriedOn } from '../../core/chat/answerReducer';
import {
  createAnswer,
  createConversation,
  findAnswer,
  isBlank,
  isRunning,
  lastAnswer,
  textOf,
  withAnswer,
  withAsk,
  type Answer,
  type Conversation,
} from '../../core/chat/conversation';
import { toTurns } from '../../core/chat/history';
import type { ConversationSummary, HistoryStore, OpenedConversation } from '../../core/chat/historyStore';
import { permittedItems, permittedTurns, type ContextRule } from '../../core/chat/permittedTurns';
import { systemPrompt } from '../../core/chat/prompts';
import type { ChatAsk, ContextItem, CutAnswer } from '../../core/contract/ask';
import type { AnswerEvent } from '../../core/contract/events';
import type { Target } from '../../core/contract/target';
import { ChatRun } from './chatRun';

/** What the session needs from outside. */
export interface SessionSources {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A fresh id of word characters and dashes. */
  newId(): string;
  ask(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /** Who should answer by the user's own order or pin. */
  firstChoice(): Target | undefined;
  /** The instruction files as they are now; never rejects. */
  instructions(): Promise<readonly ContextItem[]>;
  /** The ignore rules, asked about everything that goes along with each ask. */
  readonly mayGoAlong: ContextRule;
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
  private readonly open = new Map<string, Conversation>();
  private readonly runs = new Map<string, ChatRun>();
  private readonly changes = new Emitter<SessionChange>((error) =>
    this.sources.logger.error('chatListener', { error: String(error) }),
  );
  private shown: Conversation;
  private note: string | undefined;
  private rememberedId: string | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly sources: SessionSources) {
    this.shown = createConversation(sources.newId(), sources.clock.now());
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

  /** Whether an answer is being written in the conversation that is shown. One that waits for the user's word is not. */
  get busy(): boolean {
    return this.runs.get(this.shown.id)?.hasOffer === false;
  }

  get banner(): string | undefined {
    return this.note;
  }

  /** Opens what was open when the last host ended, then looks through the rest. */
  async restore(): Promise<void> {
    const { history } = this.sources;
    const id = await history.remembered();
    const found = id === undefined ? undefined : await this.find(id);
    // Whatever the user has begun in the meantime is not taken away again.
    if (found && isBlank(this.shown)) this.present(found);
    await history.load();
    this.changed();
  }

  /**
   * Asks a question; resolves when its answer has ended. `undefined` when it could not be taken because an answer is being
   * written. An answer that only waits for the user's word on an offer ends as failed, its text kept.
   */
  send(text: string, context: readonly ContextItem[]): Promise<void> | undefined {
    const waiting = this.runs.get(this.shown.id);
    if (waiting && !waiting.hasOffer) return undefined;
    waiting?.stop();
    const now = this.sources.clock.now();
    const answer = createAnswer(this.sources.newId(), now, this.sources.firstChoice());
    const question = { role: 'user', id: this.sources.newId(), at: now, text, context } as const;
    this.note = undefined;
    this.shown = withAsk(this.shown, question, answer);
    this.open.set(this.shown.id, this.shown);
    return this.run(this.shown.id, answer);
  }

  /** Asks the last question again; text on screen stays, folded. */
  async retry(answerId: string, agreedTo?: Target): Promise<void> {
    const answer = this.idleAnswer(answerId);
    if (answer) await this.run(this.shown.id, askedAgain(answer), { agreedTo });
  }

  /** Carries a cut answer on from where it stops. */
  async carryOn(answerId: string, agreedTo?: Target): Promise<void> {
    const answer = this.idleAnswer(answerId);
    if (!answer) return;
    const text = textOf(answer);
    const by = answer.authors.at(-1)?.target;
    if (text === '' || !by) await this.run(this.shown.id, askedAgain(answer), { agreedTo });
    else await this.run(this.shown.id, carriedOn(answer), { agreedTo, cut: { text, by } });
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

  /** Stops the answer being written; what has been said stays. */
  stop(): void {
    this.runs.get(this.shown.id)?.stop();
  }

  /** Begins a new conversation. An answer under way in the old one is written to its end. */
  newChat(draft = ''): void {
    if (!isBlank(this.shown)) this.leave(createConversation(this.sources.newId(), this.sources.clock.now()));
    if (draft !== '') this.setDraft(draft);
    this.note = undefined;
    this.changed();
  }

  /** Shows a stored conversation. */
  async show(id: string): Promise<void> {
    const found = await this.find(id);
    if (found) this.present(found);
  }

  async remove(id: string): Promise<void> {
    this.runs.get(id)?.abandon();
    this.runs.delete(id);
    this.open.delete(id);
    await this.sources.history.remove(id);
    if (id === this.shown.id) this.startAfresh();
    this.changed();
  }

  async removeAll(): Promise<void> {
    for (const run of this.runs.values()) run.abandon();
    this.runs.clear();
    this.open.clear();
    await this.sources.history.removeAll();
    this.startAfresh();
    this.changed();
  }

  /** Keeps what stands in the text box. The page already shows it, so nobody is told. */
  setDraft(text: string): void {
    if (text === this.shown.draft) return;
    this.shown = { ...this.shown, draft: text, updatedAt: this.sources.clock.now() };
    if (this.open.has(this.shown.id)) this.open.set(this.shown.id, this.shown);
    this.sources.history.saveSoon(this.shown);
    this.rememberShown();
  }

  /** Ends with the host: answers under way are left as they are on disk, to be found and mended. */
  dispose(): void {
    for (const run of this.runs.values()) run.abandon();
    this.changes.dispose();
  }

  private async find(id: string): Promise<OpenedConversation | undefined> {
    const running = this.open.get(id);
    return running ? { conversation: running, wasCut: false } : this.sources.history.open(id);
  }

  private present({ conversation, wasCut }: OpenedConversation): void {
    this.note = wasCut
      ? t('The editor stopped while an answer was being written. What had arrived is here.')
      : undefined;
    this.leave(conversation);
    if (wasCut) this.sources.history.saveSoon(conversation);
    this.changed();
  }

  private async run(
    conversationId: string,
    answer: Answer,
    how: { agreedTo?: Target; cut?: CutAnswer } = {},
  ): Promise<void> {
    const { history, logger } = this.sources;
    const run = new ChatRun(
      answer,
      {
        ask: (ask, signal) => this.sources.ask(ask, signal),
        changed: (changed, text) => this.take(conversationId, changed, text),
        onError: (error) => logger.error('askBroke', { ask: answer.id, error: String(error) }),
      },
      how.agreedTo,
    );
    this.runs.set(conversationId, run);
    this.replace(conversationId, answer);
    this.changed();
    const conversation = this.open.get(conversationId) ?? this.shown;
    this.rememberShown();
    // The question is on disk before it is on the wire: a crash from here on loses nothing.
    const [found] = await Promise.all([this.sources.instructions(), history.save(conversation)]);
    const { mayGoAlong } = this.sources;
    const instructions = await permittedItems(found, mayGoAlong);
    const { turns, leftOut } = await permittedTurns(toTurns(conversation, answer.id), mayGoAlong);
    if (leftOut.length > 0 && conversationId === this.shown.id) {
      this.tell(t('Kept back by the ignore rules: {0}.', leftOut.join(', ')));
    }
    await run.follow({
      use: 'chat',
      id: answer.id,
      system: systemPrompt,
      instructions,
      turns,
      ...(how.cut ? { cut: how.cut } : {}),
    });
    if (this.runs.get(conversationId) === run) this.runs.delete(conversationId);
    const ended = this.open.get(conversationId);
    if (ended) await history.save(ended);
    if (conversationId !== this.shown.id && !this.runs.has(conversationId)) this.open.delete(conversationId);
    this.changed();
  }

  private take(conversationId: string, answer: Answer, text: string | undefined): void {
    const conversation = this.replace(conversationId, answer);
    if (!conversation) return;
    if (text === undefined && !isRunning(answer)) void this.sources.history.save(conversation);
    else this.sources.history.saveSoon(conversation);
    if (conversationId !== this.shown.id) return;
    this.changes.fire(text === undefined ? { t: 'answer', id: answer.id } : { t: 'text', id: answer.id, text });
  }

  private replace(conversationId: string, answer: Answer): Conversation | undefined {
    const known = conversationId === this.shown.id ? this.shown : this.open.get(conversationId);
    if (!known) return undefined;
    const conversation = withAnswer(known, answer, this.sources.clock.now());
    this.open.set(conversationId, conversation);
    if (conversationId === this.shown.id) this.shown = conversation;
    return conversation;
  }

  /** The last answer of the shown conversation, if it is this one and nobody is writing it. */
  private idleAnswer(id: string): Answer | undefined {
    const answer = findAnswer(this.shown, id);
    return answer && !this.runs.has(this.shown.id) && lastAnswer(this.shown)?.id === id ? answer : undefined;
  }

  private leave(next: Conversation): void {
    if (!this.runs.has(this.shown.id)) this.open.delete(this.shown.id);
    this.shown = next;
    this.rememberShown();
  }

  private startAfresh(): void {
    this.note = undefined;
    this.shown = createConversation(this.sources.newId(), this.sources.clock.now());
    this.rememberShown();
  }

  private rememberShown(): void {
    if (this.rememberedId === this.shown.id) return;
    this.rememberedId = this.shown.id;
    void this.sources.history.remember(this.shown.id);
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
