import * as v from 'valibot';
import type { FailureKind, FailurePhase } from '../contract/failure';
import type { LogRecord } from './logRecord';

/** No line we write is nearly as long: a longer one is damage, and is not even looked at. */
const longestLine = 16_384;

const kinds = Object.keys({
  cancelled: 0,
  offline: 0,
  unreachable: 0,
  intercepted: 0,
  'wrong-address': 0,
  auth: 0,
  forbidden: 0,
  quota: 0,
  'rate-limited': 0,
  overloaded: 0,
  server: 0,
  'slow-start': 0,
  stalled: 0,
  'cut-off': 0,
  empty: 0,
  'model-missing': 0,
  'too-long': 0,
  'bad-request': 0,
  refused: 0,
  'local-stopped': 0,
  'local-missing': 0,
  'local-memory': 0,
  'local-loading': 0,
  'local-busy': 0,
  'login-lost': 0,
} satisfies Record<FailureKind, 0>) as readonly FailureKind[];

const phases = ['connect', 'headers', 'firstEvent', 'midAnswer', 'tool'] as const satisfies readonly FailurePhase[];

const word = v.pipe(v.string(), v.maxLength(256));
const instant = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const kind = v.picklist(kinds);
const use = v.picklist(['chat', 'completion']);
const target = v.object({ provider: word, model: word, use });
const stamp = { at: instant, window: word, serial: whole, rehearsed: v.optional(v.literal(true)) };

const facts = v.object({
  kind,
  phase: v.picklist(phases),
  status: v.optional(whole),
  type: v.optional(word),
  code: v.optional(word),
  errno: v.optional(word),
  requestId: v.optional(word),
  retryAfterMs: v.optional(instant),
  until: v.optional(instant),
});

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
  v.object({ ...stamp, t: v.literal('page'), provider: word, text: v.pipe(v.string(), v.maxLength(1_000)) }),
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
    const result = v.safeParse(record, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch {
    // Not JSON, or nested so deeply that even that cannot be said: not a line of ours.
    return undefined;
  }
}
