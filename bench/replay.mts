/*
 * The incidents of 2026 as fault timelines, a working user, five policies side by side on simulated time. Prints the tables of
 * docs/benchmarks.md, where every assumption is written down, and draws media/replay.svg.
 * Run: npm run bench:replay (about four minutes), or with `-- --quick` for the first table alone, without the drawing.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { replayChart, type Row } from './replay/chart';
import { policies, playYear, readProgram } from './replay/replay';
import { headlineTable, sensitivityTable, settingWords, type Case } from './replay/report';
import { scoreOf } from './replay/score';
import { checkTurns } from './replay/simClock';
import type { Setting } from './replay/play';

const steady = { name: 'steady', chatPerHour: 12, completionsPerHour: 40 };
const busy = { name: 'busy', chatPerHour: 30, completionsPerHour: 120 };
const headline: Setting = {
  seed: 1,
  rate: steady,
  route: ['claude', 'openai', 'ollama'],
  weather: { severity: 1, plain: false },
};
const variations: readonly Setting[] = [
  { ...headline, seed: 2 },
  { ...headline, seed: 3 },
  { ...headline, rate: busy },
  { ...headline, rate: busy, seed: 2 },
  { ...headline, rate: busy, seed: 3 },
  { ...headline, route: ['claude', 'ollama'] },
  { ...headline, weather: { severity: 0.5, plain: false } },
  { ...headline, weather: { severity: 1, plain: true } },
];

await checkTurns();
const program = readProgram();
const play = async (setting: Setting): Promise<Case> => {
  const rows: Row[] = [];
  for (const policy of policies) rows.push({ policy, score: scoreOf(await playYear(program, policy, setting)) });
  return { setting, rows };
};

const { file, missed, sessions } = program;
const hours = sessions.reduce((sum, { from, until }) => sum + (until - from), 0) / 3_600_000;
const played = file.incidents.length - missed['not-the-api'] - missed['other-model'];
console.log(
  `${file.rows} rows: ${played} played in ${sessions.length} sessions of ${hours.toFixed(1)} h in all; ` +
    `${file.timesUnknown} left out because their times are unknown, ${missed['not-the-api']} did not reach the API, ` +
    `${missed['other-model']} were of models this user does not use.\n`,
);
const first = await play(headline);
console.log(`${headlineTable(first)}\n`);
if (!process.argv.includes('--quick')) {
  const media = path.join(import.meta.dirname, '../media/replay.svg');
  writeFileSync(media, replayChart(first.rows, `${settingWords(first)}, ${hours.toFixed(0)} hours of work`));
  const cases = [first];
  for (const variation of variations) cases.push(await play(variation));
  console.log(sensitivityTable(cases));
}
