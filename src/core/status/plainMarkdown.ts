/**
 * A text as Markdown that shows it as it is: every character that could mean something is written by its number, so that
 * nothing in it becomes emphasis, a link, a bare address or an icon. Unlike `MarkdownString.appendText` it keeps its spaces,
 * so that a long line breaks between words.
 */
export function plainMarkdown(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}
