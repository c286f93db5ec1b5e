import { MARKS_PER_BLOCK, markFor, withoutMarks } from './marks';

/** How far a place is looked for, in characters, words and lines, before the seam goes behind the block. */
const REACH = { word: 24, characters: 16, words: 24, lines: 12 } as const;

/** A block's source with the marks of the seams that found a place in it; the others stand after the block. */
export interface MarkedSource {
  readonly source: string;
  readonly placed: number;
}

/**
 * Puts one mark for each offset into the source of a block so that the markdown means the same as before: a cut may fall
 * into a fence's info line, a link's destination, between two asterisks. Each place is proved by rendering: without its
 * mark the HTML must be equal to the unmarked one, and the mark must stand in text. Offsets ascend; from the first seam
 * that finds no place on, all are left to the caller.
 */
export function placeMarks(
  source: string,
  offsets: readonly number[],
  render: (source: string) => string,
): MarkedSource {
  const expected = render(source);
  let marked = source;
  let placed = 0;
  let lowest = 0;
  for (const offset of offsets.slice(0, MARKS_PER_BLOCK)) {
    const mark = markFor(placed);
    const place = candidates(source, offset).find((at) => {
      if (at < lowest) return false;
      const tried = insert(marked, at + placed, mark);
      const html = render(tried);
      return standsInText(html, mark) && withoutMarks(html) === expected;
    });
    if (place === undefined) break;
    marked = insert(marked, place + placed, mark);
    lowest = place;
    placed++;
  }
  return { source: marked, placed };
}

/**
 * Places in the order of preference: the end of the line before, when the cut is at a line's start; the end of the word
 * that was cut; the cut itself; then ever further behind it.
 */
function candidates(source: string, offset: number): readonly number[] {
  const places = new Set<number>();
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  if (source.slice(lineStart, offset).trim() === '') {
    const end = source.slice(0, lineStart).trimEnd().length;
    if (end > 0) places.add(end);
  }
  const rest = source.slice(offset);
  if (/[\p{L}\p{N}_]$/u.test(source.slice(Math.max(0, offset - 2), offset))) {
    const word = /^[\p{L}\p{N}_]+/u.exec(rest)?.[0] ?? '';
    if (word !== '' && word.length <= REACH.word) places.add(offset + word.length);
  }
  let at = wholeCharacterFrom(source, offset);
  for (let i = 0; i <= REACH.characters && at <= source.length; i++, at = wholeCharacterFrom(source, at + 1))
    places.add(at);
  for (const match of firstMatches(rest, /\S(?=\s|$)/g, REACH.words)) places.add(offset + match + 1);
  for (const match of firstMatches(rest, /\n/g, REACH.lines)) places.add(offset + match).add(offset + match + 1);
  return [...places];
}

function* firstMatches(text: string, pattern: RegExp, count: number): Generator<number> {
  for (const match of text.matchAll(pattern)) {
    if (count-- <= 0) return;
    yield match.index;
  }
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The next offset that is not inside a surrogate pair or a composed character. */
function wholeCharacterFrom(source: string, offset: number): number {
  if (offset >= source.length) return offset;
  const start = Math.max(0, offset - 32);
  // A window may itself begin inside a pair; one unit further it does not.
  const from = isLowSurrogate(source, start) ? start + 1 : start;
  const segment = graphemes.segment(source.slice(from, offset + 32)).containing(offset - from);
  if (!segment || segment.index === offset - from) return offset;
  return from + segment.index + segment.segment.length;
}

function isLowSurrogate(source: string, at: number): boolean {
  const unit = source.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Whether the mark occurs once, outside tags, and outside links and headings, whose names it would change. */
function standsInText(html: string, mark: string): boolean {
  const at = html.indexOf(mark);
  if (at === -1 || html.indexOf(mark, at + 1) !== -1) return false;
  const before = html.slice(0, at);
  if (before.lastIndexOf('<') > before.lastIndexOf('>')) return false;
  return !isInside(before, '<a ', '</a>') && !isInside(before, /<h[1-6]>/g, /<\/h[1-6]>/g);
}

function isInside(before: string, open: string | RegExp, close: string | RegExp): boolean {
  return before.split(open).length > before.split(close).length;
}

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}
