import assert from 'node:assert/strict';
import { acceptanceMark, cursorRefusal } from '../../../src/core/completions/cursorFilter';
import { fileRefusal } from '../../../src/core/completions/fileFilter';
import { snapshotAt } from './rig';

const refusal = (marked: string, facts: Parameters<typeof snapshotAt>[1] = {}) =>
  cursorRefusal(snapshotAt(marked, facts), undefined);

describe('The file filter', () => {
  it('lets through the schemes of files a person writes, and no other', () => {
    for (const scheme of ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs']) {
      assert.equal(fileRefusal({ scheme, length: 10 }, true), undefined);
    }
    for (const scheme of ['chatSessionInput', 'vscode-scm', 'git', 'output', 'comment']) {
      assert.equal(fileRefusal({ scheme, length: 10 }, true), 'scheme');
    }
  });

  it('refuses a file above a megabyte and one that is switched off', () => {
    assert.equal(fileRefusal({ scheme: 'file', length: 1_000_001 }, true), 'too-large');
    assert.equal(fileRefusal({ scheme: 'file', length: 10 }, false), 'off');
  });
});

describe('The cursor filter', () => {
  it('asks where a line is being written', () => {
    assert.equal(refusal('const total = items.▮\n'), undefined);
    assert.equal(refusal('function f() {\n  ▮\n}\n'), undefined);
  });

  it('asks where only closers and the end of a statement stand to the right', () => {
    assert.equal(refusal('console.log(va▮);\n'), undefined);
    assert.equal(refusal('items.map((a) => {▮})\n'), undefined);
    assert.equal(refusal("import x from '▮';\n"), undefined);
  });

  it('does not ask where a word stands to the right', () => {
    assert.equal(refusal('const total = ▮items.length;\n'), 'text-right');
    assert.equal(refusal('con▮st total = 1;\n'), 'text-right');
    assert.equal(refusal(`const total = ▮${' '.repeat(5_000)}rest;\n`), 'text-right');
    assert.equal(refusal(`const total = ▮${')'.repeat(5_000)}\n`), 'text-right');
  });

  it('asks where nothing but spaces stands to the right, however many', () => {
    assert.equal(refusal(`const total = ▮${' '.repeat(5_000)}\n`), undefined);
    assert.equal(refusal(`console.log(va▮  )  ;${' '.repeat(5_000)}\n`), undefined);
  });

  it('does not ask in a blank document nor for a few characters', () => {
    assert.equal(refusal('▮', { scheme: 'untitled' }), 'blank-document');
    assert.equal(refusal('a = ▮'), 'short-prompt');
  });

  it('does not ask at the end of a finished line', () => {
    for (const end of [')', ';', ']', '}']) assert.equal(refusal(`const total = f(1${end}▮\n`), 'line-finished');
  });

  it('does not ask on the last line below a blank one', () => {
    assert.equal(refusal('const total = 1;\n\n▮'), 'end-of-file');
    assert.equal(refusal('const total = 1;\n▮'), undefined);
  });

  it('does not ask right after an item was accepted', () => {
    const snapshot = snapshotAt('const total = items.length▮');
    assert.equal(cursorRefusal(snapshot, acceptanceMark(snapshot.uri, snapshot.prefix)), 'just-accepted');
    assert.equal(cursorRefusal(snapshot, acceptanceMark('file:///other.ts', snapshot.prefix)), undefined);
  });
});
