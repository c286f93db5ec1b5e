import { knownText } from '../../test/simulator/knownText';
import { lengthWords, markdownTable } from '../draw/table';
import { longTokens, type Cost } from './costRun';
import { limitMs, type Trial } from './faultRun';
import { isWhole, isWrong } from './judge';

/** One look at all: a row per fault, a column per contender. `✔` the answer and nothing else, `✘` no answer, `‼` a wrong one. */
export function overviewTable(trials: readonly Trial[]): string {
  const contenders = [...new Set(trials.map(({ contender }) => contender))];
  const faults = [...new Set(trials.map(({ fault }) => fault))];
  const rows = faults.map((fault) => [
    fault,
    ...contenders.map((name) => {
      const trial = trials.find((one) => one.fault === fault && one.contender === name);
      return trial ? `${markOf(trial)} ${overWords(trial)}` : '–';
    }),
  ]);
  return markdownTable(['Claude’s fault', ...contenders], rows);
}

function markOf({ outcome }: Trial): string {
  if (isWhole(outcome)) return '✔';
  return isWrong(outcome) ? '‼' : '✘';
}

/** Everything that was measured, a row per fault and contender. */
export function trialsTable(trials: readonly Trial[]): string {
  const head = [
    'Claude’s fault',
    'asked through',
    'what the user gets',
    'first text',
    'over after',
    'characters lost',
    'doubled',
    'asks to Claude',
    'next question',
  ];
  return markdownTable(head, trials.map(trialRow), 3);
}

function trialRow(trial: Trial): string[] {
  const { outcome, lost, doubled, toSick } = trial;
  return [
    trial.fault,
    trial.contender,
    trial.error === undefined ? outcome : `${outcome}: *${shortened(trial.error)}*`,
    trial.firstMs === undefined ? '–' : lengthWords(trial.firstMs),
    overWords(trial),
    lost === knownText.length ? 'all' : String(lost),
    String(doubled),
    toSick === undefined ? 'not countable' : String(toSick),
    secondWords(trial),
  ];
}

function secondWords({ second }: Trial): string {
  if (!second) return '–';
  if (second.toSick > 0) return 'to Claude again';
  return second.answered ? 'straight to the stand-in' : 'to nobody';
}

function overWords({ outcome, endMs }: Trial): string {
  return outcome.endsWith('silence') ? `> ${limitMs / 1_000} s` : lengthWords(endMs);
}

/** The first words of an error in one table cell. */
function shortened(message: string): string {
  const line = message.replaceAll(/[\s|*<>`]+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60).trim()}…` : line;
}

/** What each contender adds to the first row, the SDK alone, in the same run. */
export function costTable(costs: readonly Cost[]): string {
  const base = costs[0];
  if (!base) throw new Error('nothing was measured');
  const head = [
    'asked through',
    'per request',
    'against the SDK',
    `${longTokens} tokens`,
    'per token',
    'against the SDK',
    'processor, per request',
    'processor, per token',
  ];
  return markdownTable(
    head,
    costs.map((cost) => [
      cost.contender,
      `${cost.short.medianMs.toFixed(1)} ms`,
      ratio(cost.short.medianMs, base.short.medianMs),
      `${cost.long.medianMs.toFixed(0)} ms`,
      micros(perToken(cost, 'medianMs')),
      ratio(perToken(cost, 'medianMs'), perToken(base, 'medianMs')),
      cost.short.cpuMs === undefined ? '–' : `${cost.short.cpuMs.toFixed(1)} ms`,
      micros(perToken(cost, 'cpuMs')),
    ]),
  );
}

function perToken({ short, long }: Cost, what: 'medianMs' | 'cpuMs'): number | undefined {
  const [from, to] = [short[what], long[what]];
  return from === undefined || to === undefined ? undefined : (to - from) / longTokens;
}

function micros(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms * 1_000).toFixed(1)} µs`;
}

function ratio(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined || base <= 0 ? '–' : `× ${(value / base).toFixed(2)}`;
}
