import { t } from '../../core/base/t';
import { durationWords } from '../../core/base/timeWords';
import type { OutageReport, Period } from '../../protocol/outagePage';
import { el } from '../dom';
import { pageStyle } from '../pageStyle';

/** What the outages of a period add up to, a figure and its name each. */
export function totalsOf(totals: OutageReport['totals'][Period]): readonly HTMLElement[] {
  const count = (value: number): string => value.toLocaleString(pageStyle().locale);
  return [
    figure(totals.outages === 1 ? t('outage') : t('outages'), count(totals.outages)),
    figure(t('time in outages'), totals.outageMs > 0 ? durationWords(totals.outageMs) : '0'),
    figure(t('answered by a stand-in'), count(totals.answeredMeanwhile), totals.answeredMeanwhile > 0 ? 'good' : ''),
    figure(t('left without an answer'), count(totals.unanswered), totals.unanswered > 0 ? 'bad' : ''),
    figure(t('characters kept'), count(totals.carriedChars)),
  ];
}

function figure(name: string, value: string, mood = ''): HTMLElement {
  return el('div', { class: `total ${mood}`.trim() }, el('dt', {}, name), el('dd', {}, value));
}
