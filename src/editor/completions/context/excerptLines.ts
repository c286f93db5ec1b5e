import type * as vscode from 'vscode';
import { maxLineChars } from '../../../core/completions/fileFilter';

/** Lines of an open document with LF between, cut to so many characters; `undefined` where a line is generated. */
export function excerptLines(
  document: vscode.TextDocument,
  from: number,
  count: number,
  maxChars: number,
): string | undefined {
  const lines: string[] = [];
  let chars = 0;
  const end = Math.min(document.lineCount, from + count);
  for (let index = Math.max(0, from); index < end; index++) {
    const { text } = document.lineAt(index);
    if (text.length > maxLineChars) return undefined;
    chars += text.length + 1;
    if (chars > maxChars) break;
    lines.push(text);
  }
  return lines
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}
