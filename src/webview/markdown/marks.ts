/**
 * A seam travels through the markdown parser as one private-use character, which no markdown rule knows, and becomes a
 * separator only after the sanitiser. The i-th seam of a block is U+E000 + i.
 */
const FIRST = 0xe000;

/** How many seams one block can hold inside; further ones stand after it. */
export const MARKS_PER_BLOCK = 16;

/** Matches every mark; global, for `replace` and `matchAll`. */
export const ANY_MARK = /[\uE000-\uE00F]/g;

/** The character that stands for the `index`-th seam of a block. */
export function markFor(index: number): string {
  return String.fromCharCode(FIRST + index);
}

/** Which seam of the block a mark stands for. */
export function seamIndexOf(mark: string): number {
  return mark.charCodeAt(0) - FIRST;
}

/** The text without marks. */
export function withoutMarks(text: string): string {
  return text.replace(ANY_MARK, '');
}

/** The marks of a text with their offsets in the text that remains when they are taken out. */
export function takeMarks(text: string): { readonly text: string; readonly marks: readonly PlacedMark[] } {
  const marks = [...text.matchAll(ANY_MARK)].map((match, before) => ({ at: match.index - before, mark: match[0] }));
  return { text: withoutMarks(text), marks };
}

/** A mark and its offset, in UTF-16 units. */
export interface PlacedMark {
  readonly at: number;
  readonly mark: string;
}

/**
 * Puts marks into HTML at offsets of its text: tags do not count, a character reference counts as one unit, as the
 * highlighter writes them.
 */
export function insertIntoHtml(html: string, marks: readonly PlacedMark[]): string {
  let out = '';
  let from = 0;
  let position = 0;
  let next = 0;
  for (let i = 0; i < html.length;) {
    if (html[i] === '<') {
      i = html.indexOf('>', i) + 1;
      continue;
    }
    for (; next < marks.length && marks[next]!.at <= position; next++) {
      out += html.slice(from, i) + marks[next]!.mark;
      from = i;
    }
    if (next === marks.length) break;
    i = html[i] === '&' ? html.indexOf(';', i) + 1 : i + 1;
    position++;
  }
  return (
    out +
    html.slice(from) +
    marks
      .slice(next)
      .map(({ mark }) => mark)
      .join('')
  );
}
