import type { SeamView } from '../../protocol/state';
import { BlockSplitter, type SourceBlock } from './blocks';
import { withoutMarks } from './marks';
import { placeMarks } from './placeMarks';

/** A piece of a rendered answer: a block of markdown, perhaps with seams inside, or a seam between two blocks. */
export type DocumentPart =
  | { readonly kind: 'block'; readonly html: string; readonly labels: readonly string[] }
  | { readonly kind: 'seam'; readonly label: string };

/**
 * An answer's markdown with its seams, rendered part by part while it grows. HTML still has to be sanitised, and its
 * marks still stand for the separators named in `labels`. A part that did not change is the same object as before.
 */
export class MarkdownDocument {
  private readonly splitter = new BlockSplitter();
  private readonly known = new WeakMap<SourceBlock, { signature: string; parts: readonly DocumentPart[] }>();

  /** The parts of `text`; `final` says that no more text will be appended. */
  update(text: string, seams: readonly SeamView[], final: boolean): readonly DocumentPart[] {
    const clean = cleaner(seams.length > 0);
    const source = clean(text);
    const open = seams
      .map(({ at, label }) => ({ at: clean(text.slice(0, at)).length, label }))
      .sort((a, b) => a.at - b.at);
    const parts: DocumentPart[] = [];
    for (const block of this.splitter.split(source, final)) {
      for (const seam of take(open, (at) => at <= block.start)) parts.push({ kind: 'seam', label: seam.label });
      parts.push(
        ...this.partsOf(
          block,
          take(open, (at) => at < block.end),
        ),
      );
    }
    for (const seam of open) parts.push({ kind: 'seam', label: seam.label });
    return parts;
  }

  private partsOf(block: SourceBlock, seams: readonly SeamView[]): readonly DocumentPart[] {
    const signature = JSON.stringify(seams);
    const known = this.known.get(block);
    if (known?.signature === signature) return known.parts;
    const parts = renderBlock(block, seams);
    this.known.set(block, { signature, parts });
    return parts;
  }
}

function renderBlock(block: SourceBlock, seams: readonly SeamView[]): readonly DocumentPart[] {
  if (seams.length === 0) return [{ kind: 'block', html: block.html(), labels: [] }];
  const offsets = seams.map(({ at }) => at - block.start);
  const { source, placed } = placeMarks(block.source, offsets, (text) => block.plainHtml(text));
  const labels = seams.map(({ label }) => label);
  const html = placed > 0 ? block.html(source) : block.html();
  return [
    { kind: 'block', html, labels: labels.slice(0, placed) },
    ...labels.slice(placed).map((label) => ({ kind: 'seam' as const, label })),
  ];
}

/** Line ends as the parser counts them; marks of our own leave the model's text before real ones enter. */
function cleaner(hasSeams: boolean): (text: string) => string {
  return (text) => {
    const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    return hasSeams ? withoutMarks(lines) : lines;
  };
}

function take(seams: SeamView[], matches: (at: number) => boolean): readonly SeamView[] {
  const end = seams.findIndex(({ at }) => !matches(at));
  return seams.splice(0, end === -1 ? seams.length : end);
}
