import { isBlank } from '../indentation';
import { isProse } from '../languages';
import type { Snapshot } from '../snapshot';

/** Zero-width space, byte order mark, emoji: nobody types them to begin code. */
const invisible = /^(?:[\u200B\u200C\uFEFF]|\p{Emoji_Presentation})+[ \t]*/u;

/** Marks of a diff or a list in front of code. */
const listMark = /^[-+.][ \t]+(?=[\p{L}_@}\])#/<"'])/u;

/** Languages in which a line may well begin with `- `. */
const listLanguages: ReadonlySet<string> = new Set(['yaml', 'diff', 'toml', 'haml', 'jade', 'pug']);

/** Takes debris off the beginning (Cody's `fixBadCompletionStart`): `+ ` is debris on an empty line, an operator after `a`. */
export function fixBadStart(text: string, snapshot: Snapshot): string {
  if (isProse(snapshot.languageId)) return text;
  const visible = text.replace(invisible, '');
  if (!isBlank(snapshot.linePrefix) || listLanguages.has(snapshot.languageId)) return visible;
  return visible.replace(listMark, '');
}
