import { plainDebounce, understudy, type ContenderKind } from './contenders';
import type { Kind, Mind } from './model';
import { historiesOf, sizes } from './packages';
import { playSession } from './play';
import type { Pair } from './report';
import { scoreOf, type Score } from './score';
import { makeSession } from './session';

const hourMs = 3_600_000;

/** The speeds of completions in the replay of incidents. */
const cloud: Kind = { name: 'cloud', local: false, fim: 'none', firstMs: 450, charsPerSecond: 500 };
const local: Kind = { name: 'local', local: true, fim: 'suffix', firstMs: 250, charsPerSecond: 250 };

/**
 * Set so that about a third of what the plain debounce shows is kept, near the acceptance of 27 % that Ziegler et al. report of
 * Copilot (*Productivity Assessment of Neural Code Completion*, MAPS 2022); and one that knows less and one that knows more.
 */
const usual: Mind = { name: 'usual', strangeWords: 0.4, strangeMarks: 0.1 };
const weak: Mind = { name: 'weak', strangeWords: 0.6, strangeMarks: 0.2 };
const strong: Mind = { name: 'strong', strangeWords: 0.15, strangeMarks: 0.03 };

/** All sessions of the bench: the headline by size of file, and what changes when an assumption does. */
export async function playSessions(
  folder: string,
  say: (line: string) => void,
): Promise<{ readonly headline: readonly Pair[]; readonly variations: readonly Pair[] }> {
  const play = async (size: (typeof sizes)[number], kind: Kind, mind: Mind, seed: number): Promise<Pair> => {
    const session = makeSession(historiesOf(folder, size), seed, hourMs);
    const score = async (contender: ContenderKind): Promise<Score> =>
      scoreOf(await playSession(session, contender, { kind, mind, seed }));
    const pair = { ours: await score(understudy), plain: await score(plainDebounce) };
    const minutes = `${(session.ms / 60_000).toFixed(0)} minutes`;
    say(`${size} lines, ${kind.name}, ${mind.name} model, seed ${seed}: ${pair.ours.keys} keys in ${minutes}`);
    const words = [`${size} lines`];
    if (kind !== cloud) words.push(kind.name);
    if (mind !== usual) words.push(`${mind.name} model`);
    if (seed !== 1) words.push(`seed ${seed}`);
    return { setting: words.join(', '), ...pair };
  };
  const headline: Pair[] = [];
  const variations: Pair[] = [];
  for (const size of sizes) headline.push(await play(size, cloud, usual, 1));
  for (const size of sizes) variations.push(await play(size, local, usual, 1));
  for (const mind of [weak, strong]) variations.push(await play('1 000', cloud, mind, 1));
  for (const seed of [2, 3]) variations.push(await play('1 000', cloud, usual, seed));
  return { headline, variations };
}
