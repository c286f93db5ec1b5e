import assert from 'node:assert/strict';
import { downloadChoices, type DownloadFacts } from '../../../../src/core/local/download/downloadChoices';

const gib = 2 ** 30;

function choices(more: Partial<DownloadFacts> = {}) {
  return downloadChoices({ pulled: [], unfinished: [], memoryBytes: 15.6 * gib, contextTokens: 8_192, ...more });
}

describe('the models to download', () => {
  it('begin with those recommended for the machine, and say what each is, needs and can do', () => {
    assert.deepEqual(choices().slice(0, 2), [
      {
        model: 'gemma4:e4b',
        group: 'Recommended for this machine',
        description: '9.6 GB to download',
        detail: 'chat, tools, vision · needs about 11 GB of memory · recommended for this machine',
      },
      {
        model: 'qwen2.5-coder:1.5b',
        group: 'Recommended for this machine',
        description: '1.0 GB to download',
        detail: 'completions, chat, tools · needs about 1.6 GB of memory · recommended for this machine',
      },
    ]);
  });

  it('end with those that are too large for it, and say so', () => {
    const last = choices().at(-1);
    assert.deepEqual([last?.model, last?.group], ['gemma3:27b', 'More than the memory of this machine (17 GB)']);
    assert.match(last?.detail ?? '', / · too large for this machine$/);
    assert.ok(choices({ memoryBytes: 64 * gib }).every(({ group }) => !group.startsWith('More than')));
  });

  it('leave out what is here', () => {
    const models = choices({ pulled: ['gemma4:e4b', 'gemma3:4b'] }).map(({ model }) => model);
    assert.ok(!models.includes('gemma4:e4b') && !models.includes('gemma3:4b') && models.includes('gemma4:e2b'));
  });

  it('name those first that were begun, with what is there of them, once', () => {
    const begun = { origin: 'x', window: '', underWay: false };
    const unfinished = [
      { ...begun, model: 'gemma4:e4b', completed: 4.2e9, total: 9.6e9 },
      { ...begun, model: 'hf.co/some/model-GGUF', completed: 57e6, total: 2e9 },
    ];
    const listed = choices({ unfinished });
    assert.deepEqual(
      listed.slice(0, 2).map(({ model, group, description }) => [model, group, description]),
      [
        ['gemma4:e4b', 'Begun', '4.2 GB of 9.6 GB are here'],
        ['hf.co/some/model-GGUF', 'Begun', '57 MB of 2.0 GB are here'],
      ],
    );
    assert.equal(listed.filter(({ model }) => model === 'gemma4:e4b').length, 1);
  });
});
