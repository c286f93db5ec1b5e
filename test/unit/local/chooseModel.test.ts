import assert from 'node:assert/strict';
import { chooseChatModel, chooseCompletionModel, type LocalFacts } from '../../../src/core/local/chooseModel';
import { memoryBudget, memoryNeeded } from '../../../src/core/local/memoryNeed';
import { canChat, isGemma } from '../../../src/core/local/modelKind';
import { recommend, suggestModel } from '../../../src/core/local/suggestModel';
import type { ModelInfo } from '../../../src/core/providers/provider';
import { chatModel } from '../../support/localServer';

const gib = 2 ** 30;

function facts(models: readonly ModelInfo[], more: Partial<LocalFacts> = {}): LocalFacts {
  return { models, loaded: [], memoryBytes: 16 * gib, contextTokens: 8_192, isUnfit: () => false, ...more };
}

const small = chatModel('gemma3:1b', 0.8);
const middle = chatModel('gemma3:4b', 3.3);
const large = chatModel('gemma4:26b', 18);
const qwen = chatModel('qwen3:8b', 5.2);
const coder = chatModel('qwen2.5-coder:1.5b', 1, 'insert');
const embedding: ModelInfo = { id: 'embeddinggemma:300m', sizeBytes: 0.6e9, capabilities: ['embedding'] };

describe('the chat model', () => {
  it('is one already loaded, whatever its family', () => {
    assert.equal(chooseChatModel(facts([middle, qwen], { loaded: ['qwen3:8b'] })), 'qwen3:8b');
  });

  it('is a Gemma among several loaded ones, and stays what it was', () => {
    const loaded = ['qwen3:8b', 'gemma3:1b'];
    assert.equal(chooseChatModel(facts([small, qwen], { loaded })), 'gemma3:1b');
    assert.equal(chooseChatModel(facts([small, qwen], { loaded, current: 'qwen3:8b' })), 'qwen3:8b');
  });

  it('is not the one that was loaded for completions', () => {
    const both = { loaded: [coder.id], loadedForCompletions: coder.id };
    assert.equal(chooseChatModel(facts([coder, middle], both)), 'gemma3:4b');
    assert.equal(chooseChatModel(facts([coder], both)), coder.id);
  });

  it('is the largest Gemma whose size × 1.1 plus context leaves 4 GB to the others', () => {
    const edge = chatModel('gemma4:edge', 7);
    const need = 7e9 * 1.1 + 8_192 * 64 * 1024;
    assert.equal(memoryNeeded(edge, 8_192), need);
    assert.equal(chooseChatModel(facts([small, edge], { memoryBytes: Math.ceil(need) + 4e9 })), 'gemma4:edge');
    assert.equal(chooseChatModel(facts([small, edge], { memoryBytes: Math.floor(need) + 4e9 - 1 })), 'gemma3:1b');
    assert.equal(chooseChatModel(facts([small, middle, large, qwen])), 'gemma3:4b');
    assert.equal(memoryBudget(4e9), 2e9, 'half of a small machine');
  });

  it('is on every machine the one that is recommended for it, once that is here', () => {
    for (const gigabytes of [8, 12, 16, 32, 64]) {
      // What a machine of this size reports.
      const memoryBytes = gigabytes * gib * 0.97;
      const { chat, completion } = recommend(memoryBytes);
      const models = [small, chatModel(chat.model, chat.sizeBytes / 1e9)];
      assert.equal(chooseChatModel(facts(models, { memoryBytes })), chat.model, `${gigabytes} GB`);
      assert.ok(completion);
    }
  });

  it('is one for which there is room now, in the place of what is loaded, where there is such a one', () => {
    const full = { availableBytes: 3e9 };
    assert.equal(chooseChatModel(facts([small, middle], full)), 'gemma3:1b');
    const others = { ...full, loaded: [coder.id, 'x'], loadedForCompletions: coder.id };
    assert.equal(chooseChatModel(facts([small, middle, { ...coder, sizeBytes: 2e9 }], others)), 'gemma3:4b');
    assert.equal(chooseChatModel(facts([middle], full)), 'gemma3:4b', 'better one that is slow to load than none');
  });

  it('stays what it was when memory gets scarce', () => {
    assert.equal(chooseChatModel(facts([small, middle], { availableBytes: 1, current: 'gemma3:4b' })), 'gemma3:4b');
  });

  it('is the next smaller Gemma when the largest was too slow here', () => {
    assert.equal(chooseChatModel(facts([small, middle], { isUnfit: (id) => id === 'gemma3:4b' })), 'gemma3:1b');
  });

  it('is any other chat model where no Gemma is left', () => {
    assert.equal(chooseChatModel(facts([embedding, qwen, large])), 'qwen3:8b');
    assert.equal(chooseChatModel(facts([small, qwen], { isUnfit: (id) => id === small.id })), 'qwen3:8b');
  });

  it('is the smallest where nothing fits or everything was slow', () => {
    assert.equal(chooseChatModel(facts([large, middle], { memoryBytes: gib })), 'gemma3:4b');
    assert.equal(chooseChatModel(facts([middle, small], { isUnfit: () => true })), 'gemma3:1b');
  });

  it('is never an embedding model nor one that runs in a cloud', () => {
    assert.equal(chooseChatModel(facts([embedding, chatModel('gpt-oss:120b-cloud', 0.1)])), undefined);
    assert.equal(canChat({ id: 'nomic-embed-text' }), false);
    assert.equal(canChat({ id: 'deepseek-v3.1:671b-cloud', capabilities: ['completion'] }), false);
  });
});

