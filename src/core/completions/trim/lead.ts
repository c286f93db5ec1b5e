import { indentColumns, isBlank, leadingSpace, lineAbove } from '../indentation';
import { languageTraits } from '../languages';
import { opensBlock } from '../multiline';
import type { Snapshot } from '../snapshot';

/** Lines that belong to an outer block though they follow an inner one. */
const outerLine = /^\s*(?:[)\]}]|(?:else|elif|elsif|except|finally|catch|case|default|when|rescue|end)\b)/;

/**
 * Fits the beginning of an answer to the cursor: blank lines and indentation that the document has already go, and for
 * chat answers (`hole`), whose tags and habits eat white space, the line break and the indentation a block needs come back.
 */
export function fitLead(text: string, snapshot: Snapshot, multiline: boolean, kind: 'fim' | 'hole'): string {
  if (isBlank(text)) return text;
  if (isBlank(snapshot.linePrefix)) return fitToIndentation(text, snapshot, kind);
  if (kind === 'fim') return text;
  const opens = multiline && /(?:\{|:|=>|\bdo|\bthen)\s*$/.test(snapshot.linePrefix);
  const body = text.replace(/^(?:[ \t]*\n)+/, '');
  if (!opens) return body.length < text.length ? body.trimStart() : text;
  if (body.length < text.length) return `\n${body}`;
  return outerLine.test(text) ? text : `\n${bodyIndent(snapshot)}${text.trimStart()}`;
}

function fitToIndentation(text: string, snapshot: Snapshot, kind: 'fim' | 'hole'): string {
  const { linePrefix } = snapshot;
  const body = text.replace(/^(?:[ \t]*\n)+/, '');
  if (body.length < text.length || (kind === 'hole' && repeatsIndentation(body, snapshot))) {
    const rest = body.startsWith(linePrefix) ? body.slice(linePrefix.length) : body.trimStart();
    return kind === 'hole' ? indentRest(rest, snapshot) : rest;
  }
  return kind === 'hole' ? indentRest(body, snapshot) : body;
}

/** The cursor stands where the line should begin, and the answer brings that indentation once more. */
function repeatsIndentation(body: string, snapshot: Snapshot): boolean {
  const { linePrefix, indentation, languageId, prefix } = snapshot;
  if (linePrefix === '' || !body.startsWith(linePrefix)) return false;
  const above = lineAbove(prefix);
  if (above === undefined || !opensBlock(above, languageTraits(languageId))) return true;
  return indentColumns(linePrefix, indentation.tabSize) > indentColumns(above, indentation.tabSize);
}

/** Shifts the later lines of an answer that was written as if the cursor stood at the line's start. */
function indentRest(text: string, snapshot: Snapshot): string {
  const [first = '', ...rest] = text.split('\n');
  const columns = indentColumns(snapshot.linePrefix, snapshot.indentation.tabSize);
  const second = rest.find((line) => !isBlank(line));
  if (columns === 0 || second === undefined || outerLine.test(second)) return text;
  const secondColumns = indentColumns(second, snapshot.indentation.tabSize);
  const opens = opensBlock(first, languageTraits(snapshot.languageId));
  if (opens ? secondColumns > columns : secondColumns >= columns) return text;
  return [first, ...rest.map((line) => (isBlank(line) ? line : snapshot.linePrefix + line))].join('\n');
}

function bodyIndent(snapshot: Snapshot): string {
  const { tabSize, insertSpaces } = snapshot.indentation;
  return leadingSpace(snapshot.linePrefix) + (insertSpaces ? ' '.repeat(tabSize) : '\t');
}
