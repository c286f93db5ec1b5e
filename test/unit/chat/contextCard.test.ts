import assert from 'node:assert/strict';
import { answerCard } from '../../../src/core/chat/answerCard';
import type { ProviderLookup } from '../../../src/core/chat/knownProviders';
import type { Target } from '../../../src/core/contract/target';
import { answerAfter, claude, gemma, lookup } from '../../support/chatFixtures';

const withContext: ProviderLookup = (id) => {
  const provider = lookup(id);
  return provider && { ...provider, contextTokens: () => 8_192 };
};

function cutAnswer(target: Target, input: number, output: number, outcome: 'length' | 'complete' = 'length') {
  return answerAfter([
    { t: 'started', target },
    { t: 'text', text: 'Half of' },
    { t: 'usage', target, input, output },
    { t: 'done', target, outcome },
  ]);
}

describe('an answer that was cut by the context of a local model', () => {
  it('says that question and answer fill it, with the way to make it larger', () => {
    assert.deepEqual(answerCard(cutAnswer(gemma, 7_000, 1_192), withContext, true), {
      sentence: 'The answer was cut: question and answer fill the context of Gemma 4, 8,192 tokens.',
      actions: [{ id: 'open-provider-settings:ollama', label: 'Context size' }],
    });
  });

  it('says where it only reached the share that answers have of it', () => {
    const card = answerCard(cutAnswer(gemma, 300, 2_048), withContext, true);
    assert.equal(
      card?.sentence,
      'The answer was cut at the share that answers have of the context of Gemma 4, 8,192 tokens.',
    );
  });

  it('says nothing of a whole answer, nor of a cloud’s own limit', () => {
    assert.equal(answerCard(cutAnswer(gemma, 7_000, 1_192, 'complete'), withContext, true), undefined);
    assert.equal(answerCard(cutAnswer(claude, 7_000, 1_192), withContext, true), undefined);
  });
});
