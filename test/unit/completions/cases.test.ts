import assert from 'node:assert/strict';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import { cases, type CompletionCase } from '../../fixtures/completions/cases';
import { settle } from '../../support/fakeClock';
import { accept, createFakeRouter, createPorts, cursorMark, inputAt } from './rig';

/** Runs a row through the whole pipeline with the raw output cut as told. */
async function show(row: CompletionCase, chunks: readonly string[]): Promise<Suggestion | undefined> {
  const target = { provider: 'ollama', model: row.model ?? 'some-model', use: 'completion' as const };
  const router = createFakeRouter(target, { local: true, fim: row.kind === 'fim' ? 'suffix' : 'none' });
  const ports = createPorts(router, target);
  const pipeline = new CompletionPipeline(ports);
  const indentation = { tabSize: row.indent === undefined ? 2 : 4, insertSpaces: row.indent !== 'tabs' };
  const input = inputAt(row.document, {
    languageId: row.language,
    eol: row.eol,
    indentation,
    explicit: row.explicit ?? false,
  });
  const answer = pipeline.provide(input, new AbortController().signal);
  await ports.clock.advance(1_000);
  assert.equal(router.asked.length, 1, 'the filters let the row through');
  router.last.text(...chunks);
  router.last.done(row.cutByLength ? 'length' : 'complete');
  await settle();
  return answer;
}

function check(row: CompletionCase, item: Suggestion | undefined): void {
  assert.equal(item && accept(row.document, item), row.after?.replace(cursorMark, ''));
  if (item && row.eol) assert.ok(!/[^\r]\n/.test(item.insertText), 'every line end is the document’s');
}

describe('Completion cases', () => {
  for (const row of cases) {
    it(`${row.language}, ${row.kind}: ${row.name}${row.from ? ` (${row.from})` : ''}`, async () => {
      check(row, await show(row, [row.raw]));
      check(row, await show(row, Array.from(row.raw)));
    });
  }

  it('come out the same wherever the stream is cut in two', async () => {
    for (const row of cases.filter(({ raw }) => raw.length < 120)) {
      for (let at = 1; at < row.raw.length; at++) {
        check(row, await show(row, [row.raw.slice(0, at), row.raw.slice(at)]));
      }
    }
  }).timeout(60_000);
});
