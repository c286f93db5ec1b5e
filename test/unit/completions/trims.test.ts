import assert from 'node:assert/strict';
import { isPureCloser, owedBy, scanBrackets } from '../../../src/core/completions/brackets';
import { editDistance, isNearlySame } from '../../../src/core/completions/editDistance';
import { applyRules, type TextRule } from '../../../src/core/completions/rule';
import { badStartRules } from '../../../src/core/completions/trim/badStart';
import { dropEcho, mayBeEcho } from '../../../src/core/completions/trim/echo';
import { rejectFill } from '../../../src/core/completions/trim/rejects';
import { isRepetitive } from '../../../src/core/completions/trim/repetition';
import { coverSuffix } from '../../../src/core/completions/trim/suffixOverlap';
import { wrappingRules } from '../../../src/core/completions/trim/wrapping';
import { snapshotAt } from './rig';

/** What rules make of a text at the marked cursor. */
const ruled = (rules: readonly TextRule[], text: string, document: string, languageId = 'typescript'): string =>
  applyRules(text, rules, {
    snapshot: snapshotAt(document, { languageId }),
    kind: 'hole',
    model: '',
    multiline: true,
    stopStrings: [],
    atEnd: true,
  });

describe('Reading brackets', () => {
  it('leaves out strings and comments', () => {
    assert.deepEqual(owedBy('f(\'(\', "[", `{`) // (\n{', 'typescript').owed, ['}']);
    assert.deepEqual(owedBy("# it's (\nf(", 'python').owed, [')']);
  });

  it('takes neither lifetimes nor apostrophes for strings', () => {
    assert.deepEqual(owedBy("fn a<'a>(x: &'a str", 'rust').owed, [')']);
    assert.deepEqual(owedBy("don't (", 'plaintext').owed, [')']);
  });

  it('knows the string the cursor stands in', () => {
    assert.equal(owedBy("import a from './", 'typescript').quote, "'");
    assert.deepEqual(
      scanBrackets("a') }", 'typescript', owedBy("f('", 'typescript')).loose.map(({ char }) => char),
      [')', '}'],
    );
  });

  it('tells lines of closers from others', () => {
    for (const line of ['}', '  });', ')', ' ]),', 'end', 'fi']) assert.ok(isPureCloser(line), line);
    for (const line of ['} else {', 'end_time', 'a)', '', '>']) assert.ok(!isPureCloser(line), line);
  });
});

describe('Covering the rest of the line', () => {
  const cover = (document: string, text: string) => coverSuffix(text, snapshotAt(document));

  it('covers what the fill ends with', () => {
    assert.deepEqual(cover('f(▮);', 'a);'), { text: 'a);', cover: 2 });
    assert.deepEqual(cover("f('▮');", "a');"), { text: "a');", cover: 3 });
  });

  it('covers closers found earlier in the fill, in their order', () => {
    assert.deepEqual(cover('f(▮)', 'a).then(b)'), { text: 'a).then(b)', cover: 1 });
    assert.deepEqual(cover('g(f(▮))', 'a))'), { text: 'a))', cover: 2 });
  });

  it('covers nothing that the fill opens itself', () => {
    assert.deepEqual(cover('f(▮)', 'g(a)'), { text: 'g(a)', cover: 0 });
    assert.deepEqual(cover("f('▮')", "a', 'b"), { text: "a', 'b", cover: 0 });
  });

  it('covers no part of a word', () => {
    assert.deepEqual(cover('x = ▮a + 1', 'data'), { text: 'data', cover: 0 });
  });

  it('drops closers that the editor could not draw', () => {
    assert.deepEqual(cover('f( ▮ )', 'a)'), { text: 'a', cover: 0 });
  });
});

describe('Dropping an echo', () => {
  const prefix = 'function area(radius) {\n  return Math.';

  it('finds repeated lines, the repeated line and the repeated word', () => {
    assert.equal(dropEcho(`${prefix}PI;`, prefix), 'PI;');
    assert.equal(dropEcho('return Math.PI;', prefix), 'PI;');
    assert.equal(dropEcho('Math.PI;', prefix), 'PI;');
    assert.equal(dropEcho('PI;', prefix), 'PI;');
  });

  it('does not take chance for a repetition', () => {
    assert.equal(dropEcho('a, b)', 'f(a, '), 'a, b)');
    assert.equal(dropEcho('x + 1', 'x = x'), 'x + 1');
  });

  it('waits while an answer has only repeated so far', () => {
    assert.ok(mayBeEcho('function ar', prefix));
    assert.ok(mayBeEcho('return', prefix));
    assert.ok(!mayBeEcho('PI', prefix));
    assert.ok(!mayBeEcho('return M.', prefix));
  });
});

