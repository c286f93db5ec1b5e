import type { FailureKind } from '../../contract/failure';
import type { AnswersRecord, EpisodeEnd, LogRecord } from '../log/logRecord';
import { partOf, type EpisodePart, type EpisodeRecord, type EpisodeSubject } from './episodePart';
import type { LogIndex, Stretch } from './logIndex';
import { knownForMs } from './spans';

/** An episode as the log tells it, from all windows that wrote of it. */
export interface LoggedEpisode extends EpisodeSubject {
  readonly reasons: readonly FailureKind[];
  readonly parts: readonly EpisodePart[];
  readonly rehearsed: boolean;
  /** How its last window got out of it; absent while one may be in it and where no end was seen. */
  readonly end?: { readonly at: number; readonly how: EpisodeEnd };
  /** The last instant at which something was seen of it. */
  readonly lastSeenAt: number;
  /** The last instant at which a window that has not left it saw something of it; absent where all have left. */
  readonly openAt?: number;
}

/** Records are looked at from a little before an episode's first instant: a failure is told of when its attempt is wound up. */
const slackMs = 2_000;

/** The episodes in the records, the earliest first. */
export function loggedEpisodes(index: LogIndex): readonly LoggedEpisode[] {
  const told = new Map<string, EpisodeRecord[]>();
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

/** The time of an episode in each of its windows, with what comes shortly before its first instant. */
export function stretchesOf({ parts, startedAt }: LoggedEpisode): readonly Stretch[] {
  return parts.map(({ window, to }) => ({ windows: new Set([window]), from: startedAt - slackMs, to }));
}

/** The answers that came from another target because of one of these episodes, in order of time. */
export function standInAnswers(index: LogIndex, episodes: readonly LoggedEpisode[]): readonly AnswersRecord[] {
  const stretches = episodes.flatMap((episode) =>
    stretchesOf(episode).map((stretch) => ({
      ...stretch,
      counts: (record: LogRecord) => record.t === 'answers' && standsInFor(record, episode),
    })),
  );
  return index.within(stretches).filter((record) => record.t === 'answers');
}

/** Whether an episode is the reason that an answer came from `target` and not from the first choice. */
function standsInFor({ target }: AnswersRecord, { provider, model, use }: LoggedEpisode): boolean {
  const isFirst = target.provider === provider && (model === undefined || target.model === model);
  return !isFirst && target.use === use;
}

function toEpisode(lines: readonly EpisodeRecord[], index: LogIndex): LoggedEpisode | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const { id, provider, use } = first;
  const model = lines.find((line) => line.model !== undefined)?.model;
  const startedAt = Math.min(...lines.map((line) => line.startedAt));
  const subject = { id, provider, use, ...(model === undefined ? {} : { model }), startedAt };
  const windows = new Set(lines.map(({ window }) => window));
  const parts = [...windows].map((window) =>
    partOf(
      window,
      lines.filter((line) => line.window === window),
      subject,
      index,
    ),
  );
  const open = parts.filter(({ how }) => how === undefined).map(({ to }) => to);
  const end = endOf(parts);
  return {
    ...subject,
    reasons: [...new Set(lines.map(({ reason }) => reason))],
    parts,
    rehearsed: first.rehearsed === true,
    ...(end ? { end } : {}),
    lastSeenAt: Math.max(...parts.map(({ to }) => to)),
    ...(open.length > 0 ? { openAt: Math.max(...open) } : {}),
  };
}

/** The end of the part that lasted longest; none where a window that has written no end saw the episode after it. */
function endOf(parts: readonly EpisodePart[]): LoggedEpisode['end'] {
  const last = parts.toSorted((a, b) => a.to - b.to).at(-1);
  return last?.how && { at: last.to, how: last.how };
}

/** Whether a window may be in an episode still: one that has not left it saw something of it a short while ago. */
export function isOngoing({ openAt }: LoggedEpisode, now: number): boolean {
  return openAt !== undefined && now - openAt <= knownForMs;
}
