import type { PromptMessage } from './wire';

/** The text of a content field: a string, or an array of blocks of which the text ones count. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block: { text?: unknown }) => (typeof block?.text === 'string' ? block.text : '')).join('');
}

/** Whether a conversation is the hole-filler prompt for models without a route to fill holes (`completions.md` §2.7, 8). */
export function isHoleFiller(messages: readonly PromptMessage[]): boolean {
  return messages.at(-1)?.text.includes('{{FILL_HERE}}') ?? false;
}

/** A field that should be a string, or the empty one. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
