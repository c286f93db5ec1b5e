import type { ReadingContext } from '../reading';

/**
 * Habits of single families that no general rule covers. Codestral's extra first space, Granite's echo and Gemma's end
 * marks are handled for everybody; StarCoder2 ends an empty fill in a stray `t.`, which for it means nothing.
 */
export function fixQuirks(text: string, context: ReadingContext): string {
  if (/starcoder2/i.test(context.model) && /^\s*t\.?\s*$/.test(text)) return '';
  return text;
}