describe('Stripping what is wrapped around code', () => {
  it('leaves code alone that only looks like talk', () => {
    for (const code of ['sure = check(a);', 'here(a, b);', 'ok', 'I.can(x);', 'sorry']) {
      assert.equal(ruled(wrappingRules, code, 'a = 1;\n▮', 'typescript'), code);
    }
  });

  it('leaves sentences and inner fences of a text file alone', () => {
    const text = 'Here is how:\n\n```ts\na();\n```\n\nDone.';
    assert.equal(ruled(wrappingRules, text, 'a = 1;\n▮', 'markdown'), text);
  });

  it('takes off a fence on one line, inline code and a fence without an end', () => {
    assert.equal(ruled(wrappingRules, '```a();```', 'a = 1;\n▮', 'typescript'), 'a();');
    assert.equal(ruled(wrappingRules, '`a();`', 'a = 1;\n▮', 'java'), 'a();');
    assert.equal(ruled(wrappingRules, '`a`', 'a = 1;\n▮', 'typescript'), '`a`');
    assert.equal(ruled(wrappingRules, '```ts\na();', 'a = 1;\n▮', 'typescript'), 'a();');
  });

  it('takes off a comment with a path', () => {
    assert.equal(ruled(wrappingRules, '// Path: src/a.ts\na();', 'a = 1;\n▮', 'typescript'), 'a();');
  });
});

describe('Fixing a bad start', () => {
  it('takes list marks off an empty line of code, not out of a list or an expression', () => {
    assert.equal(ruled(badStartRules, '- a();', '  ▮'), 'a();');
    assert.equal(ruled(badStartRules, '- a', '▮', 'yaml'), '- a');
    assert.equal(ruled(badStartRules, '- a', '▮', 'markdown'), '- a');
    assert.equal(ruled(badStartRules, '-1', 'x = ▮'), '-1');
    assert.equal(ruled(badStartRules, '✅ done()', '▮'), 'done()');
  });
});

describe('Rejecting a fill', () => {
  it('names what is blank, too short, or there already', () => {
    const at = snapshotAt('const first = 1;\nconst ▮\nreturn first;\n');
    assert.equal(rejectFill(' \n', at), 'blank');
    assert.equal(rejectFill(')', at), 'too-short');
    assert.equal(rejectFill('first = 1;', at), 'line-above');
    assert.equal(rejectFill('second = 2;', at), undefined);
    assert.equal(rejectFill('return first;', snapshotAt('const first = 1;\n▮\nreturn first;\n')), 'line-below');
    assert.equal(rejectFill(');', snapshotAt('run(a▮);\n')), 'nothing-new');
  });

  it('names a block that the document goes on with', () => {
    const at = snapshotAt('start();\n▮\nconst one = first();\nconst two = second();\n');
    assert.equal(rejectFill('const one = first();\nconst two = second();\nrun();', at), 'block-below');
  });
});

describe('Finding a loop', () => {
  it('finds pieces, lines and tokens that go round', () => {
    assert.ok(isRepetitive('abcabcabcabcabcabcabc'));
    assert.ok(!isRepetitive('a {\n}\nbc {\n}\nd {\n}\nef {\n}\ng {\n}'), 'closers may repeat');
    assert.ok(isRepetitive('print(a)\nprint(b)\n'.repeat(5)));
    assert.ok(isRepetitive('x '.repeat(12)));
  });

  it('leaves tables, rulers and ordinary code alone', () => {
    assert.ok(!isRepetitive('// ----------------------------------------'));
    assert.ok(!isRepetitive('case 1:\n  return a;\ncase 2:\n  return b;\ncase 3:\n  return c;'));
    assert.ok(!isRepetitive('[0, 0, 0, 1]'));
  });
});

describe('The edit distance', () => {
  it('counts edits up to its limit', () => {
    assert.equal(editDistance('kitten', 'sitting', 5), 3);
    assert.equal(editDistance('kitten', 'sitting', 2), 3);
    assert.equal(editDistance('', 'abc', 5), 3);
  });

  it('takes neighbours in a table for different lines', () => {
    assert.ok(!isNearlySame('case 2:', 'case 3:', 0.1));
    assert.ok(isNearlySame('return compute(first, second);', 'return compute(first, secondd);', 0.1));
  });
});
