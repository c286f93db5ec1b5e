import { isBlank } from '../indentation';
import { isProse } from '../languages';
import type { TextRule } from '../rule';

/** Zero-width space, byte order mark, emoji: nobody types them to begin code. */
const invisible = /^(?:[\u200B\u200C\uFEFF]|\p{Emoji_Presentation})+[ \t]*/u;

/** Marks of a diff or a list in front of code. */
const listMark = /^[-+.][ \t]+(?=[\p{L}_@}\])#/<"'])/u;

/** Languages in which a line may well begin with `- `. */
const listLanguages: ReadonlySet<string> = new Set(['yaml', 'diff', 'toml', 'haml', 'jade', 'pug']);

/** Debris at the beginning (Cody's `fixBadCompletionStart`): `+ ` is debris on an empty line, an operator after `a`. */
export const badStartRules: readonly TextRule[] = [
  {
    name: 'invisible-start',
    apply: (text, { snapshot }) => (isProse(snapshot.languageId) ? text : text.replace(invisible, '')),
  },
  {
    name: 'list-mark',
    apply: (text, { snapshot: { languageId, linePrefix } }) =>
      isProse(languageId) || listLanguages.has(languageId) || !isBlank(linePrefix) ? text : text.replace(listMark, ''),
  },
];
