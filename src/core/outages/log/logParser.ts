import * as v from 'valibot';
import { phases } from '../../contract/failure';
import { failureKinds, keyOf } from '../../contract/stored';
import { uses } from '../../contract/target';
import type { LogRecord } from './logRecord';
import { isToken, plainStatusPage } from './plainFacts';

/** No line we write is nearly as long: a longer one is damage, and is not even looked at. */
const longestLine = 16_384;

const word = v.pipe(v.string(), v.maxLength(256));
/** Nothing else is ever written; whoever else writes into the file must not get more onto the page than we would. */
const token = v.pipe(v.string(), v.check(isToken));
const instant = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const kind = keyOf(failureKinds);
const use = v.picklist(uses);
const target = v.object({ provider: word, model: word, use });
const stamp = { at: instant, window: word, serial: whole, rehearsed: v.optional(v.literal(true)) };

const facts = v.object({
  kind,
  phase: v.picklist(phases),
  status: v.optional(whole),
  type: v.optional(token),
  code: v.optional(token),
  errno: v.optional(token),
  requestId: v.optional(token),
  retryAfterMs: v.optional(instant),
  until: v.optional(instant),
});

/** Lines of a later version may mean something else by the same words. */
const version = v.object({ v: v.literal(1) });

const record: v.GenericSchema<unknown, LogRecord> = v.variant('t', [
  v.object({
    ...stamp,
    t: v.literal('answers'),
    target,
    to: instant,
    answered: whole,
    ttftMs: v.pipe(v.array(instant), v.maxLength(1_000)),
  }),
  v.object({ ...stamp, t: v.literal('failure'), target, facts, left: v.boolean() }),
  v.object({
    ...stamp,
    t: v.literal('switch'),
    from: target,
    to: target,
    kind,
    mode: v.picklist(['before', 'continue', 'restart']),
    keptChars: whole,
    afterMs: instant,
  }),
  v.object({ ...stamp, t: v.literal('unanswered'), use, kinds: v.pipe(v.array(kind), v.maxLength(64)) }),
  v.object({
    ...stamp,
    t: v.literal('episode'),
    id: word,
    provider: word,
    use,
    model: v.optional(word),
    reason: kind,
    startedAt: instant,
  }),
  v.object({ ...stamp, t: v.literal('ended'), id: word, how: v.picklist(['answered', 'dropped']) }),
  v.object({
    ...stamp,
    t: v.literal('page'),
    provider: word,
    text: v.pipe(v.string(), v.maxLength(1_000), v.transform(plainStatusPage)),
  }),
  v.object({
    ...stamp,
    t: v.literal('lamp'),
    of: v.picklist(['messages', 'tokens', 'login']),
    state: v.picklist(['ok', 'trouble', 'unknown']),
    text: v.pipe(v.string(), v.maxLength(1_000), v.transform(plainStatusPage)),
  }),
]);

/**
 * The records of a file, in its order. Whatever is no whole record of ours (torn, glued, foreign, of a later version) is
 * passed over and counted; nothing that a file may hold makes it throw.
 */
export function parseLog(text: string): { readonly records: readonly LogRecord[]; readonly skipped: number } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const records = lines.flatMap((line) => parseLine(line) ?? []);
  return { records, skipped: lines.length - records.length };
}

function parseLine(line: string): LogRecord | undefined {
  if (line.length > longestLine) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const result = v.safeParse(record, value);
    return result.success && v.is(version, value) ? result.output : undefined;
  } catch {
    // Not JSON, or nested so deeply that even that cannot be said: not a line of ours.
    return undefined;
  }
}
