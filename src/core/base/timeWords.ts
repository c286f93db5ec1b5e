import { t } from './t';

/** In whose language and zone instants are written; the reader's own where nothing is given. */
export interface TimeStyle {
  readonly locale?: string;
  readonly timeZone?: string;
}

const dayMs = 86_400_000;

/** `21 Nov 2026, 14:02`: the date as the reader's language writes it, the time as `clockTime` does. Instants are epoch ms. */
export function instantWords(at: number, style: TimeStyle = {}): string {
  return t('{0}, {1}', dayWords(at, style), clockTime(at, style));
}

/** `14:02`, with the date when that is not within a day of `now`; both epoch ms. */
export function nearWords(at: number, now: number, style: TimeStyle = {}): string {
  return Math.abs(at - now) < dayMs ? clockTime(at, style) : instantWords(at, style);
}

/** `21 Nov 2026`. */
export function dayWords(at: number, style: TimeStyle = {}): string {
  return format(style, { dateStyle: 'medium' }).format(at);
}

/** `14:02`, or `14:02:11` to the second: one clock in every language, in the status bar, in chat, and in every report. */
export function clockTime(at: number, { timeZone }: TimeStyle = {}, toTheSecond = false): string {
  return format({ locale: 'en-GB', timeZone }, { timeStyle: toTheSecond ? 'medium' : 'short' }).format(at);
}

/** The zone at an instant by its distance from Greenwich: `GMT+1`. */
export function zoneWords(at: number, { timeZone }: TimeStyle = {}): string {
  const parts = format({ locale: 'en', timeZone }, { timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
}

/** How long something took, in at most two units: `420 ms`, `4.2 s`, `38 min`, `1 h 18 min`, `2 d 3 h`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return t('{0} ms', Math.round(ms));
  const seconds = ms / 1_000;
  if (seconds < 10) return t('{0} s', seconds.toFixed(1));
  if (seconds < 60) return t('{0} s', Math.round(seconds));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('{0} min', minutes);
  if (minutes < 24 * 60) return pair(t('{0} h', Math.floor(minutes / 60)), minutes % 60, t('{0} min', minutes % 60));
  const hours = Math.round(minutes / 60);
  return pair(t('{0} d', Math.floor(hours / 24)), hours % 24, t('{0} h', hours % 24));
}

/** A share as people read it: `99.2 %`; only what is whole is 100 %. */
export function shareWords(share: number): string {
  if (share >= 1) return t('{0} %', 100);
  // Rounded down, so that 99.98 % does not look like no trouble at all.
  return t('{0} %', (Math.floor(share * 1_000) / 10).toFixed(1));
}

function pair(large: string, rest: number, small: string): string {
  return rest === 0 ? large : `${large} ${small}`;
}

/** Making a formatter takes far longer than using it, and a page of outages asks for hundreds of words. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format({ locale, timeZone }: TimeStyle, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, timeZone, options]);
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
  formats.set(key, known);
  return known;
}
