import { isBlank } from './indentation';
import { hasTemplateStrings, isCFamily } from './languages';

/** Heads of blocks whose arms may stand as far left as the head itself. */
const armed = /\b(?:switch|select|class|struct|case(?!.*:$))\b/;

const arm = /^\s*(?:(?:case|when|in)\b|(?:default|else|public|private|protected)\b.*$)/;

/**
 * Whether the line at an index belongs to the block around it though it stands as far left as the block's `head` or further:
 * in a text of several lines, for the preprocessor, a label, or an arm of the head.
 */
export function staysInBlock(lines: readonly string[], at: number, head: string, languageId: string): boolean {
  const line = lines[at] ?? '';
  if (isCFamily(languageId) && /^\s*#\s*[a-z]|^(?!default|public|private|protected)\w+:$/.test(line)) return true;
  if (armed.test(head) && arm.test(line)) return true;
  return isInText(lines.slice(0, at).join('\n'), languageId);
}

/** Whether code ends within a text of several lines: a docstring, a template, what follows `<<EOF`. */
export function isInText(code: string, languageId: string): boolean {
  if (code.split('"""').length % 2 === 0 || code.split("'''").length % 2 === 0) return true;
  if (hasTemplateStrings(languageId)) return code.replaceAll('\\`', '').split('`').length % 2 === 0;
  if (!['shellscript', 'ruby', 'php', 'perl'].includes(languageId)) return false;
  const marks = [...code.matchAll(/<<[<~-]?['"]?([A-Z][A-Z_]+)\b/g)];
  const last = marks.at(-1);
  const [, ...below] = last ? code.slice(last.index).split('\n') : [];
  return last !== undefined && !below.some((line) => line.trim().replace(/\W+$/, '') === last[1]);
}

/** Whether a line is said of the declaration below it: a decorator, an attribute, a line of its documentation. */
export function isSaidOfNext(line: string, languageId: string): boolean {
  if (languageId === 'css' || languageId === 'scss' || languageId === 'less' || isBlank(line)) return false;
  return /^\s*(?:@[A-Za-z][\w.]*(?:\(.*\))?|#\[.*\]|\/\*\*.*|\*(?:[\s/].*)?|\/\/\/.*)$/.test(line);
}
