import { t } from '../core/base/t';
import type { ActionView, CardView } from '../protocol/state';
import { el, icon, textButton } from './dom';

/** An error or an offer inside an answer: one sentence, what each provider said, and what can be done. */
export function cardElement(card: CardView): HTMLElement {
  const sentence = el('p', { class: 'card-sentence' }, icon('info'), el('span', {}, card.sentence));
  const element = el('div', { class: 'card', role: 'group', 'aria-label': card.sentence, tabindex: '-1' }, sentence);
  if (card.details && card.details.length > 0) {
    const lines = card.details.map(({ sentence, action }) =>
      el('li', {}, el('span', {}, sentence), action && actionButton(action, 'link')),
    );
    element.append(el('ul', { class: 'card-details', 'aria-label': t('By provider') }, ...lines));
  }
  if (card.actions.length > 0) element.append(actionRow(card.actions));
  return element;
}

/** Buttons in a row, the first one prominent. */
export function actionRow(actions: readonly ActionView[]): HTMLElement {
  const buttons = actions.map((action, index) => actionButton(action, index === 0 ? 'primary' : 'secondary'));
  return el('div', { class: 'actions' }, ...buttons);
}

function actionButton({ id, label }: ActionView, look: 'primary' | 'secondary' | 'link'): HTMLElement {
  return textButton(label, { class: `button ${look}`, 'data-act': 'action', 'data-id': id });
}
