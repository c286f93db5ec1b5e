/*
 * Inline completions under measurement: an hour of typing through the real pipeline and through a plain debounce, on simulated
 * time; the wait for ghost text in a real VS Code; and holes filled by real Gemma. What is typed and cut are published releases
 * of some packages, fetched once from npm's registry. Method and limits are written down in docs/benchmarks.md, whose tables
 * it rewrites; with `-- --dry` it only prints them. What this machine cannot do is skipped, loudly.
 * Run: npm run bench:completions, or with `-- --only=sessions`, `editor` (needs `npm run package`) or `gemma`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packagedExtension } from '../test/editor/ui/stage';
import { ghostTable, measureEditor } from './completions/editor';
import { fillTable, type Filled } from './completions/filling';
import { fillByGemma } from './completions/gemma';
import { cutHoles } from './completions/holes';
import { fetchReleases, historiesOf, releaseWords } from './completions/packages';
import { sensitivityTable, sessionsTable } from './completions/report';
import { playSessions } from './completions/sessions';
import { withSection } from './draw/section';
import { checkTurns } from './replay/simClock';

const holes = 50;

const isDry = process.argv.includes('--dry');
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length);
const document = path.join(import.meta.dirname, '../docs/benchmarks.md');
const measured = `Measured ${new Date().toISOString().slice(0, 10)} on Node ${process.version}`;

await part('sessions', async () => {
  await checkTurns();
  const { headline, variations } = await playSessions(await fetchReleases(), console.log);
  const origin = `${measured} with ${releaseWords()}.`;
  return [origin, sessionsTable(headline), 'Each cell: Understudy · debounce.', sensitivityTable(variations)];
});
await part('editor', async () => {
  if (!existsSync(packagedExtension())) throw new Error('there is no packaged extension: run `npm run package` first');
  return [`${measured}.`, ghostTable(await measureEditor(console.log))];
});
await part('gemma', async () => {
  const folder = await fetchReleases();
  const sources = [...historiesOf(folder, '100'), ...historiesOf(folder, '1 000')].map((history) => ({
    ...history,
    text: history.versions.at(-1) ?? '',
  }));
  return [`${measured}.`, fillTable(await fillByGemma(cutHoles(sources, holes, 1), console.log, tell))];
});

function tell({ hole, shown, ms }: Filled): void {
  console.log(`${hole.shape}, ${Math.round(ms)} ms: ${JSON.stringify(shown ?? 'nothing shown')}`);
}

/** Runs one part and writes its section of the document; one that fails leaves the section as it is. */
async function part(name: string, run: () => Promise<readonly string[]>): Promise<void> {
  if (only !== undefined && only !== name) return;
  try {
    const text = (await run()).join('\n\n');
    console.log(`\n${text}\n`);
    if (!isDry) writeFileSync(document, withSection(readFileSync(document, 'utf8'), `bench:completions ${name}`, text));
  } catch (error) {
    console.log(`SKIPPED ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
