import type { FailureKind } from '../../src/core/contract/failure';
import type { Lamp } from '../../src/core/contract/status';
import type { Target } from '../../src/core/contract/target';
import type { LogFact, LogRecord } from '../../src/core/outages/log/logRecord';
import type { FailureFacts } from '../../src/core/routing/askNews';
import { claude, gemma, recordsBy } from './outageWorld';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The instant at which the sample is read. */
export const sampleNow = Date.UTC(2026, 10, 21, 12);

const haiku: Target = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' };
const gemmaCompletes: Target = { ...gemma, use: 'completion' };

interface SampleOutage {
  readonly id: string;
  readonly from: number;
  /** Absent: it is still on. */
  readonly to?: number;
  readonly facts: FailureFacts;
  /** Characters of an answer that was cut and carried on. */
  readonly carried?: number;
  readonly uses: readonly ('chat' | 'completion')[];
  readonly page?: readonly (readonly [afterMs: number, text: string])[];
  readonly lamps?: readonly (readonly [afterMs: number, of: Lamp['of'], state: Lamp['state'], text: string])[];
  readonly unanswered?: number;
  readonly rehearsed?: true;
}

const facts = (kind: FailureKind, more: Partial<FailureFacts> = {}): FailureFacts => ({
  kind,
  phase: 'headers',
  ...more,
});

const outages: readonly SampleOutage[] = [
  {
    id: 'unreachable',
    from: sampleNow - 22 * day - 2 * hour,
    to: sampleNow - 22 * day - 2 * hour + 9 * minute,
    facts: facts('unreachable', { phase: 'connect', errno: 'ECONNRESET' }),
    uses: ['chat'],
    unanswered: 1,
  },
  {
    id: 'server',
    from: sampleNow - 16 * day - 4 * hour,
    to: sampleNow - 16 * day - 4 * hour + 26 * minute,
    facts: facts('server', { status: 500, type: 'api_error', requestId: 'req_011CSsample500' }),
    uses: ['chat', 'completion'],
  },
  {
    id: 'cut',
    from: sampleNow - 9 * day - 110 * minute,
    to: sampleNow - 9 * day - 96 * minute,
    facts: facts('overloaded', { phase: 'midAnswer', type: 'overloaded_error', requestId: 'req_011CSsampleCut' }),
    carried: 1_240,
    uses: ['chat'],
    page: [[8 * minute, '“Elevated errors on Claude Sonnet 5.5”, investigating since 10:12']],
  },
  {
    id: 'rehearsal',
    from: sampleNow - 5 * day - 3 * hour,
    to: sampleNow - 5 * day - 3 * hour + 5 * minute,
    facts: facts('overloaded', { status: 529, type: 'overloaded_error' }),
    uses: ['chat'],
    rehearsed: true,
  },
  {
    id: 'storm',
    from: sampleNow - 3 * day + 62 * minute,
    to: sampleNow - 3 * day + 140 * minute,
    facts: facts('auth', { status: 401, type: 'authentication_error', requestId: 'req_011CSsample401' }),
    uses: ['chat', 'completion'],
    lamps: [
      [4 * minute, 'tokens', 'trouble', 'did not renew the login at 13:06'],
      [9 * minute, 'login', 'trouble', 'expired: it was refused and is empty now; log in again'],
      [76 * minute, 'tokens', 'ok', 'renewed a login at 14:18'],
    ],
    page: [
      [34 * minute, '“Claude API and Claude Code login are failing”, investigating since 13:31'],
      [61 * minute, '“Claude API and Claude Code login are failing”, fix being watched, began 13:31'],
    ],
  },
  {
    id: 'now',
    from: sampleNow - 29 * minute,
    facts: facts('overloaded', { status: 529, type: 'overloaded_error', requestId: 'req_011CSsample529' }),
    carried: 412,
    uses: ['chat', 'completion'],
    page: [[12 * minute, '“Elevated errors on Claude Sonnet 5.5”, investigating since 11:40']],
  },
];

