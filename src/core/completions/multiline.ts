import { indentColumns, isBlank, lineAbove, linesBelow } from './indentation';
import { languageTraits, lineCommentOf, type LanguageTraits } from './languages';
import type { Snapshot } from './snapshot';

/** A call with its arguments complete, such as `foo(a, b)`: what follows it is one expression, not a block. */
const insideCall = /\b[^()]+\((.*)\)$/;

/** A line that declares something is no call, though it looks like one. */
const declaration =
  /^\s*(?:(?:export|async|public|private|protected|static|pub)\s+)*(?:function|def|fn|func|fun|sub)\b/;

/**
 * Whether a completion at this cursor may have several lines, by indentation and line ends alone (reference §2.3): a
 * parser on the key path can hang the extension host.
 */
export function wantsMultiline(snapshot: Snapshot): boolean {
  const { linePrefix, lineSuffix, languageId } = snapshot;
  const language = languageTraits(languageId);
  if (!language || !isBlank(lineSuffix)) return false;
  if (isComment(linePrefix, languageId)) return false;
  return isBlank(linePrefix) ? startsInBody(snapshot) : opensEmptyBlock(snapshot, language);
}

/** Whether a line is a comment to its end. */
function isComment(line: string, languageId: string): boolean {
  const mark = lineCommentOf(languageId);
  const text = line.trimStart();
  return (mark !== undefined && text.startsWith(mark)) || text.startsWith('/*') || /^\*(?:\s|$)/.test(text);
}

/** Whether a line ends by opening a block: an opening bracket, or the language's own way. */
export function opensBlock(line: string, language: LanguageTraits | undefined): boolean {
  const text = line.trimEnd();
  return /[{([]$/.test(text) || (language?.blockStart?.test(text) ?? false);
}

function opensEmptyBlock(snapshot: Snapshot, language: LanguageTraits): boolean {
  const { linePrefix } = snapshot;
  if (insideCall.test(linePrefix) && !declaration.test(linePrefix)) return false;
  if (!opensBlock(linePrefix, language)) return false;
  return columnsOf(linePrefix, snapshot) >= nextColumns(snapshot);
}

function startsInBody(snapshot: Snapshot): boolean {
  const above = lineAbove(snapshot.prefix);
  if (above === undefined) return false;
  const current = columnsOf(snapshot.linePrefix, snapshot);
  // A sentence above an empty line says what the code below it should do.
  if (isComment(above, snapshot.languageId)) return nextColumns(snapshot) <= current;
  const before = columnsOf(above, snapshot);
  return before < current && before >= nextColumns(snapshot);
}

function columnsOf(line: string, snapshot: Snapshot): number {
  return indentColumns(line, snapshot.indentation.tabSize);
}

function nextColumns(snapshot: Snapshot): number {
  const [next] = linesBelow(snapshot.suffix, 1);
  return next === undefined ? 0 : columnsOf(next, snapshot);
}
