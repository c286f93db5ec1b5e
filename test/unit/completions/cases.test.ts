import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fillRules, type FillRules } from '../../../src/core/completions/rules';
import type { CompletionCase } from '../../fixtures/completions/case';
import { othersBugs, threadsOfRows } from '../../fixtures/completions/othersBugs';
import { caseTables, ruleTables } from '../../fixtures/completions/tables';
import { runCase, type CaseOutcome } from './runCase';

/** Checks what became of a case against its row. */
function check(row: CompletionCase, outcome: CaseOutcome): void {
  assert.deepEqual(gist(outcome), gist({ asked: row.asked ?? true, ...row }));
  if (outcome.item && row.eol) assert.ok(!/[^\r]\n/.test(outcome.item.insertText), 'every line end is the document’s');
  if (outcome.item && !row.eol) assert.ok(!outcome.item.insertText.includes('\r'), 'every line end is the document’s');
}

function gist({ asked, shown, covers }: CaseOutcome): object {
  return { asked, shown, covers };
}

/** Every rule with the rules in force but for it. */
function mutants(): { name: string; rules: FillRules }[] {
  return Object.entries(fillRules).flatMap(([stage, rules]: [string, readonly { name: string }[]]) =>
    rules.map(({ name }) => ({
      name,
      rules: { ...fillRules, [stage]: rules.filter((rule) => rule.name !== name) },
    })),
  );
}

/** The titles of a file's tests and the names of its tables' rows; a comment is neither. */
function titlesOf(source: string): readonly string[] {
  return Array.from(source.matchAll(/^\s*(?:it\(|name: )(['"`])(.+?)\1,/gm), ([, , title = '']) => title);
}

const tables = Object.entries(caseTables);
const rows = tables.flatMap(([, cases]) => cases);

describe('Completion cases', () => {
  for (const [subject, cases] of tables) {
    for (const row of cases) {
      it(`${subject}, ${row.language}, ${row.kind}: ${row.name}${row.from ? ` (${row.from})` : ''}`, async () => {
        check(row, await runCase(row));
        check(row, await runCase(row, Array.from(row.raw)));
      });
    }
  }

  it('come out the same wherever the stream is cut in two', async () => {
    const short = rows.filter(
      ({ raw, document, asked }) => raw.length < 120 && document.length < 500 && asked !== false,
    );
    for (const [index, row] of short.entries()) {
      // Every fourth place, another one of four in each row: character by character each row runs above.
      for (let at = 1 + (index % 4); at < row.raw.length; at += 4) {
        check(row, await runCase(row, [row.raw.slice(0, at), row.raw.slice(at)]));
      }
    }
  }).timeout(60_000);

  it('are at least 150 in at least twelve languages, none of them twice', () => {
    assert.ok(rows.length >= 150, `${rows.length} rows`);
    const languages = new Set(rows.map(({ language }) => language));
    assert.ok(languages.size >= 12, `${languages.size} languages`);
    const names = rows.map(({ document, raw, kind, model, explicit, editor, eol }) =>
      JSON.stringify([document, raw, kind, model, explicit, editor, eol]),
    );
    assert.equal(new Set(names).size, names.length);
  });

  it('name the threads of the bugs they are taken from; what no row can show is a test elsewhere', () => {
    const named = rows.map(({ from }) => from ?? '').join('; ');
    for (const thread of threadsOfRows) assert.ok(named.includes(thread), `no row names ${thread}`);
    for (const { from, file, test } of othersBugs) {
      const source = readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
      assert.ok(
        titlesOf(source).some((title) => title.startsWith(test)),
        `${from.join(', ')}: ${file} has no “${test}”`,
      );
      assert.ok(!/\b(?:describe|it)\.(?:skip|only)\(/.test(source), `${file} leaves tests out`);
    }
  });

  it('are sorted by rules that exist, each rule with its own table', () => {
    const rules = mutants().map(({ name }) => name);
    assert.equal(new Set(rules).size, rules.length, 'rules have names of their own');
    assert.deepEqual(Object.keys(ruleTables).toSorted(), rules.toSorted());
  });

  for (const { name, rules } of mutants()) {
    it(`need the rule ${name}: without it a row of its table comes out otherwise`, async () => {
      let changed = 0;
      for (const row of caseTables[name] ?? []) {
        const outcome = await runCase(row, undefined, rules);
        if (JSON.stringify(gist(outcome)) !== JSON.stringify(gist(await runCase(row)))) changed += 1;
      }
      assert.ok(changed > 0, `no row of ${name} needs it`);
    });
  }
});
