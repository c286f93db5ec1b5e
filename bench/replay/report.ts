import { grouped, lengthWords, markdownTable } from '../draw/table';
import type { Row } from './chart';
import type { Setting } from './play';
import type { Score } from './score';

/** One setting played with every policy. */
export interface Case {
  readonly setting: Setting;
  readonly rows: readonly Row[];
}

/** The setting in words, such as `512 chat asks and 1 732 completions of a steady user, seed 1`. */
export function settingWords({ setting, rows }: Case): string {
  const { rate, seed } = setting;
  const [row] = rows;
  const asks = row
    ? `${grouped(row.score.chatAsks)} chat asks and ${grouped(row.score.completions)} completions of `
    : '';
  return `${asks}a ${rate.name} user, seed ${seed}`;
}

/** Every column for one setting. */
export function headlineTable({ rows }: Case): string {
  return markdownTable(
    [
      'policy',
      'chat answered',
      'by Claude, unswitched',
      'completions answered',
      'time lost per ask in an incident, median',
      'p95',
      'total',
      'characters lost',
      'doubled',
      'folded',
      'requests',
      'to a sick provider',
      'wrong blame in answers',
      'in the status bar',
    ],
    rows.map(({ policy, score }) => [
      policy.label,
      share(score.chatAnswered, score.chatAsks),
      share(score.chatByFirst, score.chatAsks),
      share(score.completionsAnswered, score.completions),
      lengthWords(score.lostMedianMs),
      lengthWords(score.lostP95Ms),
      lengthWords(score.lostTotalMs),
      grouped(score.lostChars),
      grouped(score.doubledChars),
      grouped(score.foldedChars),
      grouped(score.requests),
      grouped(score.toSick),
      grouped(score.wrongInAnswer),
      policy.id === 'understudy' ? grouped(score.wrongInStatus) : '–',
    ]),
  );
}

/** Time lost, asks without an answer, and characters lost or doubled, for each setting and policy. */
export function sensitivityTable(cases: readonly Case[]): string {
  const [first] = cases;
  return markdownTable(
    ['setting', ...(first?.rows.map(({ policy }) => policy.label) ?? [])],
    cases.map(({ setting, rows }) => [variationWords(setting), ...rows.map(({ score }) => cell(score))]),
  );
}

function cell(score: Score): string {
  const unanswered = score.chatAsks - score.chatAnswered + score.completions - score.completionsAnswered;
  return `${lengthWords(score.lostTotalMs)} · ${grouped(unanswered)} · ${grouped(score.lostChars + score.doubledChars)}`;
}

function variationWords({ seed, rate, route, weather }: Setting): string {
  const words = [`${rate.name}, seed ${seed}`];
  if (!route.includes('openai')) words.push('no second cloud');
  if (weather.severity !== 1) words.push(`shares × ${weather.severity}`);
  if (weather.plain) words.push('error statuses only');
  return words.join(', ');
}

function share(part: number, whole: number): string {
  return `${grouped(part)} of ${grouped(whole)}`;
}
