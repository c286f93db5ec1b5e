import assert from 'node:assert/strict';
import { joinCells } from '../../../src/core/completions/documentView';
import { takeSnapshot } from '../../../src/core/completions/snapshot';
import { inputAt, snapshotAt, viewOf } from './rig';

describe('The snapshot', () => {
  it('splits the text at the cursor with LF inside, whatever the document uses', () => {
    const snapshot = snapshotAt('const a = 1;\nconst b = ▮;\nconst c = 3;', { eol: '\r\n' });
    assert.equal(snapshot.prefix, 'const a = 1;\nconst b = ');
    assert.equal(snapshot.suffix, ';\nconst c = 3;');
    assert.equal(snapshot.eol, '\r\n');
  });

  it('counts a position in UTF-16 units, as the editor does', () => {
    const snapshot = snapshotAt("const face = '😀é漢▮';");
    assert.equal(snapshot.linePrefix, "const face = '😀é漢");
    assert.equal(snapshot.lineSuffix, "';");
  });

  it('works at the end of a document without a final newline', () => {
    const snapshot = snapshotAt('return▮');
    assert.equal(snapshot.suffix, '');
    assert.ok(snapshot.wholePrefix && snapshot.wholeSuffix);
  });

  it('reads only the lines around the cursor of a long document', () => {
    const lines = Array.from({ length: 16_000 }, (_, index) => `line number ${index}`);
    const view = viewOf(lines.join('\n'));
    const read = new Set<number>();
    const watched = {
      ...view,
      line: (index: number): string => {
        read.add(index);
        return view.line(index);
      },
    };
    const snapshot = takeSnapshot({
      view: watched,
      position: { line: 9_000, character: 4 },
      indentation: { tabSize: 4, insertSpaces: true },
    });
    assert.notEqual(typeof snapshot, 'string');
    assert.ok(read.size < 800, `${read.size} lines were read`);
  });

  it('keeps the start of the prefix in place while the user types and adds lines', () => {
    const above = Array.from({ length: 2_000 }, (_, index) => `  const value${index} = compute(${index});`).join('\n');
    const starts = new Set<string>();
    for (let typed = 0; typed < 20; typed++) {
      const marked = `${above}\n${'  x();\n'.repeat(typed)}  const y = ${'a'.repeat(typed)}▮`;
      starts.add(snapshotAt(marked).prefix.slice(0, 60));
    }
    assert.ok(starts.size <= 2, `the prefix began at ${starts.size} places`);
  });

  it('refuses a cursor in a line of over 10 000 characters', () => {
    assert.equal(takeSnapshot(inputAt(`${'x'.repeat(10_001)}▮`)), 'long-line');
  });

  it('ends before such a line above or below the cursor, and knows that there is more', () => {
    const long = 'x'.repeat(20_000);
    const below = snapshotAt(`const total = ▮\nconst a = 1;\n${long}\nconst b = 2;`);
    assert.equal(below.suffix, '\nconst a = 1;');
    assert.equal(below.wholeSuffix, false);
    const above = snapshotAt(`const b = 2;\n${long}\nconst a = 1;\nconst total = ▮`);
    assert.equal(above.prefix, 'const a = 1;\nconst total = ');
    assert.equal(above.wholePrefix, false);
  });

  it('does not cut a surrogate pair where the suffix ends', () => {
    const snapshot = snapshotAt(`a = ▮${'x'.repeat(819)}😀tail`);
    assert.equal(snapshot.suffix.length, 819);
  });

  it('gives the earlier cells of a notebook as prefix, without those in another language', () => {
    const cells = [
      viewOf('import pandas as pd', { languageId: 'python' }),
      viewOf('# Title', { languageId: 'markdown' }),
      viewOf('df = pd.read_csv("a")', { languageId: 'python' }),
    ];
    const snapshot = snapshotAt('df.▮', { languageId: 'python', earlierCells: cells });
    assert.equal(snapshot.prefix, 'import pandas as pd\n\ndf = pd.read_csv("a")\n\ndf.');
    assert.deepEqual(snapshot.position, { line: 0, character: 3 });
  });

  it('joins cells line by line', () => {
    const { view, linesAbove } = joinCells([viewOf('a\nb')], viewOf('c\nd'));
    assert.equal(linesAbove, 3);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((index) => view.line(index)),
      ['a', 'b', '', 'c', 'd'],
    );
  });

  it('takes the entry selected in the suggest widget as if it were typed', () => {
    const snapshot = snapshotAt('cons▮', {
      selected: { text: 'console', start: { line: 0, character: 0 }, end: { line: 0, character: 4 } },
    });
    assert.equal(snapshot.prefix, 'console');
    assert.equal(snapshot.head, 'console');
  });

  it('refuses when the selected entry does not begin with what is typed, is for another line, or reaches past the cursor', () => {
    const start = { line: 0, character: 0 };
    assert.equal(
      takeSnapshot(inputAt('cons▮', { selected: { text: 'Konsole', start, end: { line: 0, character: 4 } } })),
      'suggest-widget',
    );
    const above = { text: 'cons', start, end: { line: 0, character: 4 } };
    assert.equal(takeSnapshot(inputAt('cons\ncons▮', { selected: above })), 'suggest-widget');
    assert.equal(
      takeSnapshot(inputAt('cons▮ole', { selected: { text: 'console', start, end: { line: 0, character: 7 } } })),
      'suggest-widget',
    );
  });
});
