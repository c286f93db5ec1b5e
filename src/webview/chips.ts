import { t } from '../core/base/t';
import type { ChipView } from '../protocol/state';
import { el, icon, iconButton } from './dom';

const ICONS: Readonly<Record<ChipView['kind'], string>> = {
  file: 'file',
  selection: 'list-selection',
  instructions: 'book',
  diagnostics: 'warning',
};

/** The context of a question as a list of chips; with `removable`, each that may go has its button. */
export function chipList(chips: readonly ChipView[], options: { readonly removable: boolean }): HTMLElement {
  const items = chips.map((chip) => chipItem(chip, options.removable && chip.removable));
  return el('ul', { class: 'chips', 'aria-label': t('Context'), hidden: chips.length === 0 }, ...items);
}

function chipItem(chip: ChipView, removable: boolean): HTMLElement {
  const label = el('span', { class: 'chip-label' }, chip.label);
  const item = el('li', { class: 'chip', title: chip.title ?? chip.label }, icon(ICONS[chip.kind]), label);
  if (removable) {
    item.append(iconButton('close', t('Remove {0}', chip.label), { 'data-act': 'removeChip', 'data-id': chip.id }));
  }
  return item;
}
