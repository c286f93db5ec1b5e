import { t } from '../core/base/t';
import type { ActionView } from '../protocol/state';
import { actionRow } from './cards';
import { el } from './dom';
import { stageMark } from './stageMark';

/** What an empty chat shows: what this is, the buttons that set it up, and how to begin. */
export class EmptyState {
  readonly element = el('div', { class: 'empty' });
  private shown: string | undefined;

  update(setUp: readonly ActionView[], visible: boolean): void {
    this.element.hidden = !visible;
    const signature = JSON.stringify(setUp);
    if (signature === this.shown) return;
    this.shown = signature;
    const words =
      setUp.length > 0
        ? t('Choose who answers. Set up two, and one stands in when the other cannot.')
        : t('Ask about your code. If the first choice cannot answer, the next one carries on.');
    this.element.replaceChildren(stageMark(), el('h3', {}, 'Understudy'), el('p', {}, words));
    if (setUp.length > 0) this.element.append(actionRow(setUp));
  }
}
