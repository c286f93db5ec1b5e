import type { SeamView } from '../../protocol/state';
import { el } from '../dom';
import { addCodeBars } from './codeBlocks';
import { MarkdownDocument, type DocumentPart } from './document';
import { morphChildren } from './morph';
import type { Sanitiser } from './sanitise';
import { replaceMarks, seamSeparator } from './separators';

/**
 * A growing markdown text in the page. Each part has an element of its own; an update touches only those whose part
 * changed, in a stream the last one.
 */
export class MarkdownView {
  readonly element = el('div', { class: 'markdown' });
  private readonly document = new MarkdownDocument();
  private shown: readonly DocumentPart[] = [];

  constructor(private readonly sanitise: Sanitiser) {}

  /** Shows `text` with its seams; `final` says that no more text will be appended. */
  update(text: string, seams: readonly SeamView[], final: boolean): void {
    const parts = this.document.update(text, seams, final);
    const slots = this.element.children;
    for (const [index, part] of parts.entries()) {
      if (isSame(part, this.shown[index])) continue;
      const slot = slots[index] ?? this.element.appendChild(el('div', { class: 'block' }));
      morphChildren(slot, this.render(part));
    }
    while (slots.length > parts.length) slots[slots.length - 1]!.remove();
    this.shown = parts;
  }

  private render(part: DocumentPart): DocumentFragment {
    if (part.kind === 'seam') {
      const fragment = document.createDocumentFragment();
      fragment.append(seamSeparator(part.label));
      return fragment;
    }
    const fragment = this.sanitise(part.html);
    replaceMarks(fragment, part.labels);
    nameLinks(fragment);
    addCodeBars(fragment);
    return fragment;
  }
}

/** A link shows where it leads before it is followed. */
function nameLinks(fragment: DocumentFragment): void {
  for (const link of fragment.querySelectorAll('a')) {
    const href = link.getAttribute('href');
    if (href) link.title = href;
  }
}

function isSame(part: DocumentPart, shown: DocumentPart | undefined): boolean {
  if (part === shown) return true;
  if (part.kind === 'seam') return shown?.kind === 'seam' && shown.label === part.label;
  return shown?.kind === 'block' && shown.html === part.html && shown.labels.join('\n') === part.labels.join('\n');
}
