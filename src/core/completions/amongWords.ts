import { owedBy } from './brackets';
import { isBlank } from './indentation';
import { hasPlainValues, lineCommentOf } from './languages';
import type { Snapshot } from './snapshot';

/** Languages whose text between tags is what readers see. */
const markup: ReadonlySet<string> = new Set([
  'html',
  'xml',
  'vue',
  'svelte',
  'astro',
  'handlebars',
  'javascriptreact',
  'typescriptreact',
]);

/** Whether a language has tags of its own. */
export function isMarkup(languageId: string): boolean {
  return markup.has(languageId);
}

/** Whether people read what is written at this cursor: a comment, a string, the text of a page. There, sentences are the fill. */
export function isAmongWords(snapshot: Snapshot): boolean {
  return isOutsideCode(snapshot) || owedBy(snapshot.prefix, snapshot.languageId).quote !== undefined;
}

/** So much before an empty line tells whether it begins a block of text. */
const blockHead = 80;

/** Whether the cursor stands where a text without quotes may be the value of a key. */
export function isPlainValue({ prefix, linePrefix, languageId }: Snapshot): boolean {
  if (!hasPlainValues(languageId)) return false;
  return (
    /[:=]|^\s*-\s/.test(linePrefix) || (isBlank(linePrefix) && /[:-] [|>][-+]?\s*$/.test(prefix.slice(-blockHead)))
  );
}

/** Whether the cursor is in a comment or in the text of a page. */
export function isOutsideCode({ prefix, linePrefix, languageId }: Snapshot): boolean {
  return (
    isComment(linePrefix, languageId) ||
    hasTrailingComment(linePrefix, languageId) ||
    isInBlockComment(prefix) ||
    (languageId === 'python' && (prefix.split('"""').length % 2 === 0 || prefix.split("'''").length % 2 === 0)) ||
    (markup.has(languageId) && /<[^<>]*>[^<>{}]*$/.test(linePrefix))
  );
}

/** Whether a line is a comment to its end. */
export function isComment(line: string, languageId: string): boolean {
  const mark = lineCommentOf(languageId);
  const text = line.trimStart();
  return (mark !== undefined && text.startsWith(mark)) || text.startsWith('/*') || /^\*(?:\s|$)/.test(text);
}

/** A comment behind code; a mark without a space before it may be part of an address. */
function hasTrailingComment(line: string, languageId: string): boolean {
  const mark = lineCommentOf(languageId);
  return mark !== undefined && (line.includes(` ${mark}`) || line.includes(`\t${mark}`));
}

function isInBlockComment(prefix: string): boolean {
  const open = prefix.lastIndexOf('/*');
  return (
    open >= 0 && prefix.indexOf('*/', open) < 0 && /(?:^|\s)\/\*/.test(prefix.slice(Math.max(0, open - 1), open + 2))
  );
}