describe('the completion model', () => {
  it('is one that fills holes by itself and fits in beside the chat model', () => {
    assert.equal(chooseCompletionModel(facts([middle, coder]), middle.id), coder.id);
  });

  it('is found by what holes need, though it takes no tools', () => {
    const fillerOnly: ModelInfo = { id: 'our-own:1b', sizeBytes: 1e9, capabilities: ['completion', 'insert'] };
    const withTools: ModelInfo = { ...middle, capabilities: ['completion', 'tools', 'vision'] };
    assert.equal(chooseCompletionModel(facts([withTools, fillerOnly]), withTools.id), fillerOnly.id);
  });

  it('is the chat model where the other would evict it', () => {
    const big = chatModel('qwen2.5-coder:14b', 9, 'insert');
    assert.equal(chooseCompletionModel(facts([middle, big]), middle.id), middle.id);
  });

  it('is the chat model where none fills holes', () => {
    assert.equal(chooseCompletionModel(facts([middle, small]), middle.id), middle.id);
  });

  it('is the loaded one of several', () => {
    const bigger = chatModel('codegemma:2b', 1.6, 'insert');
    assert.equal(chooseCompletionModel(facts([middle, coder, bigger], { loaded: [coder.id] }), middle.id), coder.id);
  });
});

describe('the name Gemma', () => {
  for (const id of ['gemma:2b', 'gemma3:270m', 'gemma3n:e4b', 'gemma4', 'hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M']) {
    it(`is borne by ${id}`, () => assert.equal(isGemma({ id }), true));
  }
  for (const id of [
    'codegemma:2b',
    'embeddinggemma',
    'functiongemma:270m',
    'shieldgemma:2b',
    'gemmamia:1b',
    'gemma4:cloud',
  ]) {
    it(`does not make a chat Gemma of ${id}`, () => assert.equal(isGemma({ id }), false));
  }
});

describe('the model to pull first', () => {
  it('goes by the memory of the machine', () => {
    assert.equal(suggestModel(4 * gib), 'gemma3:1b');
    assert.equal(suggestModel(8 * gib), 'gemma3:4b');
    assert.equal(suggestModel(15.5 * gib), 'gemma4:e4b');
    assert.equal(suggestModel(64 * gib), 'gemma4:26b');
  });

  it('comes with a small one for completions where there is room for two', () => {
    assert.equal(recommend(4 * gib).completion, undefined);
    assert.equal(recommend(8 * gib).completion?.model, 'qwen2.5-coder:0.5b');
    assert.equal(recommend(12 * gib).completion?.model, 'qwen2.5-coder:1.5b');
    assert.equal(recommend(32 * gib).completion?.model, 'qwen2.5-coder:3b');
  });
});
