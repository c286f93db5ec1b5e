import type { ContextItem } from '../contract/ask';

/** A context item as a model reads it: what it is, then its text in a fence that nothing inside can close. */
export function renderContext(item: ContextItem): string {
  const fence = fenceFor(item.text);
  return `${heading(item)}\n${fence}${infoWord(item.languageId)}\n${withoutLastBreak(item.text)}\n${fence}`;
}

/** An instructions file, as part of the system text. */
export function renderInstructions(item: ContextItem): string {
  return `Instructions of this project, from ${pathOf(item)}:\n\n${item.text.trim()}`;
}

function heading(item: ContextItem): string {
  switch (item.kind) {
    case 'file':
      return `File ${pathOf(item)}:`;
    case 'selection':
      return `Selected in ${pathOf(item)}:`;
    case 'diagnostics':
      return `Problems reported in ${pathOf(item)}:`;
    case 'instructions':
      return `Instructions from ${pathOf(item)}:`;
  }
}

function pathOf(item: ContextItem): string {
  return item.path ?? item.label;
}

/** One back-tick more than the longest run inside, and at least three. */
function fenceFor(text: string): string {
  let longest = 2;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return '`'.repeat(longest + 1);
}

/** Language ids come from extensions; anything but a plain word would break the fence line. */
function infoWord(languageId: string | undefined): string {
  return languageId && /^[\w+#.-]+$/.test(languageId) ? languageId : '';
}

function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}
