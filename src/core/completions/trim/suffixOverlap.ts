import { owedBy, scanBrackets } from '../brackets';
import { isBlank } from '../indentation';
import type { Snapshot } from '../snapshot';

/** A fill and how many characters right of the cursor its range covers. */
export interface Covered {
  readonly text: string;
  readonly cover: number;
}

/** A way in which a fill may repeat the rest of the line. */
export interface CoverRule {
  readonly name: string;
  /** How many characters of the rest of the line are repeated. */
  repeated(fill: ScannedFill): number;
}

/** A fill with what its brackets say: a closer that it opens itself (`foo(|)` filled with `g(a)`) repeats nothing. */
interface ScannedFill {
  readonly text: string;
  readonly lineSuffix: string;
  /** Where the fill closes what it has not opened. */
  readonly loose: readonly { readonly char: string; readonly index: number }[];
  /** The quote of the string the cursor stands in, if the fill ends it. */
  readonly quote?: string;
}

/** The longest overlap counts. */
export const coverRules: readonly CoverRule[] = [
  {
    name: 'cover-end',
    repeated: (fill) => overlapAtEnd(fill.text, fill.lineSuffix, (index, start) => isRepeatable(index, fill, start)),
  },
  {
    name: 'cover-closers',
    repeated: ({ lineSuffix, loose, quote }) =>
      overlapInOrder([...(quote === undefined ? [] : [quote]), ...loose.map(({ char }) => char)], lineSuffix),
  },
];

/**
 * Settles what a fill repeats of the rest of the line. The repeated characters stay in the text and the range covers them,
 * so that nothing has to be cut where the editor can draw the difference; it draws insertions only, so the covered text
 * must be found in the fill in the same order (`reference/vscode.md` §1.4).
 */
export function coverSuffix(text: string, snapshot: Snapshot, rules: readonly CoverRule[] = coverRules): Covered {
  const { lineSuffix, prefix, languageId } = snapshot;
  if (isBlank(lineSuffix)) return { text, cover: 0 };
  const before = owedBy(prefix, languageId);
  const { loose, quote: openQuote } = scanBrackets(text, languageId, before);
  const quote = before.quote !== undefined && openQuote === undefined ? { quote: before.quote } : {};
  const covers = rules.map((rule) => rule.repeated({ text, lineSuffix, loose, ...quote })).toSorted((a, b) => b - a);
  const cover = covers.find((length) => isSubsequence(lineSuffix.slice(0, length), text)) ?? 0;
  if (cover > 0 || (covers[0] ?? 0) === 0) return { text, cover };
  // The editor could not draw it (`foo( | )` filled with `a)`): then the repeated closers go after all.
  const first = loose[0]?.index;
  return first === undefined ? { text, cover: 0 } : { text: text.slice(0, first).trimEnd(), cover: 0 };
}

/** Brackets and the string's own quote repeat the document only where the fill has not opened them before `start`. */
function isRepeatable(index: number, { text, loose, quote }: ScannedFill, start: number): boolean {
  const char = text.charAt(index);
  if (char === '>') return (openerOfAngle(text, index) ?? start) >= start;
  if (/[)\]}]/.test(char)) return loose.some((closer) => closer.index === index);
  return /["'`]/.test(char) ? char === quote : true;
}

/** The longest beginning of the rest of the line that the fill ends with. */
function overlapAtEnd(text: string, lineSuffix: string, repeatable: (index: number, start: number) => boolean): number {
  for (let length = Math.min(text.length, lineSuffix.length); length > 0; length--) {
    const start = text.length - length;
    if (!text.endsWith(lineSuffix.slice(0, length)) || isBlank(lineSuffix.slice(0, length))) continue;
    if (cutsWord(text, start) || cutsWord(lineSuffix, length)) continue;
    const indexes = Array.from({ length }, (_, offset) => start + offset);
    if (indexes.every((index) => repeatable(index, start))) return length;
  }
  return 0;
}

/** Where the angle that closes at `end` was opened (`Pick<A, B>`, `<b>`), or `undefined`; arrows close none. */
function openerOfAngle(text: string, end: number): number | undefined {
  const open: number[] = [];
  for (const { 0: mark, index } of text.slice(0, end + 1).matchAll(/(?<![=-])>|</g)) {
    if (mark === '<') open.push(index);
    else if (index === end) return open.at(-1);
    else open.pop();
  }
  return undefined;
}

/** Whether `at` lies inside a word, so that what is on either side is only part of one. */
function cutsWord(text: string, at: number): boolean {
  return /[\p{L}\p{N}_]/u.test(text.charAt(at - 1)) && /[\p{L}\p{N}_]/u.test(text.charAt(at));
}

/** How far the fill's own loose closers reach into the rest of the line, in order, white space between them included. */
function overlapInOrder(marks: readonly string[], lineSuffix: string): number {
  let cover = 0;
  let next = 0;
  for (let index = 0; index < lineSuffix.length && next < marks.length; index++) {
    const char = lineSuffix.charAt(index);
    if (isBlank(char)) continue;
    if (char !== marks[next]) break;
    next += 1;
    cover = index + 1;
  }
  return cover;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at);
    if (at < 0) return false;
    at += char.length;
  }
  return true;
}
