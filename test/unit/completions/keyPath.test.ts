import assert from 'node:assert/strict';
import { cursorRefusal } from '../../../src/core/completions/cursorFilter';
import type { DocumentView } from '../../../src/core/completions/documentView';
import { wantsMultiline } from '../../../src/core/completions/multiline';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { createFakeRouter, createPorts, inputAt, snapshotAt, targets, viewOf } from './rig';

const lines = Array.from({ length: 10_000 }, (_, index) => `const value${index} = compute(${index}, 'some text');`);

/** A document that counts how much of it is read. */
function countedView(text: string): { view: DocumentView; read: { lines: number; chars: number } } {
  const plain = viewOf(text);
  const read = { lines: 0, chars: 0 };
  const line = (index: number): string => {
    const found = plain.line(index);
    read.lines += 1;
    read.chars += found.length;
    return found;
  };
  return { view: { ...plain, line }, read };
}

describe('What a key costs in a document of 10 000 lines', () => {
  const cursors = [0, 1, 5_000, 9_998, 9_999];

  for (const at of cursors) {
    it(`is a look at the lines around the cursor on line ${at + 1}, never at the whole`, async () => {
      const text = lines.with(at, 'const total = items.').join('\n');
      const { view, read } = countedView(text);
      const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
      const ports = createPorts(router, targets.ollama);
      const pipeline = new CompletionPipeline(ports);
      const position = { line: at, character: 'const total = items.'.length };
      const input = { ...inputAt('▮'), view, position };
      const answer = pipeline.provide(input, new AbortController().signal);
      await ports.clock.advance(2_000);
      assert.equal(router.asked.length, 1);
      // The window of 10 000 and 820 characters, looked at once to find its start and once to read it.
      assert.ok(read.chars < 3 * 11_000, `${read.chars} characters read`);
      assert.ok(read.lines < 700, `${read.lines} lines read`);
      router.last.text('length;\n');
      await ports.clock.advance(0);
      assert.ok(await answer);

      // A key typed as suggested.
      const typed = countedView(lines.with(at, 'const total = items.l').join('\n'));
      const known = pipeline.provide(
        { ...input, view: typed.view, position: { line: at, character: position.character + 1 } },
        new AbortController().signal,
      );
      assert.ok(known && !(known instanceof Promise));
      assert.ok(typed.read.lines < 700, `${typed.read.lines} lines read`);
    });
  }

  it('does not grow with the notebook above a cell', () => {
    const read = { lines: 0 };
    const cell = viewOf(lines.slice(0, 100).join('\n'));
    const counted = { ...cell, line: (index: number) => ((read.lines += 1), cell.line(index)) };
    const router = createFakeRouter();
    const pipeline = new CompletionPipeline(createPorts(router));
    const input = inputAt('const total = items.▮', { earlierCells: Array.from({ length: 100 }, () => counted) });
    void pipeline.provide(input, new AbortController().signal);
    pipeline.dispose();
    assert.ok(read.lines > 0 && read.lines < 700, `${read.lines} lines read`);
  });
});

/** Milliseconds of one run, the best of several spans of a few milliseconds each. */
function msOf(run: () => void): number {
  run();
  const spans = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let runs = 0;
    for (; performance.now() - start < 3; runs++) run();
    return (performance.now() - start) / runs;
  });
  return Math.min(...spans);
}

describe('What a key costs in a long line', () => {
  const hostile: Readonly<Record<string, (size: number) => string>> = {
    'spaces before a word right of the cursor': (size) => `const total = ▮${' '.repeat(size)}x\n`,
    'closers before a word right of the cursor': (size) => `const total = ▮${')'.repeat(size)}x\n`,
    'spaces between closers and a word': (size) => `const total = ▮)${' '.repeat(size)};${' '.repeat(size)}x\n`,
    'words that no bracket follows': (size) => `const total = ${'some words '.repeat(size / 10)}▮\n`,
    'words behind a bracket, and one that closes it': (size) => `const total = (${'a b '.repeat(size / 4)})▮\n`,
    'calls that end in no bracket': (size) => `const total = ${'f(a) '.repeat(size / 4)}▮\n`,
    'spaces below a blank line': (size) => `const total = 1;\n${' '.repeat(size)}\n${' '.repeat(size)}▮`,
    'white space of several lines': (size) => `x;${' \n'.repeat(size / 2)}▮x`,
  };

  for (const [name, textOf] of Object.entries(hostile)) {
    it(`grows no faster than the line: ${name}`, () => {
      const costOf = (size: number): number => {
        const snapshot = snapshotAt(textOf(size));
        return msOf(() => {
          cursorRefusal(snapshot, undefined);
          wantsMultiline(snapshot);
        });
      };
      // Four times the line: 4 where it grows with the line, 16 with its square.
      const growth = costOf(1_200) / costOf(300);
      assert.ok(growth < 9, `grows ${growth} times`);
    });
  }
});
