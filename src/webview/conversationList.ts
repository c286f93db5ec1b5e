import { t } from '../core/base/t';
import type { ConversationItem } from '../protocol/state';
import { agoWords } from './agoWords';
import { el, iconButton, textButton } from './dom';
import type { Host } from './host';
import type { PageClock } from './pageClock';

/** The stored conversations, shown over the open one: open, delete one, delete all after a question. */
export class ConversationList {
  private readonly rows = el('ul', { class: 'list-rows' });
  private readonly foot = el('div', { class: 'list-foot' });
  readonly element = el(
    'div',
    { class: 'list', role: 'dialog', 'aria-label': t('Conversations'), hidden: true },
    this.rows,
    this.foot,
  );
  private items: readonly ConversationItem[] = [];
  private openId = '';
  private asking = false;

  constructor(
    private readonly host: Host,
    private readonly clock: PageClock,
    private readonly opener: HTMLElement,
  ) {
    opener.addEventListener('click', () => this.toggle());
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (to instanceof Node && !this.element.contains(to) && !this.opener.contains(to)) this.close(false);
    });
  }

  update(items: readonly ConversationItem[], openId: string): void {
    this.items = items;
    this.openId = openId;
    if (!this.element.hidden) this.render();
  }

  private toggle(): void {
    if (!this.element.hidden) return this.close(true);
    this.element.hidden = false;
    this.opener.setAttribute('aria-expanded', 'true');
    this.render();
    this.rows.querySelector('button')?.focus();
  }

  private close(restoreFocus: boolean): void {
    this.element.hidden = true;
    this.asking = false;
    this.opener.setAttribute('aria-expanded', 'false');
    if (restoreFocus) this.opener.focus();
  }

  private render(): void {
    const focused = this.focusedRow();
    this.rows.replaceChildren(...this.items.map((item) => this.row(item)));
    if (this.items.length === 0) this.rows.append(el('li', { class: 'list-empty' }, t('No conversations yet.')));
    this.foot.replaceChildren(...(this.asking ? this.question() : this.deleteAll()));
    if (focused !== undefined) this.focusRow(focused);
  }

  private row({ id, title, updatedAt }: ConversationItem): HTMLElement {
    const name = title || t('New chat');
    const open = el(
      'button',
      { type: 'button', class: 'list-open', 'aria-current': id === this.openId ? 'true' : undefined },
      el('span', { class: 'list-title' }, name),
      el('span', { class: 'list-time' }, agoWords(updatedAt, this.clock.now())),
    );
    open.addEventListener('click', () => {
      this.host.post({ t: 'openConversation', id });
      this.close(true);
    });
    const remove = iconButton('trash', t('Delete {0}', name));
    remove.addEventListener('click', () => this.host.post({ t: 'deleteConversation', id }));
    return el('li', { class: 'list-row' }, open, remove);
  }

  private deleteAll(): readonly HTMLElement[] {
    if (this.items.length === 0) return [];
    const button = textButton(t('Delete all conversations…'), { class: 'button link' });
    button.addEventListener('click', () => this.ask(true));
    return [button];
  }

  private question(): readonly HTMLElement[] {
    const remove = textButton(t('Delete all'), { class: 'button primary' });
    remove.addEventListener('click', () => {
      this.host.post({ t: 'deleteAllConversations' });
      this.close(true);
    });
    const keep = textButton(t('Keep them'), { class: 'button secondary' });
    keep.addEventListener('click', () => this.ask(false));
    const words = t('Delete all {0} conversations? This cannot be undone.', this.items.length);
    return [el('p', { role: 'alert' }, words), el('div', { class: 'actions' }, keep, remove)];
  }

  private ask(asking: boolean): void {
    this.asking = asking;
    this.render();
    this.foot.querySelector('button')?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.asking) this.ask(false);
      else this.close(true);
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const focused = this.focusedRow();
    if (step === 0 || focused === undefined) return;
    event.preventDefault();
    this.focusRow(focused + step);
  }

  private focusedRow(): number | undefined {
    const index = [...this.rows.children].findIndex((row) => row.contains(document.activeElement));
    return index === -1 ? undefined : index;
  }

  /** A deleted row hands the focus to the one that took its place. */
  private focusRow(index: number): void {
    const rows = this.rows.querySelectorAll<HTMLElement>('.list-open');
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    (row ?? this.opener).focus();
  }
}
