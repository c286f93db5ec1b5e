import assert from 'node:assert/strict';
import { reindented } from '../../../src/core/completions/reindent';
import { snapshotAt } from './rig';

const fill = 'if (a) {\n    run();\n  }';
const before = snapshotAt('function f() {\n  ▮\n}\n');

describe('A fill for an empty line', () => {
  it('moves with the indentation that the user gives the line', () => {
    assert.equal(reindented(fill, before, snapshotAt('function f() {\n    ▮\n}\n')), 'if (a) {\n      run();\n    }');
    assert.equal(reindented(fill, before, snapshotAt('function f() {\n▮\n}\n')), 'if (a) {\n  run();\n}');
  });

  it('takes what it was indented by beyond the line as the user’s to decide', () => {
    const flat = snapshotAt('function f() {\n▮\n}\n');
    assert.equal(reindented(`  ${fill}`, flat, before), fill);
  });

  it('stays where it is in another file, before other text, below other text and behind text', () => {
    const deeper = 'function f() {\n    ▮\n}\n';
    assert.equal(reindented(fill, before, snapshotAt(deeper, { uri: 'file:///work/b.ts' })), undefined);
    assert.equal(reindented(fill, before, snapshotAt('function f() {\n    ▮\n}\n\nrun();\n')), undefined);
    assert.equal(reindented(fill, before, snapshotAt('function g() {\n    ▮\n}\n')), undefined);
    assert.equal(reindented(fill, before, snapshotAt('function f() {\n  a▮\n}\n')), undefined);
  });

  it('stays where it is when its lines are indented by other characters', () => {
    const deeper = snapshotAt('function f() {\n    ▮\n}\n');
    assert.equal(reindented('if (a) {\n\trun();\n  }', before, deeper), undefined);
  });
});
