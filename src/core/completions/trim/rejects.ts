import { isNearlySame } from '../editDistance';
import { isBlank, lineAbove, linesBelow } from '../indentation';
import type { Snapshot } from '../snapshot';

/** Why a fill is not worth showing. */
export type Reject = 'blank' | 'too-short' | 'nothing-new' | 'line-above' | 'line-below' | 'block-below';

/** A fill shorter than this in visible characters is noise between two keys. */
const minVisibleChars = 2;

/** Says why a fill should not be shown, or `undefined`. */
export function rejectFill(text: string, snapshot: Snapshot): Reject | undefined {
  if (isBlank(text)) return 'blank';
  if (text.replaceAll(/\s/g, '').length < minVisibleChars) return 'too-short';
  if (!isBlank(snapshot.lineSuffix) && text.trim() === snapshot.lineSuffix.trim()) return 'nothing-new';
  const lines = (snapshot.linePrefix + text).split('\n').filter((line) => !isBlank(line));
  const [first = ''] = lines;
  const above = lineAbove(snapshot.prefix);
  // Behind text the first line is the user's own: that it looks like its neighbour is no fault of the fill.
  if (lines.length === 1 && above !== undefined && isTelling(first) && first.trim() === above.trim())
    return 'line-above';
  const below = linesBelow(snapshot.suffix, 3);
  if (below.length === 0) return undefined;
  if (lines.length === 1) return first.trim() === below[0]?.trim() && isTelling(first) ? 'line-below' : undefined;
  return repeatsBlock(isBlank(snapshot.linePrefix) ? lines : lines.slice(1), below) ? 'block-below' : undefined;
}

/** A closer or a lone keyword may well stand twice. */
function isTelling(line: string): boolean {
  return line.replaceAll(/[^\p{L}\p{N}]/gu, '').length >= 3;
}

/** The first three lines are those below the cursor, but for a slip (Tabby's `dropDuplicated`). */
function repeatsBlock(lines: readonly string[], below: readonly string[]): boolean {
  const count = Math.min(3, lines.length, below.length);
  if (count < 2) return count === 1 && lines[0]?.trim() === below[0]?.trim() && isTelling(lines[0] ?? '');
  return below.slice(0, count).every((line, index) => isNearlySame(line.trim(), (lines[index] ?? '').trim(), 0.05));
}
