import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { listedBillions, namedBillions } from '../../../src/core/providers/parameterCount';
import { carryOnTurns, mustRestart } from '../../../src/core/routing/seam';
import { defaultRows } from '../../support/routingWorld';

describe('the carry-on turns', () => {
  it('are the partial answer without trailing white space, then a user turn that quotes its end', () => {
    const partial = `${'word '.repeat(100)}\n\n\`\`\`ts\nconst a = 1;\n\n`;
    const [answer, question] = carryOnTurns(partial);
    assert.deepEqual(answer, { role: 'assistant', text: partial.trimEnd() });
    const quoted =
      /ended with "(.*)"\. Continue from exactly there\. Output only/s.exec(question?.text ?? '')?.[1] ?? '';
    assert.ok(partial.trimEnd().endsWith(quoted) && quoted.length >= 60 && quoted.length <= 200);
  });

  it('never quote half of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (text) => {
        const asked = carryOnTurns(text)[1]?.text ?? '';
        assert.doesNotMatch(asked, /ended with "[\uDC00-\uDFFF]/);
      }),
    );
  });
});

describe('the size in a model’s name', () => {
  for (const [model, billions] of [
    ['gemma3:270m', 0.27],
    ['gemma3:1b', 1],
    ['gemma4:e2b', 2],
    ['gemma4:e4b', 4],
    ['qwen2.5-coder:1.5b', 1.5],
    ['gemma-3-270m-it-Q4_K_M.gguf', 0.27],
    ['gemma4:12b-it-qat', 12],
    ['gemma4', undefined],
    ['llama3', undefined],
  ] as const) {
    it(`of ${model} is ${billions ?? 'not told'}`, () => assert.equal(namedBillions(model), billions));
  }
});

describe('the size a server lists', () => {
  for (const [size, billions] of [
    ['3.2B', 3.2],
    ['500M', 0.5],
    ['116.8B', 116.8],
    ['1T', 1000],
    ['E4B', 4],
    ['', undefined],
    ['large', undefined],
    ['7x8B', undefined],
    [undefined, undefined],
  ] as const) {
    it(`as ${size} is ${billions ?? 'not told'}`, () => assert.equal(listedBillions(size), billions));
  }
});

describe('a cut answer', () => {
  const [cloud, local] = defaultRows();
  assert.ok(cloud && local);
  const long = 'x'.repeat(200);
  const restarts = (shown: string, model: string, listed?: number, provider = local, inToolCall = false): boolean =>
    mustRestart(shown, inToolCall, { target: { provider: provider.id, model, use: 'chat' }, provider }, listed);

  it('is started again when it is short, inside a tool call, or the local model is small', () => {
    assert.equal(restarts('x'.repeat(199), 'gemma4:e4b'), true);
    assert.equal(restarts(long, 'gemma4:e4b', undefined, local, true), true);
    assert.equal(restarts(long, 'gemma3:1b'), true);
  });

  it('is carried on by a cloud, and by a local model of four billion parameters or an untold size', () => {
    assert.equal(restarts(long, 'gpt-1b', undefined, cloud), false);
    assert.equal(restarts(long, 'gemma4:e4b', 8), false);
    assert.equal(restarts(long, 'gemma4'), false);
  });

  it('goes by the size that the server lists where the name tells none', () => {
    for (const [model, listed] of [
      ['llama3.2:latest', 3.2],
      ['phi4-mini', 3.8],
    ] as const)
      assert.equal(restarts(long, model, listed), true, model);
    assert.equal(restarts(long, 'llama3.1:latest', 8), false);
    assert.equal(restarts(long, 'gemma4:e2b', 5.1), true, 'the list counts its embeddings');
    assert.equal(restarts(long, 'my-gpt', 3.2, cloud), false);
  });
});
