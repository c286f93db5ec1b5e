import { isComment } from './amongWords';
import { indentColumns, isBlank, lineAbove, linesBelow } from './indentation';
import { languageTraits, type LanguageTraits } from './languages';
import type { Snapshot } from './snapshot';

/** A reason for or against several lines; `undefined` leaves it to the next rule. */
export interface MultilineRule {
  readonly name: string;
  decide(snapshot: Snapshot): boolean | undefined;
}

/** The start of a call: a bracket with a word somewhere before it, and no other bracket between. */
const callStart = /\w[^\w()]*\(/;

/** The beginning of a line that declares something: it is no call, though it looks like one. */
export const declaration =
  /^\s*(?:(?:export|async|public|private|protected|static|pub|local)\s+)*(?:function|def|fn|func|fun|sub)\b/;

/** The first rule that decides counts (reference §2.3). */
export const multilineRules: readonly MultilineRule[] = [
  { name: 'unknown-language', decide: ({ languageId }) => (languageTraits(languageId) ? undefined : false) },
  { name: 'rest-of-line', decide: ({ lineSuffix }) => (isBlank(lineSuffix) ? undefined : false) },
  {
    name: 'in-comment',
    decide: ({ linePrefix, languageId }) => (isComment(linePrefix, languageId) ? false : undefined),
  },
  {
    name: 'inside-call',
    decide: ({ linePrefix }) => (isCompleteCall(linePrefix) && !declaration.test(linePrefix) ? false : undefined),
  },
  { name: 'empty-block', decide: (snapshot) => opensEmptyBlock(snapshot) || undefined },
  { name: 'below-comment', decide: (snapshot) => followsComment(snapshot) || undefined },
  { name: 'start-of-body', decide: (snapshot) => startsInBody(snapshot) || undefined },
];

/**
 * Whether a completion at this cursor may have several lines, by indentation and line ends alone (reference §2.3): a
 * parser on the key path can hang the extension host (continue#3753).
 */
export function wantsMultiline(snapshot: Snapshot, rules: readonly MultilineRule[] = multilineRules): boolean {
  for (const rule of rules) {
    const decision = rule.decide(snapshot);
    if (decision !== undefined) return decision;
  }
  return false;
}

/** Whether a line ends by opening a block: an opening bracket, or the language's own way. */
export function opensBlock(line: string, language: LanguageTraits | undefined): boolean {
  const text = line.trimEnd();
  return /[{([]$/.test(text) || (language?.blockStart?.test(text) ?? false);
}

/** A call with its arguments complete, such as `foo(a, b)`: what follows it is one expression, not a block. */
export function isCompleteCall(line: string): boolean {
  return line.endsWith(')') && callStart.test(line);
}

function opensEmptyBlock(snapshot: Snapshot): boolean {
  const { linePrefix, languageId } = snapshot;
  if (isBlank(linePrefix) || !opensBlock(linePrefix, languageTraits(languageId))) return false;
  return columnsOf(linePrefix, snapshot) >= nextColumns(snapshot);
}

/** A sentence above an empty line says what the code below it should do. */
function followsComment(snapshot: Snapshot): boolean {
  const above = lineAboveBlank(snapshot);
  if (above === undefined || !isComment(above, snapshot.languageId)) return false;
  return nextColumns(snapshot) <= columnsOf(snapshot.linePrefix, snapshot);
}

function startsInBody(snapshot: Snapshot): boolean {
  const above = lineAboveBlank(snapshot);
  if (above === undefined || isComment(above, snapshot.languageId)) return false;
  const before = columnsOf(above, snapshot);
  return before < columnsOf(snapshot.linePrefix, snapshot) && before >= nextColumns(snapshot);
}

/** The line above, of a cursor that nothing stands before. */
function lineAboveBlank({ linePrefix, prefix }: Snapshot): string | undefined {
  return isBlank(linePrefix) ? lineAbove(prefix) : undefined;
}

function columnsOf(line: string, snapshot: Snapshot): number {
  return indentColumns(line, snapshot.indentation.tabSize);
}

function nextColumns(snapshot: Snapshot): number {
  const [next] = linesBelow(snapshot.suffix, 1);
  return next === undefined ? 0 : columnsOf(next, snapshot);
}
