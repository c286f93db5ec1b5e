import { isComment } from '../amongWords';
import { indentColumns, isBlank, leadingSpace } from '../indentation';
import { languageTraits } from '../languages';
import { opensBlock } from '../multiline';
import type { ReadingContext, TextRule } from '../rule';
import type { Snapshot } from '../snapshot';
import { echoLines } from './echo';

/** Repeated lines shorter than this together are chance. */
const minEchoChars = 8;

/**
 * Drops whole lines from above the cursor that an answer begins with, though it indents them otherwise or says a comment
 * anew in other capitals. Of a model that fills in the middle only the head of the cursor's own block is taken for an
 * echo: an instruct model writes the function again (Qwen3-Coder#94).
 */
export const movedEcho: TextRule = {
  name: 'moved-echo',
  apply: (text, { snapshot, kind }) => afterEcho(text, snapshot, kind) ?? text,
};

/** Whether an unfinished answer has so far only repeated lines from above the cursor. */
export function mayBeMovedEcho(text: string, { snapshot, kind }: ReadingContext): boolean {
  const said = linesWithText(text);
  const last = said.pop();
  if (last === undefined) return false;
  const known = knownLines(snapshot, kind);
  return known.some((_, start) => {
    const rest = known.slice(start);
    if (said.length > rest.length || !said.every((line, at) => isSameLine(line, rest[at] ?? '', snapshot)))
      return false;
    const next = rest[said.length] ?? snapshot.linePrefix;
    return fold(next, snapshot).startsWith(fold(last, snapshot));
  });
}

function afterEcho(text: string, snapshot: Snapshot, kind: ReadingContext['kind']): string | undefined {
  const lines = text.split('\n');
  const known = knownLines(snapshot, kind);
  for (let start = 0; start < known.length; start++) {
    const end = endOfEcho(lines, known.slice(start), snapshot);
    if (end !== undefined) return restOf(lines.slice(end), snapshot);
  }
  return undefined;
}

/** The index of the line behind the echo, the one the cursor's line is repeated in, or `undefined`. */
function endOfEcho(lines: readonly string[], known: readonly string[], snapshot: Snapshot): number | undefined {
  if (known.join('').replaceAll(/\s/g, '').length < minEchoChars) return undefined;
  let matched = 0;
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    if (matched === known.length) return line.trimStart().startsWith(snapshot.linePrefix.trimStart()) ? at : undefined;
    if (!isSameLine(line, known[matched] ?? '', snapshot)) return undefined;
    matched += 1;
  }
  return undefined;
}

/** What is new in lines of which the first repeats what stands before the cursor, indented as the cursor's line is. */
function restOf(lines: readonly string[], snapshot: Snapshot): string {
  const { linePrefix, indentation } = snapshot;
  const [first = '', ...rest] = lines;
  const own = leadingSpace(first);
  const left = first.slice(own.length + linePrefix.trimStart().length);
  if (own === '') return [left, ...rest].join('\n');
  const from = indentColumns(own, indentation.tabSize);
  const to = indentColumns(linePrefix, indentation.tabSize);
  return [left, ...rest.map((line) => moved(line, from, to, snapshot))].join('\n');
}

/** A line of a text in which `from` columns stand for the `to` columns of the document; steps of another width are kept. */
function moved(line: string, from: number, to: number, { indentation: { tabSize, insertSpaces } }: Snapshot): string {
  if (isBlank(line)) return line;
  const columns = indentColumns(line, tabSize);
  const steps = (to / tabSize) * (columns / from);
  const wanted = Number.isInteger(steps) ? steps * tabSize : Math.max(0, columns + to - from);
  const lead = insertSpaces
    ? ' '.repeat(wanted)
    : '\t'.repeat(Math.floor(wanted / tabSize)) + ' '.repeat(wanted % tabSize);
  return lead + line.trimStart();
}

/** The lines with text above the cursor's that may be repeated. */
function knownLines({ prefix, languageId }: Snapshot, kind: ReadingContext['kind']): readonly string[] {
  const known = linesWithText(prefix.slice(0, prefix.lastIndexOf('\n') + 1)).slice(-echoLines);
  if (kind === 'hole') return known;
  const head = known.at(-1);
  return head !== undefined && opensBlock(head, languageTraits(languageId)) ? [head] : [];
}

function linesWithText(text: string): string[] {
  return text.split('\n').filter((line) => !isBlank(line));
}

function isSameLine(a: string, b: string, snapshot: Snapshot): boolean {
  return fold(a, snapshot) === fold(b, snapshot);
}

/** A line without its indentation, a comment without its capitals and its full stop as well. */
function fold(line: string, { languageId }: Snapshot): string {
  const text = line.trim();
  return isComment(text, languageId) ? text.toLowerCase().replace(/[.:]$/, '') : text;
}
