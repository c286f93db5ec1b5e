import { isComment, isOutsideCode } from './amongWords';
import { isPureCloser, owedBy, scanBrackets } from './brackets';
import { indentColumns, isBlank, linesBelow } from './indentation';
import { hasBracesBelow, isYaml, languageTraits } from './languages';
import { isInText, isSaidOfNext, staysInBlock } from './leftLines';
import { isCompleteCall, opensBlock } from './multiline';
import type { Snapshot } from './snapshot';

/** Marks at which a line may well be over. */
const lineEnd = /[>)\]},;]$/;

/** What goes on with a statement at the indentation of its head, and a brace on its own line. */
const furtherPart = /^\s*(?:(?:else|elif|elsif|except|finally|catch|rescue|ensure)\b|\{\s*$)/;

/** The end of a line behind which no brace stands on the next one. */
const finished = /[;,:{}(]\s*$/;

/**
 * Where a fill of one line ends: behind its first line, or, if that line opens a block that the document does not have,
 * behind the block, since half of one is no statement. `undefined` while more text may belong to it.
 */
export function endOfStatement(text: string, snapshot: Snapshot, atEnd: boolean): string | undefined {
  const lead = beginsNextLine(text, snapshot) ? (/^[ \t]*\n/.exec(text)?.[0] ?? '') : '';
  const lines = text.slice(lead.length).split('\n');
  if (lines.length === 1) return undefined;
  const at = isBlank(snapshot.linePrefix) || lead !== '' ? startOf(lines, snapshot, atEnd) : 0;
  if (at === undefined) return undefined;
  const head = at === 0 && lead === '' ? snapshot.linePrefix + (lines[0] ?? '') : (lines[at] ?? '');
  const statement = lines.slice(at);
  const from = firstInBlock(head, statement, snapshot, atEnd);
  if (from === undefined) return undefined;
  const above =
    lead +
    lines
      .slice(0, at)
      .map((line) => `${line}\n`)
      .join('');
  const first = above + (statement[0] ?? '');
  if (from === 0) return at + 1 < lines.length || atEnd ? first : undefined;
  const count = linesOfBlock(statement, from, head, snapshot, atEnd);
  if (count === undefined && !atEnd) return undefined;
  const block = above + statement.slice(0, count).join('\n');
  return isClosed(block, snapshot) ? block : first;
}

/** The index of the line in which the statement begins, below what is said of it, or `undefined` if that is not there yet. */
function startOf(lines: readonly string[], { languageId, linePrefix }: Snapshot, atEnd: boolean): number | undefined {
  if (isComment(linePrefix, languageId)) return 0;
  const at = lines.findIndex((line) => !isSaidOfNext(line, languageId));
  if (at > 0 && at === lines.length - 1 && !atEnd) return undefined;
  return at < 0 ? (atEnd ? 0 : undefined) : at;
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
  if (isInText(head, languageId) || (isYaml(languageId) && /^\s*-\s/.test(head))) return 1;
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
  head: string,
  { languageId, indentation: { tabSize } }: Snapshot,
  atEnd: boolean,
): number | undefined {
  const start = indentColumns(head, tabSize);
  const whole = atEnd ? lines.length : lines.length - 1;
  for (let at = from; at < whole; at++) {
    const line = lines[at] ?? '';
    const columns = indentColumns(line, tabSize);
    if (isBlank(line) || columns > start || staysInBlock(lines, at, head, languageId)) continue;
    if (columns < start) return at;
    const goes = goesOn(line, lines.slice(at + 1, whole), languageId, atEnd);
    if (goes === undefined) return undefined;
    if (!goes) return /^\s*[)\]}]/.test(line) || isPureCloser(line) ? at + 1 : at;
  }
  return undefined;
}

/** Whether a statement goes on with a line as far left as its head, `undefined` while the line below may tell. */
function goesOn(line: string, below: readonly string[], languageId: string, atEnd: boolean): boolean | undefined {
  if (/^\s*[)\]}]/.test(line) && opensBlock(line, languageTraits(languageId))) return true;
  if (!isPureCloser(line) || !hasBracesBelow(languageId)) return furtherPart.test(line);
  const next = below.find((text) => !isBlank(text));
  return next === undefined ? (atEnd ? false : undefined) : furtherPart.test(next);
}

/** Whether a text closes all brackets that it opens. */
function isClosed(text: string, { prefix, languageId }: Snapshot): boolean {
  const { owed, quote } = scanBrackets(text, languageId, owedBy(prefix, languageId));
  return owed.length === 0 && quote === undefined;
}
