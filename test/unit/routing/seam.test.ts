import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { carryOnTurns, mustRestart, parameterBillions } from '../../../src/core/routing/seam';
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
    it(`of ${model} is ${billions ?? 'not told'}`, () => assert.equal(parameterBillions(model), billions));
  }
});

describe('a cut answer', () => {
  const [cloud, local] = defaultRows();
  assert.ok(cloud && local);
  const long = 'x'.repeat(200);
  const target = { provider: 'ollama', model: 'gemma4:e4b', use: 'chat' } as const;

  it('is started again when it is short, inside a tool call, or the local model is small', () => {
    assert.equal(mustRestart('x'.repeat(199), false, target, local), true);
    assert.equal(mustRestart(long, true, target, local), true);
    assert.equal(mustRestart(long, false, { ...target, model: 'gemma3:1b' }, local), true);
  });

  it('is carried on by a cloud, and by a local model of four billion parameters or an untold size', () => {
    assert.equal(mustRestart(long, false, { ...target, model: 'gpt-1b' }, cloud), false);
    assert.equal(mustRestart(long, false, target, local), false);
    assert.equal(mustRestart(long, false, { ...target, model: 'gemma4' }, local), false);
  });
});
