import assert from 'node:assert/strict';
import { wantsMultiline } from '../../../src/core/completions/multiline';
import { snapshotAt } from './rig';

const wants = (marked: string, languageId = 'typescript'): boolean =>
  wantsMultiline(snapshotAt(marked, { languageId }));

describe('The multi-line rule', () => {
  it('wants a block where one was opened and is empty', () => {
    assert.ok(wants('function f() {▮\n}\n'));
    assert.ok(wants('def f():▮\n', 'python'));
    assert.ok(wants('if [ -f a ]; then▮\nfi\n', 'shellscript'));
  });

  it('wants one line where the block has content already', () => {
    assert.ok(!wants('function f() {▮\n  return 1;\n}\n'));
    assert.ok(!wants('def f():▮\n    return 1\n', 'python'));
  });

  it('wants a block on a new line that is indented deeper than the one above', () => {
    assert.ok(wants('function f() {\n  ▮\n}\n'));
    assert.ok(wants('def f():\n  ▮\n', 'python'));
    assert.ok(!wants('function f() {\n  const a = 1;\n  ▮\n}\n'));
  });

  it('wants a block below a comment that says what it should do', () => {
    assert.ok(wants('function f() {\n  // sort the items by name\n  ▮\n}\n'));
  });

  it('wants one line in a comment, in a call, beside text and in languages without rules', () => {
    assert.ok(!wants('// opens {▮\n'));
    assert.ok(!wants('  run(first, second)▮\n'));
    assert.ok(!wants('items.map((a) => {▮})\n'));
    assert.ok(!wants('function f() {▮\n', 'cobol'));
  });
});
