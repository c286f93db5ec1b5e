import type { DocumentView } from '../documentView';
import { maxLineChars } from '../fileFilter';

/** A name that a file takes from elsewhere, and where it stands. */
export interface ImportedName {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

/** Imports stand at the top; below this many lines nobody looks. */
const linesLooked = 200;

/** More names than this are not looked up. */
const maxNames = 12;

/** How a line begins that takes something from elsewhere, in the languages we know. */
const importLine = /^\s*(?:(?:import|from|use|using)\b|export\s+(?:type\s+)?[{*]|(?:const|let|var)\b.*\brequire\()/;

/** A file that is included by its path, such as `#include "shape.h"`. */
const include = /^\s*#\s*include\s+"(?=.)/;

/** Words of import statements that name nothing. */
const keywords: ReadonlySet<string> = new Set(
  'import from use using export type const let var require as static crate self super pub mod default namespace typeof'.split(
    ' ',
  ),
);

/** The names a file imports, in the order of the file, found by the look of the lines; what they are, the editor's providers say. */
export function importedNames(view: Pick<DocumentView, 'lineCount' | 'line'>): readonly ImportedName[] {
  const found: ImportedName[] = [];
  const end = Math.min(view.lineCount, linesLooked);
  let open = false;
  for (let line = 0; line < end && found.length < maxNames; line++) {
    const text = view.line(line);
    if (text.length > maxLineChars) continue;
    const path = include.exec(text);
    if (path) found.push({ name: text.trim(), line, character: path[0].length });
    else if (open || importLine.test(text)) {
      found.push(...namesIn(text, line));
      open = staysOpen(text, open);
    }
  }
  return withoutDoubles(found).slice(0, maxNames);
}

/** A list in brackets may go on over several lines. */
function staysOpen(text: string, wasOpen: boolean): boolean {
  if (/[})]/.test(text)) return false;
  return wasOpen || /[{(]/.test(text);
}

function namesIn(text: string, line: number): readonly ImportedName[] {
  // What is quoted or commented names a module; blanks keep the columns.
  const code = text.replaceAll(/(["'`])[^"'`]*\1|\/\/.*$|#.*$/g, (part) => ' '.repeat(part.length));
  return Array.from(code.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu))
    .filter(([name]) => !keywords.has(name))
    .map((match) => ({ name: match[0], line, character: match.index }));
}

/** `a as b` names one thing twice, and of a path like `java.util.List` the last part says most: the later one counts. */
function withoutDoubles(names: readonly ImportedName[]): readonly ImportedName[] {
  const byName = new Map(names.map((name) => [name.name, name]));
  return [...byName.values()];
}
