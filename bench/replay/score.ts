import type { Played, Result } from './play';

/** One policy's row. Lengths are milliseconds. */
export interface Score {
  readonly chatAsks: number;
  /** Of these, made while an incident of the first choice was on. */
  readonly chatInIncident: number;
  readonly chatAnswered: number;
  readonly chatByFirst: number;
  readonly completions: number;
  readonly completionsAnswered: number;
  /** Over the chat asks made while an incident was on. */
  readonly lostMedianMs: number;
  readonly lostP95Ms: number;
  /** Over all chat asks. */
  readonly lostTotalMs: number;
  readonly lostChars: number;
  readonly doubledChars: number;
  readonly foldedChars: number;
  readonly requests: number;
  readonly toSick: number;
  readonly wrongInAnswer: number;
  readonly wrongInStatus: number;
}

/** Adds up what was played. */
export function scoreOf({ results, toSick, requests }: Played): Score {
  const chat = results.filter(({ ask }) => ask.use === 'chat');
  const completions = results.filter(({ ask }) => ask.use === 'completion');
  const count = (of: readonly Result[], is: (one: Result) => boolean): number => of.filter(is).length;
  const sum = (pick: (one: Result) => number): number => chat.reduce((total, one) => total + pick(one), 0);
  const inIncident = chat.filter((one) => one.inIncident);
  const lost = inIncident.map((one) => one.lostMs).toSorted((a, b) => a - b);
  return {
    chatAsks: chat.length,
    chatInIncident: inIncident.length,
    chatAnswered: count(chat, (one) => one.isAnswered),
    chatByFirst: count(chat, (one) => one.byFirst),
    completions: completions.length,
    completionsAnswered: count(completions, (one) => one.isAnswered),
    lostMedianMs: quantile(lost, 0.5),
    lostP95Ms: quantile(lost, 0.95),
    lostTotalMs: sum((one) => one.lostMs),
    lostChars: sum((one) => one.lostChars),
    doubledChars: sum((one) => one.doubledChars),
    foldedChars: sum((one) => one.foldedChars),
    requests,
    toSick,
    wrongInAnswer: count(chat, (one) => one.wronglyBlamed),
    wrongInStatus: count(chat, (one) => one.wrongStatus),
  };
}

/** The value below which this share of the sorted figures lies. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
