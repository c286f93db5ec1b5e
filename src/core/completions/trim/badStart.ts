import { isAmongWords, isComment } from '../amongWords';
import { owedBy } from '../brackets';
import { indentColumns, isBlank, lineAbove } from '../indentation';
import { isProse, isYaml } from '../languages';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/** Zero-width space, byte order mark: nobody types them. */
const invisible = /^[\u200B\u200C\uFEFF]+[ \t]*/u;

/** Emoji begin a text, never code. */
const invisibleOrEmoji = /^(?:[\u200B\u200C\uFEFF]|\p{Emoji_Presentation})+[ \t]*/u;

/** Marks of a diff or a list in front of code. */
const listMark = /^[-+.][ \t]+(?=[\p{L}_@}\])#/<"'])/u;

/** Languages in which a line may well begin with `- `. */
const listLanguages: ReadonlySet<string> = new Set(['diff', 'toml', 'haml', 'jade', 'pug']);

/** Debris at the beginning (Cody's `fixBadCompletionStart`): `+ ` is debris on an empty line, an operator after `a`. */
export const badStartRules: readonly TextRule[] = [
  {
    name: 'invisible-start',
    apply: (text, { snapshot }) =>
      isProse(snapshot.languageId) ? text : text.replace(isAmongWords(snapshot) ? invisible : invisibleOrEmoji, ''),
  },
  {
    name: 'list-mark',
    apply: (text, { snapshot }) =>
      hasLists(snapshot.languageId) || !isBlank(snapshot.linePrefix) || continuesLine(snapshot)
        ? text
        : text.replace(listMark, ''),
  },
];

function hasLists(languageId: string): boolean {
  return isProse(languageId) || isYaml(languageId) || listLanguages.has(languageId);
}

/** Whether an operator may go on from the line above: that is not finished, and the cursor's is indented from it or like it. */
function continuesLine({ prefix, linePrefix, indentation: { tabSize }, languageId }: Snapshot): boolean {
  const above = lineAbove(prefix);
  if (above === undefined || isComment(above, languageId) || /[;:,{}([]$/.test(above.trimEnd())) return false;
  if (owedBy(prefix, languageId).owed.at(-1) === ')') return true;
  return /^\s*[-+.]\s/.test(above) || indentColumns(linePrefix, tabSize) > indentColumns(above, tabSize);
}
