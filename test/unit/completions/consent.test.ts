import assert from 'node:assert/strict';
import { ConsentBook } from '../../../src/core/completions/consent';
import type { Remembered } from '../../../src/core/settings/remembered';
import { findOtherAssistants } from '../../../src/editor/completions/otherAssistants';

function memory(values: Record<string, unknown> = {}): Remembered {
  return {
    get: (key) => values[key],
    set: async (key, value) => {
      values[key] = value;
    },
  };
}

const claude = { id: 'claude', origin: 'https://api.anthropic.com' };

describe('The consent to complete in a cloud', () => {
  it('is no until the question is answered with yes', async () => {
    const book = new ConsentBook(memory());
    assert.equal(book.answer(claude), undefined);
    assert.equal(book.mayComplete(claude), false);
    await book.record(claude, 'local');
    assert.equal(book.mayComplete(claude), false);
    await book.record(claude, 'cloud');
    assert.equal(book.mayComplete(claude), true);
  });

  it('holds for one origin: another address has to ask again', async () => {
    const book = new ConsentBook(memory());
    await book.record(claude, 'cloud');
    assert.equal(book.mayComplete({ ...claude, origin: 'https://proxy.example' }), false);
  });

  it('takes what it cannot read for no', () => {
    for (const stored of ['cloud', ['cloud'], { 'claude@https://api.anthropic.com': true }, null]) {
      assert.equal(new ConsentBook(memory({ completionConsent: stored })).mayComplete(claude), false);
    }
  });
});

describe('Other assistants', () => {
  const find = (ids: readonly string[], settings: Record<string, unknown> = {}, language = 'python') =>
    findOtherAssistants(
      (id) => ids.includes(id),
      (key) => settings[key],
      language,
    );

  it('are found once each by what is installed', () => {
    assert.deepEqual(find(['GitHub.copilot', 'GitHub.copilot-chat', 'rjmacarthy.twinny']), [
      'GitHub Copilot',
      'Twinny',
    ]);
    assert.deepEqual(find([]), []);
  });

  it('do not count while their completions are switched off', () => {
    assert.deepEqual(find(['Continue.continue'], { 'continue.enableTabAutocomplete': false }), []);
    assert.deepEqual(find(['TabbyML.vscode-tabby'], { 'tabby.inlineCompletion.triggerMode': 'manual' }), []);
    const copilot = { 'github.copilot.enable': { '*': true, python: false } };
    assert.deepEqual(find(['GitHub.copilot'], copilot), []);
    assert.deepEqual(find(['GitHub.copilot'], copilot, 'go'), ['GitHub Copilot']);
  });
});
