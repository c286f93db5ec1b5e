import { el } from '../dom';
import { ANY_MARK, seamIndexOf } from './marks';

/** A seam between two blocks. */
export function seamSeparator(label: string): HTMLElement {
  return separator('div', label);
}

/** Replaces the marks in a sanitised block by the separators they stand for. */
export function replaceMarks(fragment: DocumentFragment, labels: readonly string[]): void {
  if (labels.length === 0) return;
  const texts = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.data.search(ANY_MARK) !== -1) found.push(text);
  }
  for (const text of found) text.replaceWith(...pieces(text.data, labels));
}

function pieces(text: string, labels: readonly string[]): (Node | string)[] {
  const out: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(ANY_MARK)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    const label = labels[seamIndexOf(match[0])];
    // A character the block did not get from us is the model's own and stays.
    out.push(label === undefined ? match[0] : separator('span', label));
    from = match.index + 1;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** The label is text for the eye and the name for the ear; a separator's children are not read. */
function separator(tag: 'div' | 'span', label: string): HTMLElement {
  return el(
    tag,
    { class: 'seam', role: 'separator', 'aria-label': label, title: label },
    el('span', { class: 'codicon codicon-arrow-swap', 'aria-hidden': 'true' }),
    el('span', { class: 'seam-label' }, label),
  );
}
