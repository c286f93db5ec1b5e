import { targetKey } from '../../contract/target';
import type { FailureFacts } from '../../routing/askNews';
import type { LoggedEpisode } from './loggedEpisodes';
import type { LogIndex } from './logIndex';
import type { AnswersRecord, StoryRecord } from '../log/logRecord';
import type { Outage, OutageState, StoryEvidence, StoryLine } from './outageReport';
import type { ReportNames } from './reportFacts';
import { endSentence, phaseWords, recordSentence, rehearsalEnd, wireWords } from './storyWords';

/** A status page lags by up to an hour: what it said so long after the end still belongs to the outage. */
const pageLagMs = 60 * 60_000;

/** Whose outages the lamps of Claude Code tell of. */
const lampsOf: ReadonlySet<string> = new Set(['claude', 'claude-code']);

/** The episodes of one outage together with what the log tells of them. */
export interface OutageRecords {
  readonly episodes: readonly [LoggedEpisode, ...LoggedEpisode[]];
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly lastSeenAt: number;
  readonly state: OutageState;
  /** Failures, switches and asks without an answer, in order of time. */
  readonly records: readonly StoryRecord[];
  /** Answers of others meanwhile. */
  readonly standIns: readonly AnswersRecord[];
}

/** Several records that are told in one line. */
interface Group {
  readonly key: string;
  readonly record: StoryRecord;
  /** A milestone of its own: what comes after it is told after it. */
  readonly isMilestone: boolean;
  readonly until: number;
  readonly times: number;
  readonly requestIds: readonly string[];
}

/** What happened in an outage, in order of time. */
export function storyOf(gathered: OutageRecords, index: LogIndex, names: ReportNames): readonly StoryLine[] {
  const { records, standIns } = gathered;
  const events = [...records, ...standIns, ...pageRecords(gathered, index)].toSorted((a, b) => a.at - b.at);
  const groups: Group[] = [];
  for (const record of events) {
    const group = toGroup(record);
    // Probes, answers and switches take turns: between two milestones the same thing is one line with a count.
    const since = groups.findLastIndex(({ record: { t }, isMilestone }) => isMilestone && t !== record.t);
    const index = groups.findLastIndex(({ key }) => key === group.key);
    const known = index > since ? groups[index] : undefined;
    if (known) groups[index] = joined(known, group);
    else groups.push(group);
  }
  const lines = groups.map((group) => toLine(group, names));
  const end = endLine(gathered, names);
  const after = lines.findIndex(({ t, at }) => (t === 'page' || t === 'lamp') && at > end.at);
  return after < 0 ? [...lines, end] : [...lines.slice(0, after), end, ...lines.slice(after)];
}

function toGroup(record: StoryRecord): Group {
  const until = record.t === 'answers' ? record.to : record.at;
  const times = record.t === 'answers' ? record.answered : 1;
  const id = record.t === 'failure' ? record.facts.requestId : undefined;
  const isMilestone =
    record.t === 'page' ||
    record.t === 'lamp' ||
    record.t === 'unanswered' ||
    (record.t === 'switch' && record.mode !== 'before');
  return { key: keyOf(record), record, isMilestone, until, times, requestIds: id === undefined ? [] : [id] };
}

function joined(known: Group, more: Group): Group {
  // The page said the same again, or another window saw the same lamp: nothing has happened a second time.
  if (known.record.t === 'page' || known.record.t === 'lamp') return known;
  return {
    ...known,
    until: Math.max(known.until, more.until),
    times: known.times + more.times,
    requestIds: [...new Set([...known.requestIds, ...more.requestIds])],
  };
}

/**
 * Records with one key are told as one: the same trouble of both uses is one trouble. A seam is always told by itself: each is
 * an answer somebody was reading.
 */
function keyOf(record: StoryRecord): string {
  switch (record.t) {
    case 'failure': {
      const { kind, status, type, code } = record.facts;
      return ['failure', record.target.provider, kind, status, type, code].join(' ');
    }
    case 'answers':
      return `answers ${targetKey(record.target)}`;
    case 'switch': {
      const single = record.mode === 'before' ? '' : `${record.window}:${record.serial}`;
      return ['switch', record.from.provider, record.to.provider, record.mode, record.kind, single].join(' ');
    }
    case 'page':
      return `page ${record.text}`;
    case 'lamp':
      return `lamp ${record.of} ${record.state}`;
    case 'unanswered':
      return `unanswered ${record.use}`;
  }
}

function toLine({ record, until, times, requestIds }: Group, names: ReportNames): StoryLine {
  return {
    t: record.t,
    at: record.at,
    ...(until > record.at ? { until } : {}),
    times,
    sentence: recordSentence(record, times, names),
    ...(record.t === 'failure' ? { evidence: evidenceOf(record.facts, requestIds) } : {}),
  };
}

function evidenceOf(facts: FailureFacts, requestIds: readonly string[]): StoryEvidence {
  return { facts, wire: wireWords(facts), phaseText: phaseWords(facts.phase), requestIds };
}

function pageRecords(
  { episodes: [{ provider, rehearsed }], startedAt, lastSeenAt }: OutageRecords,
  index: LogIndex,
): readonly StoryRecord[] {
  if (rehearsed) return [];
  const pages = index.pagesOf(provider).filter(({ at }) => at >= startedAt && at <= lastSeenAt + pageLagMs);
  return [...pages, ...index.lamps.filter(({ at }) => isLampNear({ provider, rehearsed, startedAt, lastSeenAt }, at))];
}

/** Whether the story of an outage tells of the lamps of Claude Code at an instant (epoch ms). */
export function isLampNear(
  { provider, rehearsed, startedAt, lastSeenAt }: Pick<Outage, 'provider' | 'rehearsed' | 'startedAt' | 'lastSeenAt'>,
  at: number,
): boolean {
  return !rehearsed && lampsOf.has(provider) && at >= startedAt && at <= lastSeenAt + pageLagMs;
}

function endLine({ state, lastSeenAt, episodes }: OutageRecords, names: ReportNames): StoryLine {
  const [{ provider, rehearsed }] = episodes;
  const sentence = rehearsed ? rehearsalEnd(state) : endSentence(state, names.provider(provider));
  return { t: 'end', at: lastSeenAt, times: 1, sentence };
}
