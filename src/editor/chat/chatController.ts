import type { Disposable } from '../../core/base/disposable';
import { cardActions } from '../../core/chat/answerCard';
import { findAnswer, lastAnswer } from '../../core/chat/conversation';
import { parseEntry } from '../../core/chat/slashCommands';
import type { ContextItem } from '../../core/contract/ask';
import { parseActionId } from '../../core/status/actions';
import type { FromPage, ToPage } from '../../protocol/messages';
import type { AnswerView, ChipView, PageState } from '../../protocol/state';
import type { ChatSession } from './chatSession';
import type { ChatDeps } from './deps';
import { PageFeed } from './pageFeed';
import { toAnswerView, toPageState } from './view';

/** The chips above the text box, as the controller uses them. */
export interface Chips {
  readonly chips: readonly ChipView[];
  collect(signal: AbortSignal): Promise<readonly ContextItem[]>;
  remove(id: string): void;
  spend(): void;
  reset(): void;
}

/** The way to the page, which may be away. */
export interface PageLink {
  readonly hasPage: boolean;
  post(message: ToPage): void;
}

/** What the controller does through the editor. */
export interface ChatActions {
  pickFile(): Promise<void>;
  copy(text: string): Promise<void>;
  insert(text: string): Promise<void>;
  openLink(href: string): Promise<void>;
}

/** Turns what the page says into acts, and what changes into messages to the page. */
export class ChatController implements Disposable {
  private readonly feed: PageFeed;
  private readonly subscription: Disposable;
  private readonly ending = new AbortController();
  private restoring: Promise<void> | undefined;
  private draftsRead = 0;

  constructor(
    private readonly deps: Pick<
      ChatDeps,
      'clock' | 'resolved' | 'status' | 'setUp' | 'runAction' | 'chooseModel' | 'chooseProvider'
    >,
    private readonly session: ChatSession,
    private readonly chips: Chips,
    private readonly actions: ChatActions,
    private readonly page: () => PageLink,
  ) {
    this.feed = new PageFeed({
      clock: deps.clock,
      hasPage: () => page().hasPage,
      post: (message) => page().post(message),
      state: () => this.state(),
      shows: (id) => findAnswer(session.conversation, id) !== undefined,
      answer: (id) => this.answer(id),
    });
    this.subscription = session.onDidChange((change) => {
      if (change.t === 'all') this.feed.stateChanged();
      else if (change.t === 'answer') this.feed.answerChanged(change.id);
      else this.feed.textAdded(change.id, change.text);
    });
  }

  /** Opens what was open last, once; every way into the chat goes through here first. */
  ready(): Promise<void> {
    return (this.restoring ??= this.session.restore());
  }

  /** Something beside the conversation has changed: chips, status or what can be set up. */
  refresh(): void {
    this.feed.stateChanged();
  }

  /** Asks a question with what goes along. A chat that is busy is left to finish, and a new one begins. */
  async ask(text: string, context: readonly ContextItem[]): Promise<void> {
    await this.ready();
    if (this.session.busy) this.session.newChat();
    await this.session.send(text, context);
  }

  /** Begins a new chat, by command or button. */
  async newChat(draft = ''): Promise<void> {
    await this.ready();
    this.chips.reset();
    this.session.newChat(draft);
    // An empty chat that stays the same conversation keeps its own text box.
    if (draft !== '') this.setDraft(draft);
  }

  /** Does what a message of the page says. */
  async receive(message: FromPage): Promise<void> {
    const { session, actions } = this;
    switch (message.t) {
      case 'ready':
        this.draftsRead = 0;
        this.feed.stateChanged();
        this.feed.flush();
        return this.ready();
      case 'send':
        return this.send(message.text);
      case 'stop':
        return session.stop();
      case 'retry':
        return session.retry(message.id);
      case 'draft':
        this.draftsRead += 1;
        return session.setDraft(message.text);
      case 'newChat':
        return this.newChat();
      case 'openConversation':
        return session.show(message.id);
      case 'deleteConversation':
        return session.remove(message.id);
      case 'deleteAllConversations':
        return session.removeAll();
      case 'addContext':
        return actions.pickFile();
      case 'removeChip':
        return this.chips.remove(message.id);
      case 'copy':
        return actions.copy(message.text);
      case 'insert':
        return actions.insert(message.text);
      case 'openLink':
        return actions.openLink(message.href);
      case 'chooseModel':
        return this.deps.chooseModel();
      case 'chooseProvider':
        return this.deps.chooseProvider();
      case 'action':
        return this.act(message.id, message.answer);
    }
  }

  dispose(): void {
    this.ending.abort();
    this.subscription.dispose();
    this.feed.dispose();
  }

  private async send(typed: string): Promise<void> {
    await this.ready();
    const entry = parseEntry(typed);
    if (entry.t === 'newChat') return this.newChat(entry.text);
    let answered: Promise<void> | undefined;
    try {
      answered = this.session.send(entry.text, await this.chips.collect(this.ending.signal));
    } finally {
      // The page has cleared its text box; what could not be taken goes back into it.
      if (!answered) this.setDraft(typed);
    }
    if (answered) this.chips.spend();
    return answered;
  }

  private async act(id: string, answerId: string | undefined): Promise<void> {
    const answer = answerId ?? lastAnswer(this.session.conversation)?.id ?? '';
    switch (id) {
      case cardActions.accept:
        return this.session.answerOffer(answer, true);
      case cardActions.decline:
        return this.session.answerOffer(answer, false);
      case cardActions.switchNow:
        return this.session.switchNow(answer);
      case cardActions.carryOn:
        return this.session.carryOn(answer);
      case cardActions.sendWhenBack:
        return this.session.sendWhenBack(answer);
      case cardActions.tryNow:
        return this.session.retry(answer);
      case cardActions.stopWaiting:
        return this.session.stop();
      default:
    }
    const verb = parseActionId(id)?.verb;
    if (verb === 'ask-again') return this.session.retry(answer);
    if (verb === 'new-chat') return this.newChat();
    if ((await this.deps.runAction(id)) && answerId !== undefined) await this.session.retry(answerId);
  }

  private setDraft(text: string): void {
    this.session.setDraft(text);
    this.feed.flush();
    this.page().post({ t: 'setDraft', text });
  }

  private state(): PageState {
    const { session } = this;
    const { first, current } = this.deps.status().chat;
    return toPageState(
      {
        conversation: session.conversation,
        summaries: session.summaries,
        chips: this.chips.chips,
        busy: session.busy,
        target: current ?? first,
        setUp: this.deps.setUp(),
        banner: session.banner,
        draftsRead: this.draftsRead,
      },
      this.deps.resolved,
    );
  }

  private answer(id: string): { readonly answer: AnswerView; readonly busy: boolean } | undefined {
    const { conversation, busy } = this.session;
    const answer = findAnswer(conversation, id);
    if (!answer) return undefined;
    return { answer: toAnswerView(answer, this.deps.resolved, lastAnswer(conversation)?.id === id), busy };
  }
}
