import { isBlank, leadingSpace } from '../indentation';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/** Fits white space: no double space at the cursor, the document's own indentation, nothing at the end. */
export const spaceRules: readonly TextRule[] = [
  { name: 'double-space', apply: (text, { snapshot }) => joinAtCursor(text, snapshot) },
  { name: 'reindent', apply: (text, { snapshot }) => reindent(text, snapshot) },
  { name: 'trailing-space', apply: (text, { snapshot }) => withoutTrailingSpace(text, snapshot) },
];

function joinAtCursor(text: string, snapshot: Snapshot): string {
  const { linePrefix } = snapshot;
  if (isBlank(linePrefix)) return text;
  return /[ \t]$/.test(linePrefix) ? text.replace(/^[ \t]+(?=\S)/, '') : text;
}

/** Lines behind the first take the document's kind of indentation. */
function reindent(text: string, snapshot: Snapshot): string {
  const { insertSpaces, tabSize } = snapshot.indentation;
  const [first = '', ...rest] = text.split('\n');
  if (rest.length === 0) return text;
  const unit = insertSpaces ? tabSize : spaceUnit(rest, tabSize);
  const convert = (line: string): string => {
    const lead = leadingSpace(line);
    if (insertSpaces)
      return lead.includes('\t') ? lead.replaceAll('\t', ' '.repeat(tabSize)) + line.slice(lead.length) : line;
    return lead.replaceAll(' '.repeat(unit), '\t') + line.slice(lead.length);
  };
  return [first, ...rest.map(convert)].join('\n');
}

/** The step by which a model indents with spaces in a file of tabs. */
function spaceUnit(lines: readonly string[], tabSize: number): number {
  const widths = lines.map((line) => leadingSpace(line)).filter((lead) => lead !== '' && !lead.includes('\t'));
  const smallest = Math.min(...widths.map((lead) => lead.length));
  return Number.isFinite(smallest) && smallest >= 2 ? Math.min(smallest, tabSize) : tabSize;
}

/** A space before the rest of the line may be wanted; line breaks and spaces at a line's end never are. */
function withoutTrailingSpace(text: string, snapshot: Snapshot): string {
  const trimmed = text.trimEnd();
  return isBlank(snapshot.lineSuffix) || text.includes('\n', trimmed.length) ? trimmed : text;
}
