import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isInsideFence, Joiner } from '../../../src/core/routing/joiner';

const known = `# Reading a file line by line

Node gives you \`readline\`, which works on any stream. It keeps memory flat even when the file is larger than RAM, and it
copes with both line endings — a “small” detail that matters. 👩‍👩‍👧 家族 e\u0301

| way | memory | speed |
| --- | --- | --- |
| readFile | whole file | fast |
| readline | one line | good |

\`\`\`ts
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export async function countLines(path: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let count = 0;
  for await (const line of lines) {
    if (line.trim() !== '') {
      count += 1;
    }
  }
  return count;
}
\`\`\`

1. Open the stream.
2. Iterate with \`for await\`.
   - it closes by itself
   - errors reject the loop

Here is the shape of the result: a plain number, nothing else to clean up afterwards.
`;

/** Runs a stand-in's text through the joiner in pieces and gives the whole text on screen, or what was restarted with. */
function joinAll(
  shown: string,
  answer: string,
  sizes: readonly number[],
): { mode: 'continue' | 'restart'; text: string } {
  const joiner = new Joiner(shown);
  let restarted = false;
  let added = '';
  const use = (joined: ReturnType<Joiner['push']>): void => {
    if (joined.t === 'waiting') return;
    if (joined.t === 'restart') restarted = true;
    added += joined.text;
  };
  let at = 0;
  for (let turn = 0; at < answer.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    use(joiner.push(answer.slice(at, at + size)));
    at += size;
  }
  use(joiner.end(true));
  return restarted ? { mode: 'restart', text: added } : { mode: 'continue', text: shown + added };
}

const isCharBoundary = (at: number): boolean => !/[\uDC00-\uDFFF]/.test(known[at] ?? '');
const cuts = Array.from({ length: known.length - 201 }, (_, index) => index + 200).filter(isCharBoundary);
const cut = fc.constantFrom(...cuts);
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
const ask = (shown: string): string => known.slice(shown.trimEnd().length);

describe('a stand-in that carries on a cut answer', () => {
  it('exactly from the trimmed end leaves no character lost or doubled, wherever the cut', () => {
    for (const at of cuts) {
      const shown = known.slice(0, at);
      assert.deepEqual(joinAll(shown, ask(shown), [7]), { mode: 'continue', text: known }, `cut at ${at}`);
    }
  });

  it('exactly from the cut, white space already swallowed, is joined as well', () => {
    for (const at of cuts) {
      const shown = known.slice(0, at);
      const rest = known.slice(at);
      if (shown !== shown.trimEnd() && rest !== rest.trimStart()) continue; // The cut is inside white space: two readings.
      assert.equal(joinAll(shown, rest, [5]).text, known, `cut at ${at}`);
    }
  });

  it('repeating the last n characters has them once', () => {
    fc.assert(
      fc.property(cut, fc.integer({ min: 12, max: 390 }), sizes, (at, n, pieces) => {
        const shown = known.slice(0, at);
        const end = shown.trimEnd().length;
        const start = Math.max(1, end - n);
        fc.pre(new Set(known.slice(start, end).slice(-12)).size >= 4 && isCharBoundary(start));
        assert.equal(joinAll(shown, known.slice(start), pieces).text, known);
      }),
      { numRuns: 600 },
    );
  });

  it('beginning again with the last word has the word once', () => {
    const shown = `${known.slice(0, 300)} The quick brown fox jumps over the lazy`;
    assert.equal(joinAll(shown, 'lazy dog.', [3]).text, `${shown} dog.`);
  });

  it('re-opening the fence does not open it twice', () => {
    for (const at of cuts.filter((place) => isInsideFence(known.slice(0, place)) && known[place - 1] !== '`')) {
      const shown = known.slice(0, at);
      if (!/```ts\n/.test(shown)) continue; // Inside the info string itself nothing can be re-opened yet.
      const joined = joinAll(shown, `\`\`\`ts\n${known.slice(shown.trimEnd().length)}`, [4]);
      assert.equal(joined.text, known, `cut at ${at}`);
    }
  });

  it('introducing itself has its introduction dropped', () => {
    const preambles = [
      'Sure, here is the remaining text:\n\n',
      'Continuing from where I left off:\n',
      "Here's the rest of the answer:\n\n",
      'Certainly! I will continue from exactly there.\n\n',
    ];
    fc.assert(
      fc.property(cut, fc.constantFrom(...preambles), sizes, (at, preamble, pieces) => {
        const shown = known.slice(0, at);
        fc.pre(!/\s$/.test(shown) && /\S/.test(known[at] ?? ''));
        assert.equal(joinAll(shown, preamble + known.slice(at), pieces).text, known);
      }),
      { numRuns: 400 },
    );
  });

  it('starting over is a restart with the whole new text', () => {
    fc.assert(
      fc.property(cut, sizes, (at, pieces) => {
        assert.deepEqual(joinAll(known.slice(0, at), known, pieces), { mode: 'restart', text: known });
      }),
      { numRuns: 100 },
    );
  });

  it('with nothing left to say leaves the text as it was', () => {
    const shown = known.slice(0, 400);
    assert.deepEqual(joinAll(shown, '', [1]), { mode: 'continue', text: shown });
  });

  it('with a sentence that merely begins like a preamble keeps it', () => {
    const shown = `${known.slice(0, 300)}\n\n`;
    const rest = 'Here is the code:\n\nconst a = 1;\n';
    assert.equal(joinAll(shown, rest, [6]).text, shown + rest);
  });

  it('with a syllable that happens to repeat loses nothing', () => {
    const shown = `${known.slice(0, 300)} a ban`;
    assert.equal(joinAll(shown, 'ana split', [2]).text, `${shown}ana split`);
  });

  it('stopped short within a repetition says nothing twice', () => {
    const shown = known.slice(0, 300);
    const joiner = new Joiner(shown);
    assert.deepEqual(joiner.push(shown.slice(-40, -20)), { t: 'waiting' });
    assert.deepEqual(joiner.end(false), { t: 'continue', text: '' });
  });
});
