import type { Clock } from '../base/clock';
import { findAnswer, withAnswer, type Answer, type Conversation } from './conversation';
import type { HistoryStore, OpenedConversation } from './historyStore';

/**
 * The conversations a window has in hand: the one that is shown, and those in which something still happens out of sight.
 * All others are on disk only.
 */
export class OpenConversations {
  private readonly open = new Map<string, Conversation>();
  private rememberedId: string | undefined;

  constructor(
    private current: Conversation,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
    /** Whether an answer is being written, or waits, in a conversation. */
    private readonly isAlive: (id: string) => boolean,
  ) {}

  get shown(): Conversation {
    return this.current;
  }

  /** A conversation in hand. */
  get(id: string): Conversation | undefined {
    return id === this.current.id ? this.current : this.open.get(id);
  }

  /** A conversation in hand, or else from disk. */
  async find(id: string): Promise<OpenedConversation | undefined> {
    const running = this.open.get(id);
    return running ? { conversation: running, wasCut: false } : this.history.open(id);
  }

  /** An answer of a conversation in hand. */
  answer(conversation: string, id: string): Answer | undefined {
    const found = this.get(conversation);
    return found && findAnswer(found, id);
  }

  /** Takes a newer form of the conversation that is shown. */
  update(conversation: Conversation): void {
    this.current = conversation;
    this.open.set(conversation.id, conversation);
  }

  /** Puts a changed answer in its place; nothing where its conversation is no longer in hand. */
  replace(id: string, answer: Answer): Conversation | undefined {
    const known = this.get(id);
    if (!known) return undefined;
    const conversation = withAnswer(known, answer, this.clock.now());
    this.open.set(id, conversation);
    if (id === this.current.id) this.current = conversation;
    return conversation;
  }

  /** Keeps what stands in the text box of the conversation that is shown. */
  setDraft(draft: string): void {
    this.current = { ...this.current, draft, updatedAt: this.clock.now() };
    if (this.open.has(this.current.id)) this.open.set(this.current.id, this.current);
    this.history.saveSoon(this.current);
    this.remember();
  }

  /** Shows another conversation. */
  show(next: Conversation): void {
    const before = this.current.id;
    this.current = next;
    this.letGo(before);
    this.remember();
  }

  /** Notes on disk which conversation is shown, so that the next window opens it again. */
  remember(): void {
    if (this.rememberedId === this.current.id) return;
    this.rememberedId = this.current.id;
    void this.history.remember(this.current.id);
  }

  /** Lets go of a conversation that is not shown and in which nothing happens any more. */
  letGo(id: string): void {
    if (id !== this.current.id && !this.isAlive(id)) this.open.delete(id);
  }

  /** Forgets a conversation that is deleted, or all of them. */
  forget(id?: string): void {
    if (id === undefined) this.open.clear();
    else this.open.delete(id);
  }
}
