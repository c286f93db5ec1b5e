import assert from 'node:assert/strict';
import { importedNames } from '../../../src/core/completions/context/imports';
import { RecentEdits } from '../../../src/core/completions/context/recentEdits';
import { signatureOf, type DeclaredSymbol } from '../../../src/core/completions/context/signature';
import { viewOf } from './rig';

const namesOf = (text: string): readonly string[] => importedNames(viewOf(text)).map(({ name }) => name);

describe('The names a file imports', () => {
  it('are found by the look of its first lines, in many languages', () => {
    assert.deepEqual(namesOf("import fs, { readFile as read, type Stats } from 'node:fs';"), [
      'fs',
      'readFile',
      'read',
      'Stats',
    ]);
    assert.deepEqual(namesOf("const { join } = require('node:path');"), ['join']);
    assert.deepEqual(namesOf('from shapes.round import area, length  # both'), ['shapes', 'round', 'area', 'length']);
    assert.deepEqual(namesOf('import java.util.List;'), ['java', 'util', 'List']);
    assert.deepEqual(namesOf('use crate::shape::{Circle, Square};'), ['shape', 'Circle', 'Square']);
  });

  it('may stand on several lines, and end with their bracket', () => {
    assert.deepEqual(namesOf("import {\n  area,\n  length,\n} from './shape';\nlet other = 1;"), ['area', 'length']);
  });

  it('stand where they say, so that a definition can be asked for', () => {
    const [name] = importedNames(viewOf("\n  import { area } from './area';"));
    assert.deepEqual(name, { name: 'area', line: 1, character: 11 });
    const [included] = importedNames(viewOf('#include "shape.h"'));
    assert.equal(included?.character, '#include "'.length);
  });

  it('are not looked for in a line that nobody wrote', () => {
    const minified = `import { ${'a, '.repeat(4_000)}b } from './all';`;
    assert.deepEqual(namesOf(`${minified}\nimport { area } from './shape';`), ['area']);
  });

  it('are not looked for below the top of a file, nor are more than a handful taken', () => {
    const view = viewOf('x\n'.repeat(300) + "import { late } from './late';");
    let deepest = 0;
    const counted = {
      lineCount: view.lineCount,
      line: (index: number) => {
        deepest = Math.max(deepest, index);
        return view.line(index);
      },
    };
    assert.deepEqual(importedNames(counted), []);
    assert.ok(deepest < 200);
    assert.equal(importedNames(viewOf("import { a } from 'a';\n".repeat(1))).length, 1);
    const many = Array.from({ length: 40 }, (_, index) => `import { n${index} } from 'm';`).join('\n');
    assert.equal(importedNames(viewOf(many)).length, 12);
  });
});

describe('A signature', () => {
  const source = [
    'export class Circle implements Shape {',
    '  constructor(readonly radius: number) {',
    '    check(radius);',
    '  }',
    '  area(): number {',
    '    return 3 * this.radius ** 2;',
    '  }',
    '}',
    'export interface Shape {',
    '  area(): number;',
    '}',
    'export function scale(',
    '  shape: Shape,',
    '  factor: number,',
    '): Shape {',
    '  return magic(shape, factor);',
    '}',
  ];
  const declared = (
    kind: DeclaredSymbol['kind'],
    firstLine: number,
    lastLine: number,
    members: readonly DeclaredSymbol[] = [],
  ): DeclaredSymbol => ({ name: '', kind, firstLine, lastLine, members });
  const read = (symbol: DeclaredSymbol): string => signatureOf(symbol, (line) => source[line] ?? '');

  it('of a function is its head, on however many lines it stands', () => {
    assert.equal(
      read(declared('callable', 11, 16)),
      'export function scale(\n  shape: Shape,\n  factor: number,\n): Shape',
    );
  });

  it('of a class is its head and the heads of its members, without their bodies', () => {
    const members = [declared('callable', 1, 3), declared('callable', 4, 6)];
    assert.equal(
      read(declared('container', 0, 7, members)),
      'export class Circle implements Shape\n  constructor(readonly radius: number)\n  area(): number',
    );
  });

  it('of an interface is all of it', () => {
    assert.equal(read(declared('shape', 8, 10)), 'export interface Shape {\n  area(): number;\n}');
  });
});

describe('Recent edits', () => {
  it('are regions, the last edited first, and keys next to one another are one of them', () => {
    const edits = new RecentEdits();
    for (const line of [10, 10, 11, 12]) edits.note('a', line, 0, 0);
    edits.note('b', 3, 0, 1);
    edits.note('a', 200, 0, 0);
    assert.deepEqual(edits.regions, [
      { uri: 'a', line: 200, lines: 1 },
      { uri: 'b', line: 3, lines: 2 },
      { uri: 'a', line: 10, lines: 3 },
    ]);
  });

  it('move with what is inserted and deleted above them', () => {
    const edits = new RecentEdits();
    edits.note('a', 100, 0, 0);
    edits.note('a', 2, 0, 7);
    assert.equal(edits.regions[1]?.line, 107);
    edits.note('a', 2, 3, 0);
    assert.equal(edits.regions[1]?.line, 104);
  });

  it('do not grow without end, and are forgotten with their document', () => {
    const edits = new RecentEdits();
    for (let line = 0; line < 1_000; line++) edits.note('a', line, 0, 0);
    assert.ok(edits.regions.length <= 12);
    assert.ok(edits.regions.every(({ lines }) => lines <= 30));
    edits.forget('a');
    assert.deepEqual(edits.regions, []);
  });
});
