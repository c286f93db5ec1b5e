import type { LogIndex } from './logIndex';
import type { LampChange, Outage } from './outageReport';
import type { ReportNames } from './reportFacts';
import { isLampNear } from './story';
import { recordSentence } from './storyWords';

/**
 * What became of the lamps of Claude Code while Claude answered, the newest first: a login may be lost, or the login service in
 * trouble, that no ask here needed. What an outage tells of is not told a second time, nor what another window saw too. Pure.
 */
export function lampChangesOf(index: LogIndex, outages: readonly Outage[], names: ReportNames): readonly LampChange[] {
  const states = new Map<string, string>();
  const news = index.lamps.filter(({ of, state }) => {
    const isNews = states.get(of) !== state;
    states.set(of, state);
    return isNews;
  });
  return news
    .filter(({ at }) => !outages.some((outage) => isLampNear(outage, at)))
    .map((record) => ({ at: record.at, sentence: recordSentence(record, 1, names) }))
    .reverse();
}
