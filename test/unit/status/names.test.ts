import assert from 'node:assert/strict';
import { modelName } from '../../../src/core/status/modelName';
import { articleName, seamWords, targetName } from '../../../src/core/status/names';
import { failureOf } from '../../support/scriptedProvider';

describe('the name of a local model', () => {
  const names: Readonly<Record<string, string>> = {
    'gemma3:270m': 'Gemma 3',
    'gemma4:e4b': 'Gemma 4',
    'gemma3:latest': 'Gemma 3',
    gemma3n: 'Gemma 3n',
    'qwen2.5-coder:1.5b': 'Qwen 2.5 Coder',
    'qwen3-coder:30b-a3b': 'Qwen 3 Coder',
    'codegemma:2b-code': 'CodeGemma',
    'llama3.2:3b': 'Llama 3.2',
    'deepseek-r1:8b': 'DeepSeek R1',
    'mistral-small3.2:24b': 'Mistral Small 3.2',
    phi4: 'Phi 4',
    'gpt-oss:20b': 'GPT OSS',
    'starcoder2:3b': 'StarCoder 2',
    'gemma-3-270m-it-Q4_K_M.gguf': 'Gemma 3',
    '/models/gemma-3-270m-it-Q4_K_M.gguf': 'Gemma 3',
    'C:\\models\\gemma-3-4b-it-q4_0.gguf': 'Gemma 3',
    'Qwen2.5-Coder-1.5B-Instruct-Q8_0.gguf': 'Qwen 2.5 Coder',
    'google/gemma-3-27b-it': 'Gemma 3',
    'hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M': 'Gemma 3',
    'gemma-4-e4b-it-00001-of-00002.gguf': 'Gemma 4',
    'gemma-3-270m-it-F16.gguf': 'Gemma 3',
    'my-own-model': 'My Own Model',
    ':': ':',
  };
  for (const [model, name] of Object.entries(names))
    it(`is "${name}" for ${model}`, () => assert.equal(modelName(model), name));
});

describe('the name of a target', () => {
  it('is the label of a cloud, and the family and version of a local model', () => {
    assert.equal(targetName({ label: 'Claude', local: false }, 'claude-sonnet-5-5'), 'Claude');
    assert.equal(targetName({ label: 'Ollama', local: true }, 'gemma3:270m'), 'Gemma 3');
  });

  it('is the label of a local server while no model is chosen', () => {
    assert.equal(targetName({ label: 'Ollama', local: true }, ''), 'Ollama');
  });
});

describe('the name of an answer', () => {
  const claude = { label: 'Claude', model: 'claude-sonnet-5-5' };
  const gemma = { label: 'Ollama', model: 'gemma4:e4b' };

  it('names provider and model', () => {
    assert.equal(articleName([claude]), 'Answer, Claude claude-sonnet-5-5');
  });

  it('names who carried it on', () => {
    assert.equal(
      articleName([claude, { ...gemma, mode: 'continue' }]),
      'Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b',
    );
  });

  it('names who began it again', () => {
    assert.equal(
      articleName([claude, { ...gemma, mode: 'restart' }]),
      'Answer, Claude claude-sonnet-5-5, restarted by Ollama gemma4:e4b',
    );
  });
});

describe('the words of a seam', () => {
  it('say who stopped and why, and who goes on', () => {
    assert.equal(
      seamWords('Claude', 'Gemma 4', failureOf('cut-off'), 'continue'),
      'Claude stopped: connection lost. Continued by Gemma 4.',
    );
    assert.equal(
      seamWords('Claude', 'Gemma 4', failureOf('stalled'), 'restart'),
      'Claude stopped: stalled. Answer restarted by Gemma 4.',
    );
    assert.equal(
      seamWords('Claude', 'Gemma 4', failureOf('overloaded'), 'before'),
      'Claude stopped: overloaded. Answered by Gemma 4.',
    );
  });
});
