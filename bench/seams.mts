/*
 * What a small model makes of a cut answer: fifty cuts of ten answers, each carried on by real Gemma 3 270M in llama.cpp
 * in three ways, with two forms of the prompt: Gemma's own turn marks, and the plain text that these base weights know.
 * Everything but the model is the product's: prompt, wire, joiner. Run: npm run bench:seams [-- --show] [--only=plain|turns]
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { GEMMA_TURNS, startGemma } from '../test/support/gemma';
import { readCuts, type Place } from './seams/cuts';
import { verdicts } from './seams/judge';
import { carryOn, providerFor, ways, type Measured, type Way } from './seams/ways';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const cuts = readCuts(1);
const show = process.argv.includes('--show');
const forms = [
  { name: 'plain text', option: 'plain', chatTemplate: undefined },
  { name: 'Gemma’s turns', option: 'turns', chatTemplate: GEMMA_TURNS },
];
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const chosen = forms.filter(({ option }) => only === undefined || option === only);
if (chosen.length === 0) throw new Error(`--only is one of ${forms.map(({ option }) => option).join(', ')}`);

interface Row {
  readonly form: string;
  readonly way: Way;
  readonly place: Place;
  readonly measured: Measured;
}

// An interrupted run must not leave a model behind that goes on talking.
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
const { signal } = stopped;

const rows: Row[] = [];
for (const { name: form, chatTemplate } of chosen) {
  const gemma = await startGemma({ signal, chatTemplate });
  try {
    const provider = providerFor(gemma);
    for (const way of ways) {
      for (const cut of cuts) {
        const measured = await carryOn(cut, way, provider, gemma.model, signal);
        rows.push({ form, way, place: cut.place, measured });
        if (show) {
          const seam = `${cut.shown.slice(-60)}⟨|⟩${measured.text.slice(0, 160)}`;
          console.log(`${form} · ${way} · ${cut.place} · ${measured.verdict}\n  ${JSON.stringify(seam)}`);
        }
      }
    }
  } finally {
    await gemma.stop();
  }
}

const median = (figures: readonly (number | undefined)[]): string => {
  const known = figures.filter((figure) => figure !== undefined).toSorted((a, b) => a - b);
  return known.length === 0 ? '–' : `${((known[Math.floor(known.length / 2)] ?? 0) / 1000).toFixed(2)} s`;
};

console.log(`\nUnderstudy ${version}, ${cuts.length} cuts, Gemma 3 270M (base weights, Q4_K_M)\n`);
console.log(`| prompt | way | ${verdicts.join(' | ')} | first text, median | something new, median |`);
console.log(`| --- | --- | ${verdicts.map(() => '---:').join(' | ')} | ---: | ---: |`);
for (const { name: form } of chosen) {
  for (const way of ways) {
    const these = rows.filter((row) => row.form === form && row.way === way).map((row) => row.measured);
    const counts = verdicts.map((verdict) => these.filter((one) => one.verdict === verdict).length);
    const times = [median(these.map((one) => one.firstMs)), median(these.map((one) => one.newMs))];
    console.log(`| ${[form, way, ...counts, ...times].join(' | ')} |`);
  }
}

console.log('\n| prompt | way | joins, by the place of the cut |\n| --- | --- | --- |');
for (const { name: form } of chosen) {
  for (const way of ways.slice(0, 2)) {
    const these = rows.filter((row) => row.form === form && row.way === way);
    const placed = [...new Set(these.map((row) => row.place))].map((place) => {
      const here = these.filter((row) => row.place === place);
      return `${place} ${here.filter((row) => row.measured.verdict === 'joins').length} of ${here.length}`;
    });
    console.log(`| ${form} | ${way} | ${placed.join(', ')} |`);
  }
}
