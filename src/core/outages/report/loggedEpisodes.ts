import type { FailureKind } from '../../contract/failure';
import type { ProviderId, Use } from '../../contract/target';
import type { LogIndex, Stretch } from './logIndex';
import type { AnswersRecord, EpisodeEnd, LogRecord } from '../log/logRecord';
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
const slackMs = 2_000;

/**
 * The episodes in the records, the earliest first. One that has no end of its own, because its window was closed or killed,
 * ends with the first answer that any window had from its first choice after it was seen last.
 */
export function loggedEpisodes(index: LogIndex): readonly LoggedEpisode[] {
  const told = new Map<string, (LogRecord & { readonly t: 'episode' })[]>();
  for (const record of index.records) {
    if (record.t !== 'episode') continue;
    const key = `${record.provider} ${record.id}`;
    const lines = told.get(key);
    if (lines) lines.push(record);
    else told.set(key, [record]);
  }
  const episodes = [...told.values()].flatMap((lines) => toEpisode(lines, index) ?? []);
  return episodes.toSorted((a, b) => a.startedAt - b.startedAt);
}

/** The time of an episode in its windows, with what comes shortly before its first instant. */
export function stretchOf({ windows, startedAt, end, lastSeenAt }: LoggedEpisode): Stretch {
  return { windows, from: startedAt - slackMs, to: end?.at ?? lastSeenAt };
}

/** The answers that came from another target because of one of these episodes, in order of time. */
export function standInAnswers(index: LogIndex, episodes: readonly LoggedEpisode[]): readonly AnswersRecord[] {
  const stretches = episodes.map((episode) => ({
    ...stretchOf(episode),
    counts: (record: LogRecord) => record.t === 'answers' && standsInFor(record, episode),
  }));
  return index.within(stretches).filter((record) => record.t === 'answers');
}

/** Whether an episode is the reason that an answer came from `target` and not from the first choice. */
function standsInFor({ target }: AnswersRecord, { provider, model, use }: LoggedEpisode): boolean {
  const isFirst = target.provider === provider && (model === undefined || target.model === model);
  return !isFirst && target.use === use;
}

function toEpisode(
  lines: readonly (LogRecord & { readonly t: 'episode' })[],
  index: LogIndex,
): LoggedEpisode | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const { id, provider, use } = first;
  const windows = new Set(lines.map(({ window }) => window));
  const model = lines.find((line) => line.model !== undefined)?.model;
  const startedAt = Math.min(...lines.map((line) => line.startedAt));
  // Windows that share an episode tell its end one after the other; the first one saw it.
  const own = index.endsOf(id).find((record) => windows.has(record.window));
  const to = own?.at ?? Number.POSITIVE_INFINITY;
  const counts = (record: LogRecord): boolean => isAbout(record, provider, use);
  const seenAt = index.within([{ windows, from: startedAt, to, counts }]).at(-1)?.at ?? startedAt;
  const lastSeenAt = Math.max(startedAt, seenAt, ...lines.map(({ at }) => at));
  const isBack = ({ rehearsed, target }: AnswersRecord): boolean =>
    !rehearsed && (model === undefined || target.model === model);
  const back = own ? undefined : index.firstAnswerAfter(lastSeenAt, provider, use, isBack);
  const end = own ? { at: own.at, how: own.how } : back && { at: back.at, how: 'answered' as const };
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

/** Whether an episode without an end is still on: something was seen of it a short while ago. */
export function isOngoing({ end, lastSeenAt }: LoggedEpisode, now: number): boolean {
  return end === undefined && now - lastSeenAt <= knownForMs;
}
