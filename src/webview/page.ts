import { t } from '../core/base/t';
import type { FromPage, ToPage } from '../protocol/messages';
import type { PageState } from '../protocol/state';
import { Announcer } from './announcer';
import { listenToClicks } from './clicks';
import { Composer } from './composer';
import { Conversation } from './conversation';
import { ConversationList } from './conversationList';
import { el, icon } from './dom';
import { EmptyState } from './emptyState';
import { Header } from './header';
import type { Host } from './host';
import type { Sanitiser } from './markdown/sanitise';
import type { PageClock } from './pageClock';

/** What the page is made with. */
export interface PageDeps {
  readonly host: Host;
  readonly clock: PageClock;
  readonly sanitise: Sanitiser;
}

/** The chat page: it shows what the host says and tells the host what the user does. It decides nothing. */
export class Page {
  private readonly announcer = new Announcer();
  private readonly header = new Header();
  private readonly conversation: Conversation;
  private readonly composer: Composer;
  private readonly list: ConversationList;
  private readonly empty = new EmptyState();
  private readonly banner = el('div', { class: 'banner', role: 'note', hidden: true });
  private state: PageState | undefined;

  constructor(
    root: HTMLElement,
    private readonly deps: PageDeps,
  ) {
    const { clock, sanitise } = deps;
    const host: Host = { post: (message) => this.postAfterDraft(message) };
    this.conversation = new Conversation({ clock, sanitise, announcer: this.announcer });
    this.composer = new Composer({ host: deps.host, clock, latestQuestion: () => this.conversation.latestQuestion() });
    this.list = new ConversationList(host, clock, this.header.list);
    const stage = el('div', { class: 'stage' }, this.empty.element, this.conversation.element, this.list.element);
    root.append(this.header.element, this.banner, stage, this.composer.element, this.announcer.element);
    const focusInput = (): void => this.composer.focus();
    listenToClicks(root, { host, clock, announcer: this.announcer, conversation: this.conversation, focusInput });
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.composer.askToStop();
    });
  }

  /** Tells the host that the page can show something. */
  start(): void {
    this.deps.host.post({ t: 'ready' });
  }

  /** The page is about to be hidden or closed. */
  leave(): void {
    this.composer.flushDraft();
  }

  /** Shows what the host says. Messages of an unknown kind come from another version and are passed over. */
  receive(message: ToPage): void {
    switch (message.t) {
      case 'state':
        return this.show(message.state);
      case 'answer':
        this.conversation.showAnswer(message.answer);
        this.composer.setBusy(message.busy);
        return this.showEmptiness();
      case 'append':
        return this.conversation.append(message.id, message.text);
      case 'focusInput':
        return this.composer.focus();
      case 'setDraft':
        return this.composer.write(message.text);
    }
  }

  private show(state: PageState): void {
    const opened = state.conversationId !== this.state?.conversationId;
    this.state = state;
    this.header.update(state.title);
    this.list.update(state.conversations, state.conversationId);
    this.conversation.show(state.turns, opened);
    this.composer.update(state, opened);
    this.showEmptiness();
    this.banner.hidden = state.banner === undefined;
    this.banner.replaceChildren(icon('info'), el('span', {}, state.banner ?? ''));
    document.title = state.title || t('New chat');
  }

  /** A waiting draft goes first: the message may open another conversation, and the draft belongs to this one. */
  private postAfterDraft(message: FromPage): void {
    this.composer.flushDraft();
    this.deps.host.post(message);
  }

  private showEmptiness(): void {
    const { isEmpty, element } = this.conversation;
    this.empty.update(this.state?.setUp ?? [], isEmpty);
    element.classList.toggle('none', isEmpty);
  }
}
