import { t } from '../../core/base/t';
import { clockTime } from '../../core/base/timeWords';
import type { Period } from '../../protocol/outagePage';
import { pageStyle } from '../pageStyle';

const hour = 3_600_000;
const day = 24 * hour;

/** How a period is called on its button, how long it is, and how its time axis is divided; in ms. */
export interface PeriodView {
  readonly period: Period;
  readonly label: string;
  readonly ms: number;
  readonly tickMs: number;
}

/** The periods of the page, the shortest first. */
export function periodViews(): readonly PeriodView[] {
  return [
    { period: '24h', label: t('24 hours'), ms: day, tickMs: 3 * hour },
    { period: '7d', label: t('7 days'), ms: 7 * day, tickMs: day },
    { period: '30d', label: t('30 days'), ms: 30 * day, tickMs: 5 * day },
  ];
}

/** One period. */
export function periodView(period: Period): PeriodView {
  const [first, ...rest] = periodViews();
  const found = rest.find((view) => view.period === period) ?? first;
  if (!found) throw new Error('There is at least one period.');
  return found;
}

/** An instant (epoch ms) on a time axis: the hour within a day, else the day. */
export function tickWords(at: number, { tickMs }: PeriodView): string {
  if (tickMs < day) return clockTime(at);
  return new Intl.DateTimeFormat(pageStyle().locale, { month: 'short', day: 'numeric' }).format(at);
}

/** The round instants (epoch ms, local time) of an axis that ends at `now`. */
export function ticks(now: number, { ms, tickMs }: PeriodView): readonly number[] {
  const zone = new Date(now).getTimezoneOffset() * 60_000;
  const first = Math.ceil((now - ms - zone) / tickMs) * tickMs + zone;
  const found: number[] = [];
  for (let at = first; at < now; at += tickMs) found.push(at);
  return found;
}
