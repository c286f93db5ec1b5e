import { grouped, markdownTable } from '../draw/table';
import type { Score } from './score';

/** One session played by both. */
export interface Pair {
  readonly setting: string;
  readonly ours: Score;
  readonly plain: Score;
}

interface Column {
  readonly head: string;
  of(score: Score): number;
  words(value: number): string;
}

const columns: readonly Column[] = [
  { head: 'requests per 100 keys', of: (score) => score.requestsPer100, words: tenths },
  { head: 'shown per 100 keys', of: (score) => score.shownPer100, words: tenths },
  { head: 'kept after 10 keys', of: (score) => score.kept, words: percent },
  { head: 'keys foreseen', of: (score) => score.foreseen, words: percent },
  { head: 'served without a request', of: (score) => score.known, words: percent },
  { head: 'wasted tokens per 100 keys', of: (score) => score.wastedPer100, words: grouped },
  { head: 'of all tokens', of: (score) => score.wasted, words: percent },
  { head: 'from key to item, median', of: (score) => score.waitMs, words: (ms) => `${Math.round(ms)} ms` },
  { head: 'added per key, p50', of: (score) => score.callP50Ms, words: micros },
  { head: 'p95', of: (score) => score.callP95Ms, words: micros },
];

/** Every column, ours and the plain debounce below each other, and how many times the one is the other. */
export function sessionsTable(pairs: readonly Pair[]): string {
  const rows = pairs.flatMap(({ setting, ours, plain }) => [
    [setting, 'Understudy', ...columns.map((column) => column.words(column.of(ours)))],
    [setting, 'debounce of 300 ms', ...columns.map((column) => column.words(column.of(plain)))],
    [setting, 'ratio', ...columns.map((column) => times(column.of(ours), column.of(plain)))],
  ]);
  return markdownTable(['session', 'by', ...columns.map(({ head }) => head)], rows, 2);
}

/** One row for each setting; each cell: ours, the plain debounce. */
export function sensitivityTable(pairs: readonly Pair[]): string {
  const rows = pairs.map(({ setting, ours, plain }) => [
    setting,
    ...columns.map((column) => `${column.words(column.of(ours))} · ${column.words(column.of(plain))}`),
  ]);
  return markdownTable(['session', ...columns.map(({ head }) => head)], rows);
}

function tenths(value: number): string {
  return value.toFixed(1);
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(0)} %`;
}

function micros(ms: number): string {
  return `${(ms * 1_000).toFixed(0)} µs`;
}

function times(a: number, b: number): string {
  return b > 0 ? `× ${(a / b).toFixed(2)}` : '–';
}
