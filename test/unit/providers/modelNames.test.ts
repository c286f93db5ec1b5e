import assert from 'node:assert/strict';
import { isPullable } from '../../../src/core/providers/ollama/cloudModels';
import { isModelName, listedName } from '../../../src/core/providers/ollama/modelNames';

describe('the name of a model', () => {
  it('gets the tag that goes without saying, and loses what does', () => {
    assert.equal(listedName('gemma3'), 'gemma3:latest');
    assert.equal(listedName(' gemma4:e4b '), 'gemma4:e4b');
    assert.equal(listedName('library/gemma4:e4b'), 'gemma4:e4b');
    assert.equal(listedName('registry.ollama.ai/library/gemma4:e4b'), 'gemma4:e4b');
    assert.equal(listedName('hf.co/unsloth/gemma-3-4b-it-GGUF'), 'hf.co/unsloth/gemma-3-4b-it-GGUF:latest');
    assert.equal(listedName('http://127.0.0.1:5000/library/tiny'), '127.0.0.1:5000/library/tiny:latest');
  });

  it('is one that Ollama takes', () => {
    for (const name of [
      'gemma4',
      'gemma4:e4b',
      'hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M',
      'http://127.0.0.1:5000/a/b:c',
    ])
      assert.ok(isModelName(name), name);
    for (const name of ['', 'no model', 'gemma4;rm -rf', '../gemma', '--help', 'a/b/c/d/e', '$(x)'])
      assert.ok(!isModelName(name), name);
  });

  it('can be fetched unless it is none, or that of a model at ollama.com', () => {
    assert.deepEqual(
      ['gemma3:4b', 'gpt-oss:120b-cloud', 'GPT-OSS:120B-Cloud', 'kimi:cloud', 'a b', ''].map(isPullable),
      [true, false, false, false, false, false],
    );
  });
});
