/*
 * An hour of typing through the real completions pipeline, and through a plain debounce, on simulated time. What is typed are the
 * differences between published releases of some packages, which are fetched once from npm's registry. Method and limits are
 * written down in docs/benchmarks.md, whose tables it rewrites; with `-- --dry` it only prints them.
 * Run: npm run bench:completions
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchReleases, releaseWords } from './completions/packages';
import { sensitivityTable, sessionsTable } from './completions/report';
import { playSessions } from './completions/sessions';
import { withSection } from './draw/section';
import { checkTurns } from './replay/simClock';

const isDry = process.argv.includes('--dry');
const document = path.join(import.meta.dirname, '../docs/benchmarks.md');
const write = (section: string, text: string): void => {
  console.log(`${text}\n`);
  if (!isDry) writeFileSync(document, withSection(readFileSync(document, 'utf8'), section, text));
};

await checkTurns();
const { headline, variations } = await playSessions(await fetchReleases(), console.log);
const origin = `Measured ${new Date().toISOString().slice(0, 10)} on Node ${process.version} with ${releaseWords()}.`;
const parts = [origin, sessionsTable(headline), 'Each cell: Understudy · debounce.', sensitivityTable(variations)];
write('bench:completions sessions', parts.join('\n\n'));
