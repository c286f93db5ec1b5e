import * as v from 'valibot';
import type { FromPage } from './messages';

/** Upper bounds, in UTF-16 units, of what the page may send: far above honest use, far below what would hurt the host. */
export const LIMITS = {
  /** A conversation, chip, answer or action id. */
  id: 256,
  /** A link's destination. */
  href: 4096,
  /** A question or a draft. */
  text: 1_000_000,
  /** Text to copy or insert: a whole long answer. */
  output: 4_000_000,
} as const;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.id));
const text = v.pipe(v.string(), v.maxLength(LIMITS.text));
const output = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.output));

const fromPage: v.GenericSchema<unknown, FromPage> = v.variant('t', [
  v.object({ t: v.literal('ready') }),
  v.object({ t: v.literal('send'), text: v.pipe(text, v.regex(/\S/)) }),
  v.object({ t: v.literal('stop') }),
  v.object({ t: v.literal('retry'), id }),
  v.object({ t: v.literal('draft'), text }),
  v.object({ t: v.literal('newChat') }),
  v.object({ t: v.literal('openConversation'), id }),
  v.object({ t: v.literal('deleteConversation'), id }),
  v.object({ t: v.literal('deleteAllConversations') }),
  v.object({ t: v.literal('addContext') }),
  v.object({ t: v.literal('removeChip'), id }),
  v.object({ t: v.literal('copy'), text: output }),
  v.object({ t: v.literal('insert'), text: output }),
  v.object({ t: v.literal('openLink'), href: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.href)) }),
  v.object({ t: v.literal('chooseModel') }),
  v.object({ t: v.literal('chooseProvider') }),
  v.object({ t: v.literal('action'), id, answer: v.optional(id) }),
]);

/**
 * Reads a message of the page; undefined for anything that is not exactly one of `FromPage` within `LIMITS`. Fields that
 * are not part of the message are dropped. Whether a link may be opened or an id exists is the host's to decide.
 */
export function parseFromPage(value: unknown): FromPage | undefined {
  const result = v.safeParse(fromPage, value);
  return result.success ? result.output : undefined;
}
