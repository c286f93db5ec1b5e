import { isPureCloser, scanBrackets } from '../brackets';
import { indentColumns, isBlank, linesBelow } from '../indentation';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/**
 * Snips closing lines at the end of a fill that the document has already, at the same indentation (continue#10751). A line
 * counts only if what it closes was opened before the fill; the document's line may go on (`}` against `} else {`).
 */
export const doubleCloseRule: TextRule = {
  name: 'double-close',
  apply: (text, { snapshot }) => dropDoubleClose(text, snapshot),
};

function dropDoubleClose(text: string, snapshot: Snapshot): string {
  const lines = text.split('\n');
  const below = linesBelow(snapshot.suffix, 3);
  const { tabSize } = snapshot.indentation;
  const closing = countTrailingClosers(lines);
  for (let count = Math.min(closing, below.length); count > 0; count--) {
    const tail = lines.slice(-count);
    const same = tail.every((line, index) => {
      const known = below[index] ?? '';
      return indentColumns(line, tabSize) === indentColumns(known, tabSize) && known.trim().startsWith(line.trim());
    });
    if (same && closesWhatItDidNotOpen(lines, count, snapshot.languageId)) {
      return lines.slice(0, -count).join('\n').trimEnd();
    }
  }
  return text;
}

function countTrailingClosers(lines: readonly string[]): number {
  let count = 0;
  // The first line stands behind the cursor: it is not a line of its own that could be doubled.
  while (count < lines.length - 1 && isPureCloser(lines[lines.length - 1 - count] ?? '')) count += 1;
  return count;
}

function closesWhatItDidNotOpen(lines: readonly string[], count: number, languageId: string): boolean {
  const kept = lines.slice(0, -count).join('\n');
  const tail = lines.slice(-count).filter((line) => !isBlank(line));
  if (!tail.some((line) => /[)\]}]/.test(line))) return true;
  return scanBrackets(kept, languageId).owed.length === 0;
}
