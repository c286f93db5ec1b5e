import { isOutsideCode } from './amongWords';
import { isPureCloser, owedBy, scanBrackets } from './brackets';
import { indentColumns, isBlank, linesBelow } from './indentation';
import { hasBracesBelow, languageTraits } from './languages';
import { isCompleteCall, opensBlock } from './multiline';
import type { Snapshot } from './snapshot';

/** Marks at which a line may well be over. */
const lineEnd = /[>)\]},;]$/;

/** The end of a line behind which no brace stands on the next one. */
const finished = /[;,:{}(]\s*$/;

/**
 * Where a fill of one line ends: behind its first line, or, if that line opens a block that the document does not have,
 * behind the block, since half of one is no statement. `undefined` while more text may belong to it.
 */
export function endOfStatement(text: string, snapshot: Snapshot, atEnd: boolean): string | undefined {
  const lead = beginsNextLine(text, snapshot) ? (/^[ \t]*\n/.exec(text)?.[0] ?? '') : '';
  const lines = text.slice(lead.length).split('\n');
  const [first = ''] = lines;
  if (lines.length === 1) return undefined;
  const head = lead === '' ? snapshot.linePrefix + first : first;
  const from = firstInBlock(head, lines, snapshot, atEnd);
  if (from === undefined) return undefined;
  if (from === 0) return lead + first;
  const count = linesOfBlock(lines, from, indentColumns(head, snapshot.indentation.tabSize), snapshot, atEnd);
  if (count === undefined && !atEnd) return undefined;
  const block = lead + lines.slice(0, count).join('\n');
  return isClosed(block, snapshot) ? block : lead + first;
}

/** Whether a fill leaves the cursor's line as it is and goes on below: by its indentation, behind what may end a line. */
export function beginsNextLine(text: string, snapshot: Snapshot): boolean {
  const { linePrefix, lineSuffix, indentation } = snapshot;
  const [, space, next] = /^[ \t]*\n([ \t]*)(\S)/.exec(text) ?? [];
  if (space === undefined || next === undefined || isBlank(linePrefix) || !isBlank(lineSuffix)) return false;
  if (/\s$/.test(linePrefix)) return false;
  const deeper = indentColumns(space, indentation.tabSize) - indentColumns(linePrefix, indentation.tabSize);
  if (hasBlockBelow(linePrefix, snapshot)) return false;
  return deeper > 0 || (deeper === 0 && (space !== '' || next === '{') && lineEnd.test(linePrefix));
}

/** The index of the first line in the block that the statement opens, 0 if it opens none, `undefined` if that is not said yet. */
function firstInBlock(head: string, lines: readonly string[], snapshot: Snapshot, atEnd: boolean): number | undefined {
  const { languageId, linePrefix, lineSuffix } = snapshot;
  const [first = '', second = ''] = lines;
  if (isBlank(first) || !isBlank(lineSuffix) || hasBlockBelow(head, snapshot)) return 0;
  if (isOutsideCode({ ...snapshot, linePrefix: head })) return 0;
  const goesOnFromCall = head !== first && isCompleteCall(linePrefix);
  if (opensBlock(head, languageTraits(languageId))) return goesOnFromCall ? 0 : 1;
  if (!hasBracesBelow(languageId) || finished.test(head)) return 0;
  if (lines.length === 2 && isBlank(second) && !atEnd) return undefined;
  return second.trim() === '{' ? 2 : 0;
}

function hasBlockBelow(head: string, { suffix, indentation }: Snapshot): boolean {
  const [next] = linesBelow(suffix, 1);
  const { tabSize } = indentation;
  return next !== undefined && indentColumns(next, tabSize) > indentColumns(head, tabSize);
}

/** How many lines the statement has, or `undefined` if its end is not said yet; only whole lines count. */
function linesOfBlock(
  lines: readonly string[],
  from: number,
  start: number,
  { languageId, indentation }: Snapshot,
  atEnd: boolean,
): number | undefined {
  const whole = atEnd ? lines.length : lines.length - 1;
  for (let at = from; at < whole; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line) || indentColumns(line, indentation.tabSize) > start) continue;
    if (indentColumns(line, indentation.tabSize) < start) return at;
    if (isPureCloser(line)) return at + 1;
    if (!goesOn(line, languageId)) return at;
  }
  return undefined;
}

/** `} else {` and its like stand at the indentation of the statement they go on with. */
function goesOn(line: string, languageId: string): boolean {
  if (/^\s*[)\]}]/.test(line)) return opensBlock(line, languageTraits(languageId));
  return /^\s*(?:else|elif|elsif|except|finally|catch|rescue|ensure)\b/.test(line);
}

/** Whether a text closes all brackets that it opens. */
function isClosed(text: string, { prefix, languageId }: Snapshot): boolean {
  return scanBrackets(text, languageId, owedBy(prefix, languageId)).owed.length === 0;
}
