import { t } from '../core/base/t';
import { el, iconButton } from './dom';

/** The row above the conversation: its title, and what concerns all of it. */
export class Header {
  private readonly title = el('h2', { class: 'title' });
  /** Opens and closes the list of conversations. */
  readonly list = iconButton('history', t('Conversations'), { 'aria-haspopup': 'dialog', 'aria-expanded': 'false' });
  readonly element = el(
    'div',
    { class: 'header', role: 'toolbar', 'aria-label': t('Chat') },
    this.title,
    this.list,
    iconButton('arrow-swap', t('Choose provider'), { 'data-act': 'chooseProvider' }),
    iconButton('add', t('New chat'), { 'data-act': 'newChat' }),
  );

  update(title: string): void {
    this.title.textContent = title || t('New chat');
    this.title.title = title;
  }
}
