import { scanBrackets } from '../brackets';
import { indentColumns, isBlank, leadingSpace, lineAbove } from '../indentation';
import { endsWithWord, languageTraits } from '../languages';
import { declaration, opensBlock } from '../multiline';
import { beginsNextLine } from '../oneStatement';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';
import { codestralBreak } from './quirks';

/** Lines that belong to an outer block though they follow an inner one. */
const outerLine = /^\s*(?:[)\]}]|(?:else|elif|elsif|except|finally|catch|case|default|when|rescue|end)\b)/;

/** Lines after which nothing more of the same block can run. */
const leavingLine = /^(?:return|raise|throw|break|continue)\b/;

/** Lines that begin something of its own where a blank line stands before them. */
const definition =
  /^(?:@|(?:export|public|private|static|async|def|class|function|func|fn|fun|impl|struct|enum|interface)\b)/;

/** A brace that begins an object, a pattern or a literal and no block: behind a mark or right behind a type's name … */
const inlineBrace = /(?:[=:,([{?&|\]$]\s*|\b(?:import|export|type|return|yield|const|let|var|new)\s*|\w|(?<![=-])>)\{$/;

/** … or anywhere in what a name is set to, but behind the head of a function. */
const assignedBrace = /(?<![=!<>])=(?![=>])[^()=>]*\{$/;

/** Words that open a block, the names of its arguments behind them. */
const blockWord = /\b(?:do(?:\s*\|[^|]*\|)?|then)$/;

/** The brace before the cursor, written again. */
const repeatedBrace = /^\s*\{[ \t]*(?=\n)/;

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

/** One space too many in front of the first line of an indented block (tabby#3263, cody#2532); a comment's ` *` has its own. */
function withoutOddSpace(text: string, { linePrefix, indentation }: Snapshot): string {
  const isOnGrid = linePrefix !== '' && isBlank(linePrefix) && linePrefix.length % indentation.tabSize === 0;
  return isOnGrid && indentation.insertSpaces && indentation.tabSize > 1 ? text.replace(/^ (?=[^\s*])/, '') : text;
}

/** Shifts the later lines of a block that was written as if the cursor stood at the line's start. */
function indentRest(text: string, snapshot: Snapshot): string {
  const { linePrefix, indentation, languageId } = snapshot;
  if (!isBlank(linePrefix)) return text;
  const [first = '', ...rest] = text.split('\n');
  const columns = indentColumns(linePrefix, indentation.tabSize);
  const second = rest.find((line) => !isBlank(line));
  if (columns === 0 || second === undefined || outerLine.test(second)) return text;
  const secondColumns = indentColumns(second, indentation.tabSize);
  const isFlat = opensBlock(first, languageTraits(languageId)) ? secondColumns <= columns : secondColumns === 0;
  if (!isFlat) return text;
  const end = endOfFlatBlock([first, ...rest], languageId);
  return [first, ...rest.map((line, at) => (isBlank(line) || at + 1 >= end ? line : linePrefix + line))].join('\n');
}

/** The index of the line at which a block without indentation is over: what follows belongs to its surroundings. */
function endOfFlatBlock(lines: readonly string[], languageId: string): number {
  const [stray] = scanBrackets(lines.join('\n'), languageId).loose;
  const closed = stray === undefined ? lines.length : lines.join('\n').slice(0, stray.index).split('\n').length - 1;
  let hasLeft = leavingLine.test(lines[0] ?? '');
  for (let at = 1; at < closed; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line) || leadingSpace(line) !== '') continue;
    if (hasLeft || (isBlank(lines[at - 1] ?? '') && definition.test(line))) return at;
    hasLeft = leavingLine.test(line);
  }
  return closed;
}

/** Behind text: a block begins on a line of its own, everything else goes on where the cursor is. */
function fitBreak(said: string, snapshot: Snapshot, multiline: boolean): string {
  const text = snapshot.linePrefix.trimEnd().endsWith('{') ? said.replace(repeatedBrace, '') : said;
  const body = text.replace(blankLines, '');
  const opens = multiline ? blockBehind(snapshot) : 'no';
  if (body.length < text.length)
    return opens === 'no' && !beginsNextLine(text, snapshot) ? body.trimStart() : `\n${body}`;
  return opens !== 'yes' || outerLine.test(text) ? text : `\n${bodyIndent(snapshot)}${text.trimStart()}`;
}

/** Whether what stands before the cursor opens a block; behind `=>` or a literal's brace there may as well be one line. */
function blockBehind({ linePrefix, languageId }: Snapshot): 'yes' | 'maybe' | 'no' {
  const line = linePrefix.trimEnd();
  if (line.endsWith('=>')) return 'maybe';
  if (line.endsWith('{')) return inlineBrace.test(line) || assignedBrace.test(line) ? 'maybe' : 'yes';
  if (blockWord.test(line) || (line.endsWith(')') && declaration.test(line) && endsWithWord(languageId))) return 'yes';
  if (!opensBlock(line, languageTraits(languageId))) return 'no';
  return line.endsWith(':') && languageId === 'python' ? 'yes' : 'maybe';
}

function bodyIndent(snapshot: Snapshot): string {
  const { tabSize, insertSpaces } = snapshot.indentation;
  return leadingSpace(snapshot.linePrefix) + (insertSpaces ? ' '.repeat(tabSize) : '\t');
}
