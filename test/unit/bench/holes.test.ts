import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fillTable, inputFor, judgeFill } from '../../../bench/completions/filling';
import { cutHoles, parses, type Hole } from '../../../bench/completions/holes';
import { takeSnapshot } from '../../../src/core/completions/snapshot';
import { toSuggestion, type Suggestion } from '../../../src/core/completions/suggestion';
import { targets } from '../completions/rig';

const text = readFileSync(path.join(import.meta.dirname, '../../fixtures/typing/cache.2.txt'), 'utf8');
const source = { path: 'cache.ts', languageId: 'typescript', text };
const hole: Hole = {
  path: 'a.js',
  languageId: 'javascript',
  shape: 'rest of a line',
  before: 'const a = 1;\nrun(',
  cut: 'a, [1]);',
  after: '\n',
};

function itemFor(one: Hole, fill: string): Suggestion {
  const snapshot = takeSnapshot(inputFor(one));
  assert.ok(typeof snapshot !== 'string');
  const item = toSuggestion({ text: fill, target: targets.ollama }, snapshot);
  assert.ok(item);
  return item;
}

describe('holes cut from a file', () => {
  it('leave the file whole when what was cut is put back, and are code of all shapes', () => {
    const holes = cutHoles([source], 20, 1);
    assert.equal(holes.length, 20);
    assert.deepEqual(new Set(holes.map(({ shape }) => shape)), new Set(['rest of a line', 'a line', 'a block']));
    for (const one of holes) {
      assert.equal(one.before + one.cut + one.after, text);
      assert.ok(one.cut.trim().length > 0);
      assert.ok(!/^\s*(?:\/\/|\/?\*)/.test(one.before.slice(one.before.lastIndexOf('\n') + 1) + one.cut));
    }
  });

  it('are the same for the same seed', () => {
    assert.deepEqual(cutHoles([source], 5, 1), cutHoles([source], 5, 1));
    assert.notDeepEqual(cutHoles([source], 5, 1), cutHoles([source], 5, 2));
  });
});

describe('a filled hole', () => {
  it('is exact when it says what was cut, and covers what the rest of the line says already', () => {
    const exact = judgeFill(hole, itemFor(hole, hole.cut), `<COMPLETION>${hole.cut}</COMPLETION>`, 5);
    assert.deepEqual([exact.isExact, exact.isUsable, exact.isUsableAsSaid, exact.similarity], [true, true, true, 1]);
    const closed = { ...hole, cut: 'a, [1]', after: ');\n' };
    const covering = judgeFill(closed, itemFor(closed, 'a, [1]);'), 'a, [1]);', 5);
    assert.deepEqual([covering.isExact, covering.isUsable], [true, true]);
    assert.equal(covering.isUsableAsSaid, false, 'the bare answer closes the call twice');
  });

  it('is usable when a compiler can read the file, though it says something else', () => {
    const other = judgeFill(hole, itemFor(hole, 'a, 2);'), 'a, 2);', 5);
    assert.deepEqual([other.isExact, other.isUsable], [false, true]);
    assert.ok(other.similarity > 0 && other.similarity < 1);
    assert.equal(judgeFill(hole, itemFor(hole, 'a, [2;'), 'a, [2;', 5).isUsable, false);
  });

  it('is judged by as many lines as are shown', () => {
    const block = { ...hole, cut: 'a);\nrun(2);' };
    const first = judgeFill(block, itemFor(block, 'a);'), 'a);', 5);
    assert.deepEqual([first.isExact, first.similarity], [false, 1]);
  });

  it('is neither when nothing was shown', () => {
    const none = judgeFill(hole, undefined, '', 5);
    assert.deepEqual([none.isUsable, none.isUsableAsSaid, none.isExact], [false, false, false]);
    const table = fillTable([none, judgeFill(hole, itemFor(hole, hole.cut), hole.cut, 5)]);
    assert.match(table, /\| all \| 1 of 2 \| 1 of 2 \| 1 of 2 \| 1 of 2 \| 100 % \|/);
  });

  it('is read by a compiler for its language', () => {
    assert.ok(parses('const a: number = 1;', 'typescript'));
    assert.ok(!parses('const a: number = 1;', 'javascript'));
  });
});
