import assert from 'node:assert/strict';
import { applyStopRules } from '../../../src/core/completions/stopRules';
import { cutAtStopStrings, heldBack, stopStringsFor } from '../../../src/core/completions/stopStrings';
import { unwrapRules, type Said } from '../../../src/core/completions/unwrap';
import { snapshotAt } from './rig';

/** What is the answer in a text, read without the marks of models. */
const unwrap = (text: string, atEnd: boolean): Said =>
  unwrapRules.reduce<Said>(
    (said, rule) =>
      rule.take(said, {
        snapshot: snapshotAt('a = ▮'),
        kind: 'hole',
        model: '',
        multiline: false,
        stopStrings: [],
        atEnd,
      }),
    { text, tagged: false, ended: atEnd },
  );

describe('Stop strings', () => {
  const stops = ['<|endoftext|>', '[PREFIX]'];

  it('are held back while they may still come, and never shown', () => {
    const whole = 'length;<|endoftext|>rest';
    for (let at = 0; at <= whole.length; at++) {
      const { text } = cutAtStopStrings(whole.slice(0, at), stops, false);
      assert.ok('length;'.startsWith(text), text);
    }
  });

  it('give back at the end what only looked like one', () => {
    assert.equal(heldBack('a <', stops), 1);
    assert.equal(cutAtStopStrings('a <', stops, false).text, 'a ');
    assert.equal(cutAtStopStrings('a <', stops, true).text, 'a <');
  });

  it('leave out the marks that the document speaks of itself', () => {
    assert.ok(!stopStringsFor("'[PREFIX]'", '', '').includes('[PREFIX]'));
    assert.ok(stopStringsFor('', '', '').includes('[PREFIX]'));
  });
});

describe('A chat answer', () => {
  it('shows no part of its closing tag, wherever the stream is cut', () => {
    const whole = '<COMPLETION>length;</COMPLETION> done';
    for (let at = '<COMPLETION>'.length; at <= whole.length; at++) {
      assert.ok('length;'.startsWith(unwrap(whole.slice(0, at), false).text));
    }
  });

  it('is tagged, closed and read without the case of its tags', () => {
    assert.deepEqual(unwrap('x<completion>a</completion>y', true), { text: 'a', tagged: true, ended: true });
  });

  it('has said nothing while it thinks', () => {
    assert.equal(unwrap('<think>hm, <COMPLETION>no', false).text, '');
    assert.equal(unwrap('<think>hm</think>\n<COMPLETION>yes', false).text, 'yes');
  });
});

describe('Stop rules', () => {
  const rule = (
    document: string,
    text: string,
    options: { multiline?: boolean; atEnd?: boolean; hurry?: boolean; languageId?: string } = {},
  ) =>
    applyStopRules(text, {
      snapshot: snapshotAt(document, { languageId: options.languageId ?? 'typescript' }),
      multiline: options.multiline ?? true,
      atEnd: options.atEnd ?? false,
      hurry: options.hurry ?? false,
    });

  it('end a one-line answer at its first line end', () => {
    assert.deepEqual(rule('const a = ▮', '1;\nconst b', { multiline: false }), { text: '1;', stopped: true });
    assert.deepEqual(rule('const a = ▮', '1;', { multiline: false }), { text: '1;', stopped: false });
  });

  it('end a block where the indentation falls below its start', () => {
    const text = '\n    a();\n  }\n  b();\n}';
    assert.deepEqual(rule('  if (x) {▮', text), { text: '\n    a();\n  }', stopped: true });
  });

  it('go on with else at the indentation of its if', () => {
    const text = '\n  a();\n} else {\n  b();\n}\nc();\n';
    assert.deepEqual(rule('if (x) {▮', text), { text: '\n  a();\n} else {\n  b();\n}', stopped: true });
  });

  it('end at the suffix said again', () => {
    const document = 'function f() {\n  ▮\n}\n\nexport function somethingElse() {}\n';
    assert.equal(rule(document, 'a();\n}\n\nexport function somethingElse() {}').text, 'a();');
    const next = 'function f() {\n  ▮\n  return compute(first, second);\n}\n';
    assert.equal(rule(next, 'a();\n  return compute(first, second);').text, 'a();');
  });

  it('end at the third equal line and at the second blank one', () => {
    assert.equal(rule('function f() {▮', '\n  a();\n  a();\n  a();\n  a();\n').text, '\n  a();\n  a();');
    assert.equal(rule('function f() {▮', '\n  a();\n\n\n  b();\n').text, '\n  a();\n');
  });

  it('give up on white space without end', () => {
    assert.deepEqual(rule('a = ▮', ' '.repeat(251)), { text: '', stopped: true });
  });

  it('end with the next whole line in a hurry', () => {
    assert.deepEqual(rule('function f() {▮', '\n  a();\n  b', { hurry: true }), { text: '\n  a();', stopped: true });
  });
});
