import { transformSync } from 'esbuild';
import { createRandom } from '../replay/chance';

/** A published file, and a place in it that was emptied. */
export interface Hole {
  readonly path: string;
  readonly languageId: string;
  readonly shape: Shape;
  readonly before: string;
  readonly cut: string;
  readonly after: string;
}

/** The rest of a line from behind a word or mark on; a line of a block; the lines between a `{` and its `}`. */
export type Shape = 'rest of a line' | 'a line' | 'a block';

/** A file holes are cut from. */
export interface Source {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

const shapes: readonly Shape[] = ['rest of a line', 'rest of a line', 'a line', 'a block'];
const maxBlockLines = 6;

/** Cuts holes into the code of files, never into comments; half of them rests of lines. The same seed cuts the same ones. */
export function cutHoles(sources: readonly Source[], count: number, seed: number): readonly Hole[] {
  const random = createRandom(seed);
  const holes: Hole[] = [];
  for (let tries = 0; holes.length < count && tries < 100 * count; tries++) {
    const source = sources[tries % sources.length];
    const shape = shapes[holes.length % shapes.length];
    if (!source || !shape) break;
    const lines = source.text.split('\n');
    const hole = cutters[shape](lines, Math.floor(random() * lines.length), random);
    if (hole) holes.push({ path: source.path, languageId: source.languageId, shape, ...hole });
  }
  return holes;
}

type Cut = Pick<Hole, 'before' | 'cut' | 'after'> | undefined;

const cutters: Readonly<Record<Shape, (lines: readonly string[], at: number, random: () => number) => Cut>> = {
  'rest of a line': (lines, at, random) => {
    const line = lines[at] ?? '';
    const places = [...line.matchAll(/\w\b|[=(.,:]\s?/g)].map((match) => match.index + match[0].length);
    const place = places[Math.floor(random() * places.length)] ?? 0;
    if (!isCode(lines, at) || line.slice(place).trim().length < 4) return undefined;
    return cutBetween(lines, at, place, at, line.length);
  },
  'a line': (lines, at) => {
    const line = lines[at] ?? '';
    const indent = line.length - line.trimStart().length;
    if (!isCode(lines, at) || indent === 0 || line.trim().length < 8 || /[{([,]$|^\s*[)\]}]/.test(line))
      return undefined;
    return cutBetween(lines, at, indent, at, line.length);
  },
  'a block': (lines, at) => {
    const line = lines[at] ?? '';
    if (!isCode(lines, at) || !line.endsWith('{')) return undefined;
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const end = lines.findIndex((one, index) => index > at && one.startsWith(`${indent}}`));
    if (end < at + 2 || end > at + 1 + maxBlockLines) return undefined;
    const inner = /^\s*/.exec(lines[at + 1] ?? '')?.[0].length ?? 0;
    return cutBetween(lines, at + 1, inner, end - 1, (lines[end - 1] ?? '').length);
  },
};

function cutBetween(lines: readonly string[], line: number, from: number, lastLine: number, until: number): Cut {
  const whole = lines.slice(line, lastLine + 1).join('\n');
  const tail = (lines[lastLine] ?? '').length - until;
  return {
    before: [...lines.slice(0, line), whole.slice(0, from)].join('\n'),
    cut: whole.slice(from, whole.length - tail),
    after: [whole.slice(whole.length - tail), ...lines.slice(lastLine + 1)].join('\n'),
  };
}

function isCode(lines: readonly string[], at: number): boolean {
  return at > 5 && !/^\s*(?:\/\/|\/?\*|$)/.test(lines[at] ?? '');
}

/** Whether a compiler can read a text. */
export function parses(text: string, languageId: string): boolean {
  try {
    transformSync(text, { loader: languageId === 'typescript' ? 'ts' : 'js', logLevel: 'silent' });
    return true;
  } catch {
    return false;
  }
}
