import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Logger } from '../base/logger';
import { isBlank, type Conversation } from './conversation';
import { filesToRemove } from './historyBounds';
import type { FileStore } from './fileStore';
import { asleep, formatConversation, parseConversation, recovered } from './storedConversation';

/** While an answer streams its conversation is written at most this often (`architecture.md`, Storage). */
const writeEveryMs = 250;

/** Ids become file names, so that nothing else may reach the file store. */
const idShape = /^[\w-]{1,64}$/;

/** Holds the id of the conversation that was shown last. */
const openName = 'open-conversation';

/** A stored conversation as the list shows it. */
export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
}

/** A conversation read back; `wasCut` says that an answer in it was under way when its host ended. */
export interface OpenedConversation {
  readonly conversation: Conversation;
  readonly wasCut: boolean;
}

/** What is known of one conversation's file while it is being written. */
interface Slot {
  latest: Conversation;
  written: Conversation | undefined;
  writtenAt: number;
  timer: Disposable | undefined;
  /** The writes of one file follow one another; an older text never lands on a newer one. */
  queue: Promise<boolean>;
}

/** Keeps conversations on disk, one JSON file each, drafts included; bounded, and safe against a killed host. */
export class HistoryStore implements Disposable {
  private readonly slots = new Map<string, Slot>();
  private readonly known = new Map<string, ConversationSummary>();
  private readonly removed = new Set<string>();
  private readonly untouchable = new Set<string>([openName]);
  private readonly failedToWrite = new Emitter<void>((error) => this.warn('chat.listenerFailed', undefined, error));

  /** A conversation could not be written; it is still in memory and the next write tries again. */
  readonly onDidFailToWrite = this.failedToWrite.event;

