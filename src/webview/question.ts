import { t } from '../core/base/t';
import type { UserTurnView } from '../protocol/state';
import { chipList } from './chips';
import { el } from './dom';

/** What the user asked: plain text as typed, with the context that went along. It never changes once sent. */
export function questionElement(view: UserTurnView): HTMLElement {
  const text = el('div', { class: 'question-text' }, view.text);
  const chips = chipList(view.chips, { removable: false });
  return el('article', { class: 'turn question', 'aria-label': t('Your question'), 'aria-live': 'off' }, text, chips);
}
