import { t } from '../core/base/t';
import type { SegmentView } from '../protocol/state';
import { el, icon } from './dom';
import { MarkdownView } from './markdown/markdownView';
import type { Sanitiser } from './markdown/sanitise';
import { seamSeparator } from './markdown/separators';

interface Shown {
  readonly root: HTMLElement;
  readonly markdown: MarkdownView;
  /** The label of the seam below a segment that was started again. */
  readonly restarted: string | undefined;
}

/** The stretches of an answer: those that were started again are folded above their seam, the last one is open. */
export class Segments {
  readonly element = el('div', { class: 'segments' });
  private shown: Shown[] = [];

  constructor(private readonly sanitise: Sanitiser) {}

  update(segments: readonly SegmentView[], growing: boolean): void {
    for (const [index, segment] of segments.entries()) {
      const old = this.shown[index];
      const shown = old && old.restarted === segment.restarted ? old : this.show(index, segment, old);
      const final = !growing || index < segments.length - 1;
      shown.markdown.update(segment.text, segment.seams, final);
    }
    for (const { root } of this.shown.splice(segments.length)) root.remove();
  }

  private show(index: number, segment: SegmentView, old: Shown | undefined): Shown {
    const markdown = old?.markdown ?? new MarkdownView(this.sanitise);
    const { restarted } = segment;
    const root =
      restarted === undefined ? el('div', { class: 'segment' }, markdown.element) : folded(markdown, restarted);
    if (old) old.root.replaceWith(root);
    else this.element.append(root);
    const shown = { root, markdown, restarted };
    this.shown[index] = shown;
    return shown;
  }
}

function folded(markdown: MarkdownView, label: string): HTMLElement {
  const summary = el('summary', {}, icon('chevron-right'), t('Text before the restart'));
  return el(
    'div',
    { class: 'segment' },
    el('details', { class: 'fold' }, summary, markdown.element),
    seamSeparator(label),
  );
}
