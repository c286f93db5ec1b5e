import { editDistance, isNearlySame, areSiblings } from '../editDistance';
import { isPureCloser } from '../brackets';
import { indentColumns, isBlank, lineAbove, linesBelow } from '../indentation';
import type { Snapshot } from '../snapshot';

/** Why a fill is not worth showing. */
export type Reject =
  | 'too-short'
  | 'nothing-new'
  | 'hidden-direction'
  | 'line-above'
  | 'line-below'
  | 'near-line-below'
  | 'block-below';

/** One reason to drop a fill; `lines` are those with text, the first with what stands before the cursor. */
export interface RejectRule {
  readonly name: Reject;
  rejects(text: string, lines: readonly string[], snapshot: Snapshot): boolean;
}

/** A fill shorter than this in visible characters is noise between two keys. */
const minVisibleChars = 2;

/** Controls that show code in another order than it runs in (CVE-2021-42574, "Trojan Source"). */
const directionControl = /[\u202A-\u202E\u2066-\u2069]/;

/** What is dropped, in the order of asking (reference §2.5.4). */
export const rejectRules: readonly RejectRule[] = [
  { name: 'too-short', rejects: (text) => text.replaceAll(/\s/g, '').length < minVisibleChars },
  {
    name: 'nothing-new',
    rejects: (text, _, { lineSuffix }) => !isBlank(lineSuffix) && text.trim() === lineSuffix.trim(),
  },
  {
    // A document that uses them itself may be given them.
    name: 'hidden-direction',
    rejects: (text, _, { prefix, suffix }) => directionControl.test(text) && !directionControl.test(prefix + suffix),
  },
  {
    // Behind text the first line is the user's own: that it looks like its neighbour is no fault of the fill.
    name: 'line-above',
    rejects: (_, lines, { prefix }) =>
      lines.length === 1 && isTelling(lines[0]) && !isEnd(lines[0]) && lines[0]?.trim() === lineAbove(prefix)?.trim(),
  },
  {
    name: 'line-below',
    rejects: (_, [line, ...more], { suffix, indentation }) =>
      more.length === 0 && isTelling(line) && isLineBelow(line, linesBelow(suffix, 1)[0], indentation.tabSize),
  },
  {
    name: 'near-line-below',
    rejects: (_, lines, { suffix }) => lines.length === 1 && repeatsLineNear(lines[0] ?? '', linesBelow(suffix, 3)),
  },
  {
    name: 'block-below',
    rejects: (_, lines, { linePrefix, suffix }) =>
      lines.length > 1 && repeatsBlock(isBlank(linePrefix) ? lines : lines.slice(1), linesBelow(suffix, 3)),
  },
];

/** Says why a fill should not be shown, or `undefined`. */
export function rejectFill(
  text: string,
  snapshot: Snapshot,
  rules: readonly RejectRule[] = rejectRules,
): Reject | 'blank' | undefined {
  if (isBlank(text)) return 'blank';
  const lines = (snapshot.linePrefix + text).split('\n').filter((line) => !isBlank(line));
  return rules.find((rule) => rule.rejects(text, lines, snapshot))?.name;
}

/** A closer or a lone keyword may well stand twice. */
function isTelling(line = ''): boolean {
  return line.replaceAll(/[^\p{L}\p{N}]/gu, '').length >= 3;
}

/** The end of a block or an element: those of two may well follow one another, each where its own began. */
function isEnd(line = ''): boolean {
  return isPureCloser(line) || /^\s*<\/[\w.:-]+>\s*$/.test(line);
}

function isLineBelow(line = '', below = '', tabSize: number): boolean {
  if (line.trim() !== below.trim()) return false;
  return !isEnd(line) || indentColumns(line, tabSize) === indentColumns(below, tabSize);
}

/** A long line that one of the next three says but for a slip (Twinny compares with three). */
function repeatsLineNear(line: string, below: readonly string[]): boolean {
  return line.trim().length >= 20 && below.some((known) => isNearlySame(line.trim(), known.trim(), 0.1));
}

/** The first three lines are those below the cursor, but for one character or one in twenty (Tabby's `dropDuplicated`). */
function repeatsBlock(lines: readonly string[], below: readonly string[]): boolean {
  const count = Math.min(3, lines.length, below.length);
  if (count === 0) return false;
  if (count === 1) return lines[0]?.trim() === below[0]?.trim() && isTelling(lines[0]);
  const [said, known] = [lines, below].map((all) =>
    all
      .slice(0, count)
      .map((line) => line.trim())
      .join('\n'),
  );
  if (said === undefined || known === undefined || known.length > 1_500 || areSiblings(said, known)) return false;
  // Neighbours in a table differ by no more.
  const limit = known.length < 20 ? 0 : Math.max(1, Math.floor(known.length * 0.05));
  return editDistance(said, known, limit) <= limit;
}
