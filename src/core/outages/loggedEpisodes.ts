import type { FailureKind } from '../contract/failure';
import type { ProviderId, Target, Use } from '../contract/target';
import type { EpisodeEnd, LogRecord } from './logRecord';
import { knownForMs } from './spans';

/** An episode as the log tells it, from all windows that wrote of it. */
export interface LoggedEpisode {
  readonly id: string;
  readonly provider: ProviderId;
  readonly use: Use;
  /** The model of the first choice, where it is known. */
  readonly model?: string;
  readonly reasons: readonly FailureKind[];
  readonly windows: ReadonlySet<string>;
  readonly rehearsed: boolean;
  readonly startedAt: number;
  /** Its end; absent while it goes on and where its end was not seen. */
  readonly end?: { readonly at: number; readonly how: EpisodeEnd };
  /** The last instant at which something was seen of it. */
  readonly lastSeenAt: number;
}

/** Records are looked at from a little before an episode's first instant: a failure is told of when its attempt is wound up. */
export const slackMs = 2_000;

/**
 * The episodes in the records, the earliest first. One that has no end of its own, because its window was closed or killed,
 * ends with the first answer that any window had from its first choice after it was seen last.
 */
export function loggedEpisodes(records: readonly LogRecord[]): readonly LoggedEpisode[] {
  const told = new Map<string, (LogRecord & { readonly t: 'episode' })[]>();
  for (const record of records) {
    if (record.t !== 'episode') continue;
    const key = `${record.provider} ${record.id}`;
    told.set(key, [...(told.get(key) ?? []), record]);
  }
  const episodes = [...told.values()].flatMap((lines) => toEpisode(lines, records) ?? []);
  return episodes.toSorted((a, b) => a.startedAt - b.startedAt);
}

/** Whether an episode is the reason that an answer at `at` came from `target` and not from the first choice. */
export function standsInFor(
  { window, at, target }: { readonly window: string; readonly at: number; readonly target: Target },
  episode: LoggedEpisode,
): boolean {
  const { provider, model, use, windows, startedAt, end } = episode;
  const isFirst = target.provider === provider && (model === undefined || target.model === model);
  if (isFirst || target.use !== use || !windows.has(window) || at < startedAt - slackMs) return false;
  return at <= (end?.at ?? episode.lastSeenAt);
}

function toEpisode(
  lines: readonly (LogRecord & { readonly t: 'episode' })[],
  records: readonly LogRecord[],
): LoggedEpisode | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const { id, provider, use } = first;
  const windows = new Set(lines.map(({ window }) => window));
  const model = lines.find((line) => line.model !== undefined)?.model;
  const startedAt = Math.min(...lines.map((line) => line.startedAt));
  // Windows that share an episode tell its end one after the other; the first one saw it.
  const own = records.find((record) => record.t === 'ended' && record.id === id && windows.has(record.window));
  const until = own?.at ?? Number.POSITIVE_INFINITY;
  const seen = records.filter(
    (record) =>
      windows.has(record.window) && record.at >= startedAt && record.at <= until && isAbout(record, provider, use),
  );
  const lastSeenAt = Math.max(startedAt, ...lines.map(({ at }) => at), ...seen.map(({ at }) => at));
  const back = own
    ? undefined
    : records.find((record) => record.at > lastSeenAt && isAnswerOf(record, provider, use, model));
  const end = own?.t === 'ended' ? { at: own.at, how: own.how } : back && { at: back.at, how: 'answered' as const };
  return {
    id,
    provider,
    use,
    ...(model === undefined ? {} : { model }),
    reasons: [...new Set(lines.map(({ reason }) => reason))],
    windows,
    rehearsed: first.rehearsed === true,
    startedAt,
    ...(end ? { end } : {}),
    lastSeenAt: end ? Math.max(end.at, lastSeenAt) : lastSeenAt,
  };
}

/** Whether a record shows that its window is in the episode still: the first choice failed again, or somebody stood in. */
function isAbout(record: LogRecord, provider: ProviderId, use: Use): boolean {
  switch (record.t) {
    case 'failure':
      return record.target.provider === provider && record.target.use === use;
    case 'answers':
      return record.target.provider !== provider && record.target.use === use;
    case 'switch':
      return record.from.provider === provider && record.from.use === use;
    case 'unanswered':
      return record.use === use;
    case 'episode':
    case 'ended':
    case 'page':
      return false;
  }
}

function isAnswerOf(record: LogRecord, provider: ProviderId, use: Use, model: string | undefined): boolean {
  if (record.t !== 'answers' || record.rehearsed) return false;
  const { target } = record;
  return target.provider === provider && target.use === use && (model === undefined || target.model === model);
}

/** Whether an episode without an end is still on: something was seen of it a short while ago. */
export function isOngoing({ end, lastSeenAt }: LoggedEpisode, now: number): boolean {
  return end === undefined && now - lastSeenAt <= knownForMs;
}