/** A month of one developer's work, with its outages: the same every time, to be looked at and to be compared. */
export function sampleRecords(): readonly LogRecord[] {
  const write = recordsBy('w1');
  const records: LogRecord[] = [];
  const put = (at: number, fact: LogFact, rehearsed?: true): void => {
    records.push({ ...write(at, fact), ...(rehearsed ? { rehearsed } : {}) });
  };
  for (let back = 29; back >= 0; back--) workDay(sampleNow - back * day, put);
  for (const outage of outages) writeOutage(outage, put);
  return records.toSorted((a, b) => a.at - b.at);
}

type Put = (at: number, fact: LogFact, rehearsed?: true) => void;

/** Asks every ten minutes or so from nine to five, but at the weekend. */
function workDay(noon: number, put: Put): void {
  if ([0, 6].includes(new Date(noon).getUTCDay()) && noon !== sampleNow) return;
  for (let at = noon - 3 * hour; at < noon + 5 * hour && at < sampleNow; at += 11 * minute) {
    if (at > noon + 30 * minute && at < noon + 55 * minute) continue;
    const seed = Math.round(at / minute);
    const trouble = outages.find(({ from, to = sampleNow, rehearsed }) => !rehearsed && at >= from && at < to);
    const chat = trouble?.uses.includes('chat') ? gemma : claude;
    const code = trouble?.uses.includes('completion') ? gemmaCompletes : haiku;
    answer(put, at, chat, 1 + (seed % 3), trouble ? 900 : usual(at));
    answer(put, at + minute, code, 8 + (seed % 9), code === haiku ? 310 : 180);
  }
}

/** Claude is slower in the afternoon, and was for two days a week ago. */
function usual(at: number): number {
  const late = new Date(at).getUTCHours() >= 14 ? 240 : 0;
  const slow = at > sampleNow - 8 * day && at < sampleNow - 6 * day ? 900 : 0;
  return 720 + late + slow;
}

function answer(put: Put, at: number, target: Target, answered: number, usualMs: number): void {
  const ttftMs = Array.from({ length: answered }, (_, index) =>
    Math.round(usualMs * (0.7 + 0.6 * Math.abs(Math.sin(at / minute + index * 1.7)))),
  );
  put(at, { t: 'answers', target, to: at + 40_000, answered, ttftMs });
}

function writeOutage(outage: SampleOutage, put: Put): void {
  const { id, from, to, facts: why, carried, uses, page = [], lamps = [], unanswered = 0, rehearsed } = outage;
  const play: Put = (at, fact) => put(at, fact, rehearsed);
  for (const use of uses) {
    const [first, standIn] = use === 'chat' ? [claude, gemma] : [haiku, gemmaCompletes];
    const { kind } = why;
    play(from, { t: 'failure', target: first, facts: why, left: true });
    play(from + 1, {
      t: 'episode',
      id: `${id}-${use}`,
      provider: 'claude',
      use,
      model: first.model,
      reason: kind,
      startedAt: from,
    });
    const mode = carried !== undefined && use === 'chat' ? 'continue' : 'before';
    const keptChars = mode === 'continue' ? (carried ?? 0) : 0;
    play(from + 2, { t: 'switch', from: first, to: standIn, kind, mode, keptChars, afterMs: 640 });
    put(from + 20_000, { t: 'answers', target: standIn, to: from + 20_000, answered: 1, ttftMs: [780] });
    for (let probe = 1; from + probe * 4 * minute < (to ?? sampleNow); probe++)
      play(from + probe * 4 * minute, {
        t: 'failure',
        target: first,
        facts: { ...why, ...(why.requestId ? { requestId: `${why.requestId}${use}${probe}` } : {}) },
        left: true,
      });
    for (let count = 0; count < unanswered; count++)
      play(from + minute, { t: 'unanswered', use, kinds: [kind, 'local-memory'] });
    if (to === undefined) continue;
    play(to, { t: 'ended', id: `${id}-${use}`, how: 'answered' });
    if (!rehearsed) put(to, { t: 'answers', target: first, to, answered: 1, ttftMs: [1_150] });
  }
  for (const [afterMs, of, state, text] of lamps) put(from + afterMs, { t: 'lamp', of, state, text });
  for (const [afterMs, text] of page) put(from + afterMs, { t: 'page', provider: 'claude', text });
}
