import { uses } from '../../contract/target';
import { reasonWords } from '../../status/words';
import { isOngoing, loggedEpisodes, standInAnswers, stretchesOf, type LoggedEpisode } from './loggedEpisodes';
import { impactRows, lengthWords, summaryOf, usesWords } from './impactWords';
import type { LogIndex } from './logIndex';
import type { AnswersRecord, StoryRecord } from '../log/logRecord';
import type { Impact, Outage, OutageState, StandIn } from './outageReport';
import type { ReportFacts, ReportNames } from './reportFacts';
import { storyOf, type OutageRecords } from './story';

/** The episodes of one outage. */
type Group = [LoggedEpisode, ...LoggedEpisode[]];

/** The outages in the records, the newest first. Overlapping episodes of a provider, from any window and use, are one. */
export function outagesOf(index: LogIndex, facts: ReportFacts): readonly Outage[] {
  return groupsOf(index, facts)
    .map((group) => toOutage(gather(group, index, facts), index, facts))
    .reverse();
}

function groupsOf(index: LogIndex, facts: ReportFacts): readonly Group[] {
  const groups: Group[] = [];
  // Episodes come in order of time: only a provider's latest group can reach into the next episode.
  const latest = new Map<string, { readonly group: Group; readonly until: number }>();
  for (const episode of loggedEpisodes(index)) {
    const key = `${episode.rehearsed} ${episode.provider}`;
    const until = isOn(episode, facts) ? facts.now : episode.lastSeenAt;
    const known = latest.get(key);
    if (known && episode.startedAt <= known.until) {
      known.group.push(episode);
      latest.set(key, { group: known.group, until: Math.max(known.until, until) });
    } else {
      const group: Group = [episode];
      groups.push(group);
      latest.set(key, { group, until });
    }
  }
  return groups;
}

function isOn(episode: LoggedEpisode, { now, current }: ReportFacts): boolean {
  return isOngoing(episode, now) || (episode.openAt !== undefined && current?.has(episode.id) === true);
}

function gather(episodes: Readonly<Group>, index: LogIndex, facts: ReportFacts): OutageRecords {
  const [{ provider, rehearsed }] = episodes;
  const state = stateOf(episodes, facts);
  const lastSeenAt = Math.max(...episodes.map((episode) => episode.lastSeenAt));
  const inside = index
    .within(episodes.flatMap(stretchesOf))
    .filter((record) => (record.rehearsed === true) === rehearsed);
  return {
    episodes,
    startedAt: Math.min(...episodes.map(({ startedAt }) => startedAt)),
    endedAt: state === 'recovered' || state === 'dropped' ? lastSeenAt : undefined,
    lastSeenAt,
    state,
    records: inside.filter(
      (record): record is StoryRecord =>
        (record.t === 'failure' && record.target.provider === provider) ||
        record.t === 'switch' ||
        (record.t === 'unanswered' && episodes.some(({ use }) => use === record.use)),
    ),
    // Whoever stands in for a rehearsed outage really answers.
    standIns: standInAnswers(index, episodes),
  };
}

/** An outage is on while one of its episodes is; it is over in the way its last one ended. */
function stateOf(episodes: readonly LoggedEpisode[], facts: ReportFacts): OutageState {
  if (episodes.some((episode) => isOn(episode, facts))) return 'ongoing';
  const last = episodes.toSorted((a, b) => a.lastSeenAt - b.lastSeenAt).at(-1);
  if (!last?.end) return 'unseen';
  return last.end.how === 'answered' ? 'recovered' : 'dropped';
}

function toOutage(gathered: OutageRecords, index: LogIndex, facts: ReportFacts): Outage {
  const { episodes, startedAt, endedAt, lastSeenAt, state } = gathered;
  const [{ id, provider, rehearsed, reasons: firstReasons }] = episodes;
  const reasons = [...new Set(episodes.flatMap((episode) => episode.reasons))];
  const [reason] = firstReasons;
  // A window that was only told of it by another one, or before a reload, has not met it.
  const met = gathered.records.filter((record) => record.t === 'failure').map(({ window }) => window);
  const windows = Math.max(1, new Set(met).size);
  const impact = impactOf(gathered, facts.names);
  const told = {
    state,
    startedAt,
    lastSeenAt,
    label: facts.names.provider(provider),
    uses: uses.filter((use) => episodes.some((episode) => episode.use === use)),
    reasonText: reason === undefined ? '' : reasonWords(reason),
    rehearsed,
    impact,
  };
  return {
    id,
    provider,
    ...told,
    ...(endedAt === undefined ? {} : { endedAt }),
    reasons,
    usesText: usesWords(told.uses),
    lengthText: lengthWords(told, facts.now),
    summary: summaryOf(told, facts.now),
    windows,
    impactRows: impactRows({ impact, windows }),
    story: storyOf(gathered, index, facts.names),
  };
}

function impactOf({ records, standIns, episodes }: OutageRecords, names: ReportNames): Impact {
  const switches = records.filter((record) => record.t === 'switch');
  const carried = switches.filter(({ mode }) => mode === 'continue');
  const hidden = switches.filter(({ mode }) => mode === 'before');
  const answered = standInsOf(standIns, names);
  const failures = records.filter(
    (record) => record.t === 'failure' && record.target.provider === episodes[0].provider,
  );
  return {
    answeredMeanwhile: answered.reduce((sum, { answers }) => sum + answers, 0),
    standIns: answered,
    unanswered: records.filter((record) => record.t === 'unanswered').length,
    carriedOn: carried.length,
    carriedChars: carried.reduce((sum, { keptChars }) => sum + keptChars, 0),
    restarted: switches.filter(({ mode }) => mode === 'restart').length,
    failures: failures.length,
    waitedMs: hidden.reduce((sum, { afterMs }) => sum + afterMs, 0),
  };
}

function standInsOf(answers: readonly AnswersRecord[], names: ReportNames): readonly StandIn[] {
  const found = new Map<string, StandIn>();
  for (const { target, answered } of answers) {
    const key = `${target.provider}/${target.model}`;
    const known = found.get(key)?.answers ?? 0;
    found.set(key, {
      provider: target.provider,
      model: target.model,
      name: names.target(target),
      answers: known + answered,
    });
  }
  return [...found.values()].toSorted((a, b) => b.answers - a.answers);
}
