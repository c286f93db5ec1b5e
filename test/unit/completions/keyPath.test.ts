import assert from 'node:assert/strict';
import { isPureCloser, scanBrackets } from '../../../src/core/completions/brackets';
import { signatureOf } from '../../../src/core/completions/context/signature';
import { cursorRefusal } from '../../../src/core/completions/cursorFilter';
import type { DocumentView } from '../../../src/core/completions/documentView';
import { wantsMultiline } from '../../../src/core/completions/multiline';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { fillRules } from '../../../src/core/completions/rules';
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

  it('is no second reading of an answer that has not gone on since', async () => {
    let readings = 0;
    const unwrapping = fillRules.unwrapping.map((rule, index) => ({
      ...rule,
      take: (...given: Parameters<typeof rule.take>) => {
        if (index === 0) readings += 1;
        return rule.take(...given);
      },
    }));
    const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
    const ports = createPorts(router, targets.ollama);
    const pipeline = new CompletionPipeline({ ...ports, rules: { ...fillRules, unwrapping } });
    const type = (typed: string) =>
      pipeline.provide(inputAt(`const total = items.${typed}▮\n`), new AbortController().signal);
    void type('');
    await ports.clock.advance(1_000);
    router.last.text('length');
    await ports.clock.advance(0);
    assert.equal(readings, 1);
    for (const typed of ['l', 'le', 'len']) void type(typed);
    await ports.clock.advance(0);
    assert.equal(readings, 1);
    router.last.text('OfAll');
    await ports.clock.advance(0);
    assert.equal(readings, 2);
    const latest = type('leng');
    router.last.done();
    assert.match(JSON.stringify(await latest), /lengthOfAll/);
    assert.equal(router.asked.length, 1);
  });

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

/**
 * How many times more a run costs with a text sixteen times as long: 16 where it grows with the text, 256 with its square.
 * The two are measured in turns by the processor's clock, the best turn of each, so that a busy machine and a warm compiler are
 * the same for both.
 */
function growthOf(prepare: (size: number) => () => void): number {
  const short = prepare(200);
  const long = prepare(3_200);
  const turns = Array.from({ length: 8 }, () => [msOf(long), msOf(short)] as const);
  return Math.min(...turns.map(([ms]) => ms)) / Math.min(...turns.map(([, ms]) => ms));
}

/** Milliseconds of the processor for one run, of as many as there are in three milliseconds. */
function msOf(run: () => void): number {
  const used = (): number => process.cpuUsage().user / 1_000;
  const start = used();
  let runs = 0;
  for (; used() - start < 3; runs++) run();
  return (used() - start) / runs;
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
      const growth = growthOf((size) => {
        const snapshot = snapshotAt(textOf(size));
        return () => {
          cursorRefusal(snapshot, undefined);
          wantsMultiline(snapshot);
        };
      });
      assert.ok(growth < 64, `grows ${growth} times`);
    });
  }

  it('grows no faster than the line: words of Lua that begin a function and never end its head', () => {
    const growth = growthOf((size) => {
      const snapshot = snapshotAt(`local x = ${'function '.repeat(size / 9)}▮`, { languageId: 'lua' });
      return () => wantsMultiline(snapshot);
    });
    assert.ok(growth < 64, `grows ${growth} times`);
  });
});

describe('What reading an answer costs', () => {
  const snapshot = snapshotAt('function f() {\n  show(▮)\n}\n');
  const trimmed = (text: string): void => {
    const { wrapping, echo, lead, cleaning, fitting } = fillRules;
    for (const rule of [...wrapping, ...echo, ...lead, ...cleaning, ...fitting]) {
      rule.apply(text, { snapshot, kind: 'hole', model: 'any', multiline: true, stopStrings: [], atEnd: true });
    }
  };
  const hostile: Readonly<Record<string, readonly [(text: string) => unknown, (size: number) => string]>> = {
    'closers that end in something else': [isPureCloser, (size) => `${')'.repeat(size)}x`],
    'spaces behind a word that closes': [isPureCloser, (size) => `end${' '.repeat(size)}x`],
    'quotes that are escaped and never closed': [
      (text) => scanBrackets(text, 'typescript'),
      (size) => `${"\\'".repeat(size / 2)}\n`,
    ],
    'slashes that may begin a regular expression': [
      (text) => scanBrackets(text, 'typescript'),
      (size) => '=/[ '.repeat(size / 4),
    ],
    'spaces within a line': [trimmed, (size) => `a${' '.repeat(size)}b`],
    'blank lines before a word': [trimmed, (size) => `a${'\n'.repeat(size)}b`],
    'spaces in the head of a symbol': [
      (text) => signatureOf({ name: 'f', kind: 'callable', firstLine: 0, lastLine: 0, members: [] }, () => text),
      (size) => `f(a,${' '.repeat(size)}b)`,
    ],
  };

  for (const [name, [read, textOf]] of Object.entries(hostile)) {
    it(`grows no faster than the text: ${name}`, () => {
      const growth = growthOf((size) => {
        const text = textOf(size);
        return () => void read(text);
      });
      assert.ok(growth < 64, `grows ${growth} times`);
    });
  }

  it('is for a line of a bundle in an imported file no more than for one that somebody wrote', () => {
    const symbol = { name: 'f', kind: 'shape', firstLine: 0, lastLine: 13, members: [] } as const;
    assert.ok(signatureOf(symbol, () => 'a'.repeat(100_000)).length < 10_000);
  });
});
