import { indentColumns, isBlank, leadingSpace, lineAbove } from '../indentation';
import { languageTraits } from '../languages';
import { opensBlock } from '../multiline';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';
import { codestralBreak } from './quirks';

/** Lines that belong to an outer block though they follow an inner one. */
const outerLine = /^\s*(?:[)\]}]|(?:else|elif|elsif|except|finally|catch|case|default|when|rescue|end)\b)/;

const blankLines = /^(?:[ \t]*\n)+/;

/**
 * Fits the beginning of an answer to the cursor: what the document has already goes, and for chat answers, whose tags and
 * habits eat white space, the line break and the indentation that a block needs come back.
 */
export const leadRules: readonly TextRule[] = [
  codestralBreak,
  { name: 'blank-lead', apply: (text, { snapshot }) => withoutBlankLead(text, snapshot) },
  {
    name: 'repeated-indent',
    apply: (text, { kind, snapshot }) =>
      kind === 'hole' && repeatsIndentation(text, snapshot) ? text.slice(snapshot.linePrefix.length) : text,
  },
  { name: 'odd-indent', apply: (text, { snapshot }) => withoutOddSpace(text, snapshot) },
  { name: 'flat-block', apply: (text, { kind, snapshot }) => (kind === 'hole' ? indentRest(text, snapshot) : text) },
  {
    name: 'lost-break',
    apply: (text, { kind, multiline, snapshot }) =>
      kind === 'hole' && !isBlank(text) && !isBlank(snapshot.linePrefix) ? fitBreak(text, snapshot, multiline) : text,
  },
];

/** On an empty line blank lines before the text are the document's own, and so is the indentation after them. */
function withoutBlankLead(text: string, { linePrefix }: Snapshot): string {
  if (isBlank(text) || !isBlank(linePrefix)) return text;
  const body = text.replace(blankLines, '');
  if (body.length === text.length) return text;
  return body.startsWith(linePrefix) ? body.slice(linePrefix.length) : body.trimStart();
}

/** The cursor stands where the line should begin, and the answer brings that indentation once more. */
function repeatsIndentation(body: string, snapshot: Snapshot): boolean {
  const { linePrefix, indentation, languageId, prefix } = snapshot;
  if (linePrefix === '' || !isBlank(linePrefix) || isBlank(body) || !body.startsWith(linePrefix)) return false;
  const above = lineAbove(prefix);
  if (above === undefined || !opensBlock(above, languageTraits(languageId))) return true;
  return indentColumns(linePrefix, indentation.tabSize) > indentColumns(above, indentation.tabSize);
}

/** One space too many in front of the first line of an indented block (tabby#3263, cody#2532). */
function withoutOddSpace(text: string, { linePrefix, indentation }: Snapshot): string {
  const isOnGrid = linePrefix !== '' && isBlank(linePrefix) && linePrefix.length % indentation.tabSize === 0;
  return isOnGrid && indentation.insertSpaces && indentation.tabSize > 1 ? text.replace(/^ (?=\S)/, '') : text;
}

/** Shifts the later lines of an answer that was written as if the cursor stood at the line's start. */
function indentRest(text: string, snapshot: Snapshot): string {
  const { linePrefix, indentation, languageId } = snapshot;
  if (!isBlank(linePrefix)) return text;
  const [first = '', ...rest] = text.split('\n');
  const columns = indentColumns(linePrefix, indentation.tabSize);
  const second = rest.find((line) => !isBlank(line));
  if (columns === 0 || second === undefined || outerLine.test(second)) return text;
  const secondColumns = indentColumns(second, indentation.tabSize);
  const opens = opensBlock(first, languageTraits(languageId));
  if (opens ? secondColumns > columns : secondColumns >= columns) return text;
  return [first, ...rest.map((line) => (isBlank(line) ? line : linePrefix + line))].join('\n');
}

/** Behind text: a block begins on a line of its own, everything else goes on where the cursor is. */
function fitBreak(text: string, snapshot: Snapshot, multiline: boolean): string {
  const opens = multiline && /(?:\{|:|=>|\bdo|\bthen)\s*$/.test(snapshot.linePrefix);
  const body = text.replace(blankLines, '');
  if (!opens) return body.length < text.length ? body.trimStart() : text;
  if (body.length < text.length) return `\n${body}`;
  return outerLine.test(text) ? text : `\n${bodyIndent(snapshot)}${text.trimStart()}`;
}

function bodyIndent(snapshot: Snapshot): string {
  const { tabSize, insertSpaces } = snapshot.indentation;
  return leadingSpace(snapshot.linePrefix) + (insertSpaces ? ' '.repeat(tabSize) : '\t');
}
