import { pageStyle } from './pageStyle';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago an instant was, in the reader's language: "2 hr. ago". Both in epoch milliseconds. */
export function agoWords(instant: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(pageStyle().locale, { numeric: 'auto', style: 'short' });
  const passed = Math.max(0, now - instant);
  for (const [unit, ms] of UNITS) if (passed >= ms) return format.format(-Math.floor(passed / ms), unit);
  return format.format(0, 'minute');
}
