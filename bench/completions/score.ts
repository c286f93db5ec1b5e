import { tokensOf } from './model';
import type { Played } from './play';

/** The figures of one session with one contender. */
export interface Score {
  readonly keys: number;
  readonly requestsPer100: number;
  readonly shownPer100: number;
  /** Share of the shown items that the text agreed with ten keys later. */
  readonly kept: number;
  /** Share of typed characters that were on screen before they were typed. */
  readonly foreseen: number;
  /** Share of the calls with an item that needed no request of their own. */
  readonly known: number;
  /** Tokens of requests of which nothing came on screen, per 100 keys, and as a share of all. */
  readonly wastedPer100: number;
  readonly wasted: number;
  /** Simulated, from the key to the item, for those that came newly on screen. */
  readonly waitMs: number;
  /** Real, of the editor's call. */
  readonly callP50Ms: number;
  readonly callP95Ms: number;
}

/** Counts a session. */
export function scoreOf({ keys, typed, foreseen, shown, items, itemsKnown, requests, callMs }: Played): Score {
  const judged = shown.filter(({ isKept }) => isKept !== undefined);
  const tokens = (one: (typeof requests)[number]): number => one.inputTokens + tokensOf(one.outputChars);
  const all = sum(requests.map(tokens));
  const wasted = sum(requests.filter(({ wasShown }) => !wasShown).map(tokens));
  const per100 = (count: number): number => (100 * count) / keys;
  return {
    keys,
    requestsPer100: per100(requests.length),
    shownPer100: per100(shown.length),
    kept: judged.filter(({ isKept }) => isKept).length / judged.length,
    foreseen: foreseen / typed,
    known: itemsKnown / items,
    wastedPer100: per100(wasted),
    wasted: wasted / all,
    waitMs: percentile(
      shown.map(({ waitMs }) => waitMs),
      0.5,
    ),
    callP50Ms: percentile(callMs, 0.5),
    callP95Ms: percentile(callMs, 0.95),
  };
}

/** The value that a share of the figures does not exceed. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