  constructor(
    private readonly files: FileStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Conversations known so far, the latest first. */
  get summaries(): readonly ConversationSummary[] {
    return [...this.known.values()].sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** Looks through the folder for the list. Files that cannot be read as conversations are set aside, not lost. */
  async load(): Promise<void> {
    try {
      const files = await this.files.list();
      for (const { name } of files) {
        const id = idOf(name);
        if (id && !this.slots.has(id) && !this.known.has(id)) await this.tryRead(id);
      }
      await this.prune(undefined);
    } catch (error) {
      this.warn('chat.historyUnreadable', undefined, error);
    }
  }

  /** Reads one conversation; `undefined` if there is none by that id. */
  async open(id: string): Promise<OpenedConversation | undefined> {
    if (!idShape.test(id) || this.removed.has(id)) return undefined;
    const own = this.slots.get(id)?.latest;
    if (own) return { conversation: own, wasCut: false };
    const stored = await this.tryRead(id);
    if (!stored) return undefined;
    const conversation = asleep(stored);
    const mended = recovered(conversation);
    return { conversation: mended ?? conversation, wasCut: mended !== undefined };
  }

  /** Notes which conversation is shown, so that a new host opens it again. */
  async remember(id: string): Promise<void> {
    try {
      await this.files.write(openName, id);
    } catch (error) {
      this.warn('chat.conversationNotRemembered', id, error);
    }
  }

  /** The id noted last. */
  async remembered(): Promise<string | undefined> {
    try {
      return await this.files.read(openName);
    } catch (error) {
      this.warn('chat.historyUnreadable', undefined, error);
      return undefined;
    }
  }

  /** Writes now. True once it is on disk; false, after an event, if the disk refused. */
  save(conversation: Conversation): Promise<boolean> {
    const slot = this.note(conversation);
    if (!slot) return Promise.resolve(false);
    slot.timer?.dispose();
    slot.timer = undefined;
    slot.queue = slot.queue.then(() => this.writeLatest(slot));
    return slot.queue;
  }

  /** Writes soon: at once after a pause, else 250 ms after the last write. */
  saveSoon(conversation: Conversation): void {
    const slot = this.note(conversation);
    if (!slot || slot.timer) return;
    const wait = Math.max(0, slot.writtenAt + writeEveryMs - this.clock.now());
    slot.timer = this.clock.schedule(wait, () => void this.save(slot.latest));
  }

  /** Waits until everything noted is on disk. */
  async flush(): Promise<void> {
    await Promise.all([...this.slots.values()].map((slot) => this.save(slot.latest)));
  }

  /** Deletes one conversation for good. */
  async remove(id: string): Promise<void> {
    if (!idShape.test(id)) return;
    const queue = this.slots.get(id)?.queue;
    this.forget(id);
    await queue;
    await this.removeFile(nameOf(id));
  }

  /** Deletes every conversation, the ones set aside included. */
  async removeAll(): Promise<void> {
    const queues = [...this.slots.values()].map((slot) => slot.queue);
    for (const id of new Set([...this.slots.keys(), ...this.known.keys()])) this.forget(id);
    await Promise.all(queues);
    try {
      for (const { name } of await this.files.list()) await this.removeFile(name);
    } catch (error) {
      this.warn('chat.historyUnreadable', undefined, error);
    }
  }

  dispose(): void {
    for (const slot of this.slots.values()) slot.timer?.dispose();
    this.failedToWrite.dispose();
  }

  private note(conversation: Conversation): Slot | undefined {
    const { id } = conversation;
    if (!idShape.test(id) || this.removed.has(id)) return undefined;
    const slot = this.slots.get(id);
    if (slot) {
      slot.latest = conversation;
      return slot;
    }
    const created: Slot = {
      latest: conversation,
      written: undefined,
      writtenAt: Number.NEGATIVE_INFINITY,
      timer: undefined,
      queue: Promise.resolve(true),
    };
    this.slots.set(id, created);
    return created;
  }

  private async writeLatest(slot: Slot): Promise<boolean> {
    const conversation = slot.latest;
    const { id } = conversation;
    if (slot.written === conversation || this.removed.has(id)) return true;
    const isNew = !this.known.has(id);
    try {
      if (isBlank(conversation)) {
        if (!isNew) await this.files.remove(nameOf(id));
        this.known.delete(id);
      } else {
        await this.files.write(nameOf(id), formatConversation(conversation));
        if (!this.removed.has(id)) this.list(conversation);
      }
    } catch (error) {
      this.warn('chat.conversationNotWritten', id, error);
      this.failedToWrite.fire();
      return false;
    }
    slot.written = conversation;
    slot.writtenAt = this.clock.now();
    if (isNew && this.known.has(id)) await this.prune(id);
    return true;
  }

  private async tryRead(id: string): Promise<Conversation | undefined> {
    try {
      return await this.read(id);
    } catch (error) {
      this.warn('chat.conversationUnreadable', id, error);
      return undefined;
    }
  }

  private async read(id: string): Promise<Conversation | undefined> {
    const name = nameOf(id);
    const text = await this.files.read(name);
    if (text === undefined) return undefined;
    const stored = parseConversation(text);
    switch (stored.t) {
      case 'read':
        // The file's name is what finds it again; an id copied by hand inside would write elsewhere.
        return this.list({ ...stored.conversation, id });
      case 'newer':
        this.untouchable.add(name);
        this.logger.warn('chat.conversationNewer', { id });
        return undefined;
      case 'broken':
        await this.files.write(`${name}.broken`, text);
        await this.files.remove(name);
        this.logger.warn('chat.conversationSetAside', { id });
        return undefined;
    }
  }

  private list(conversation: Conversation): Conversation {
    const { id, title, updatedAt } = conversation;
    this.known.set(id, { id, title, updatedAt });
    return conversation;
  }

  private forget(id: string): void {
    this.removed.add(id);
    this.known.delete(id);
    this.slots.get(id)?.timer?.dispose();
    this.slots.delete(id);
  }

  /** Keeps the folder within its bounds; the conversation in hand and those of a later version stay. */
  private async prune(current: string | undefined): Promise<void> {
    try {
      const kept = new Set([
        ...this.untouchable,
        ...[...this.slots.keys()].map(nameOf),
        ...(current ? [nameOf(current)] : []),
      ]);
      for (const name of filesToRemove(await this.files.list(), kept)) {
        this.known.delete(idOf(name) ?? '');
        await this.removeFile(name);
        this.logger.info('chat.conversationDropped', { name });
      }
    } catch (error) {
      this.warn('chat.historyUnreadable', undefined, error);
    }
  }

  private async removeFile(name: string): Promise<void> {
    try {
      await this.files.remove(name);
    } catch (error) {
      this.warn('chat.conversationNotRemoved', idOf(name), error);
    }
  }

  private warn(event: string, id: string | undefined, error: unknown): void {
    this.logger.warn(event, { id, error: error instanceof Error ? error.message : String(error) });
  }
}

function nameOf(id: string): string {
  return `${id}.json`;
}

function idOf(name: string): string | undefined {
  const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : '';
  return idShape.test(id) ? id : undefined;
}
