import { targetKey, type Target } from '../../contract/target';
import { figuresOf } from './figures';
import { blameOf } from './blame';
import { definitions } from './definitions';
import { headlineOf } from './headline';
import { lampChangesOf } from './lampChanges';
import { loggedEpisodes, standInAnswers, type LoggedEpisode } from './loggedEpisodes';
import { LogIndex } from './logIndex';
import type { LogRecord } from '../log/logRecord';
import {
  periodMs,
  periods,
  type Outage,
  type OutageReport,
  type Period,
  type ProviderReport,
  type TargetReport,
  type Totals,
} from './outageReport';
import { outagesOf } from './outages';
import type { ReportFacts } from './reportFacts';
import { toSpans, type Sighting } from './spans';

/**
 * The report of the outage log at an instant. Pure: the same records and facts give the same report, and page and exports
 * only render it. Records come in order of time.
 */
export function buildReport(records: readonly LogRecord[], facts: ReportFacts): OutageReport {
  const { now } = facts;
  const past = records.filter(({ at }) => at <= now);
  const index = new LogIndex(past);
  const outages = outagesOf(index, facts);
  const totals = byPeriod((period) => totalsOf(outages, now - periodMs[period], now));
  const [first] = past;
  return {
    version: 1,
    at: now,
    ...(first ? { since: first.at } : {}),
    providers: providersOf(past, facts),
    outages,
    lamps: lampChangesOf(index, outages, facts.names),
    totals,
    headlines: byPeriod((period) => headlineOf(outages, totals[period], period)),
    definitions: definitions(),
  };
}

/** One value for each period. */
function byPeriod<T>(make: (period: Period) => T): Readonly<Record<Period, T>> {
  const [day, week, month] = periods;
  return { [day]: make(day), [week]: make(week), [month]: make(month) };
}

function providersOf(records: readonly LogRecord[], facts: ReportFacts): readonly ProviderReport[] {
  const index = new LogIndex(records.filter(({ rehearsed }) => !rehearsed));
  const episodes = loggedEpisodes(index);
  const about = new Map<string, { readonly target: Target; readonly records: LogRecord[] }>();
  for (const record of index.records) {
    if (record.t !== 'answers' && record.t !== 'failure') continue;
    const key = targetKey(record.target);
    const known = about.get(key);
    if (known) known.records.push(record);
    else about.set(key, { target: record.target, records: [record] });
  }
  const providers = new Map<string, TargetReport[]>();
  for (const { target, records: own } of about.values()) {
    const report = targetReport(target, own, heldBack(target, index, episodes), facts);
    providers.set(target.provider, [...(providers.get(target.provider) ?? []), report]);
  }
  return [...providers].map(([id, targets]) => ({
    id,
    label: facts.names.provider(id),
    // Chat before completions, and within a use the order of their first mention.
    targets: targets.toSorted((a, b) => a.target.use.localeCompare(b.target.use)),
  }));
}

function targetReport(
  target: Target,
  own: readonly LogRecord[],
  held: readonly Sighting[],
  { now, names }: ReportFacts,
): TargetReport {
  const sightings = [...own.flatMap(sightingOf), ...held].toSorted((a, b) => a.at - b.at);
  const spans = toSpans(sightings, now);
  return {
    target,
    name: names.target(target),
    spans,
    figures: byPeriod((period) => figuresOf(own, spans, period, now)),
  };
}

function sightingOf(record: LogRecord): readonly Sighting[] {
  if (record.t === 'answers') return [{ at: record.at, to: record.to, says: 'answering' }];
  if (record.t !== 'failure') return [];
  const blame = blameOf(record.facts.kind);
  if (blame === 'nobody') return [];
  return [{ at: record.at, to: record.at, says: blame === 'network' ? 'network' : 'failing' }];
}

/** When asks were kept away from a target because it was out: others answered in its place, or nobody did. */
function heldBack(target: Target, index: LogIndex, episodes: readonly LoggedEpisode[]): readonly Sighting[] {
  const own = episodes.filter(
    ({ provider, use, model }) =>
      provider === target.provider && use === target.use && (model === undefined || model === target.model),
  );
  return standInAnswers(index, own).map(({ at, to }) => ({ at, to, says: 'held' }));
}

function totalsOf(all: readonly Outage[], from: number, now: number): Totals {
  const outages = all.filter(({ rehearsed, lastSeenAt }) => !rehearsed && lastSeenAt >= from);
  const sum = (pick: (outage: Outage) => number): number => outages.reduce((total, outage) => total + pick(outage), 0);
  return {
    outages: outages.length,
    outageMs: lengthOf(outages.map((outage) => [Math.max(from, outage.startedAt), lastInstant(outage, now)])),
    answeredMeanwhile: sum(({ impact }) => impact.answeredMeanwhile),
    unanswered: sum(({ impact }) => impact.unanswered),
    carriedChars: sum(({ impact }) => impact.carriedChars),
  };
}

function lastInstant({ state, lastSeenAt }: Outage, now: number): number {
  return state === 'ongoing' ? now : lastSeenAt;
}

/** The length of the union of stretches of time, in ms. */
function lengthOf(stretches: readonly (readonly [from: number, to: number])[]): number {
  let end = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
