import type { Outage, StoryLine } from '../report/outageReport';

/** The columns, which programs read: their names do not depend on the reader's language. */
const columns = [
  'id',
  'provider',
  'uses',
  'state',
  'rehearsal',
  'started_at',
  'ended_at',
  'last_seen_at',
  'seconds',
  'reasons',
  'answered_meanwhile',
  'stand_ins',
  'unanswered',
  'carried_on',
  'carried_chars',
  'restarted',
  'failed_attempts',
  'waited_ms',
  'windows',
  'http_statuses',
  'request_ids',
  'status_page',
  'claude_code_lamps',
] as const;

/** Outages as comma-separated values (RFC 4180), one a row; instants in ISO 8601 (UTC), lists separated by `;`. */
export function toCsv(outages: readonly Outage[]): string {
  return [columns, ...outages.map(rowOf)].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function rowOf(outage: Outage): readonly (string | number | undefined)[] {
  const { id, provider, uses, state, rehearsed, startedAt, endedAt, lastSeenAt, reasons, impact, windows, story } =
    outage;
  const told = (kind: StoryLine['t']): string =>
    list(story.filter((line) => line.t === kind).map(({ sentence }) => sentence));
  return [
    id,
    provider,
    list(uses),
    state,
    rehearsed ? 'yes' : 'no',
    iso(startedAt),
    endedAt === undefined ? undefined : iso(endedAt),
    iso(lastSeenAt),
    Math.round((lastSeenAt - startedAt) / 1_000),
    list(reasons),
    impact.answeredMeanwhile,
    list(impact.standIns.map(({ provider: by, model, answers }) => `${by}/${model}: ${answers}`)),
    impact.unanswered,
    impact.carriedOn,
    impact.carriedChars,
    impact.restarted,
    impact.failures,
    impact.waitedMs,
    windows,
    list([...new Set(story.flatMap(({ evidence }) => evidence?.facts.status ?? []))]),
    list([...new Set(story.flatMap(({ evidence }) => evidence?.requestIds ?? []))]),
    told('page'),
    told('lamp'),
  ];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function list(items: readonly (string | number)[]): string {
  return items.join('; ');
}

/** A spreadsheet takes text that begins like a formula for one; a leading quote keeps it text. */
function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
