import assert from 'node:assert/strict';
import { ConsentBook } from '../../../src/core/completions/consent';
import { completionStanding } from '../../../src/core/completions/standing';
import type { TargetStatus } from '../../../src/core/contract/status';
import type { Remembered } from '../../../src/core/settings/remembered';
import { findOtherAssistants } from '../../../src/editor/completions/otherAssistants';
import { targets } from './rig';

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

describe('Where a file stands with completions', () => {
  const status = (model: Partial<TargetStatus>): TargetStatus => ({
    provider: 'claude',
    label: 'Claude',
    model: 'claude-haiku-5-5',
    use: 'completion',
    local: false,
    setUp: true,
    state: 'closed',
    ...model,
  });
  const all = [
    status({ reasonText: 'overloaded' }),
    status({ provider: 'ollama', label: 'Ollama', model: 'gemma4:e4b', local: true }),
  ];

  it('names the target that completes it', () => {
    const completions = { first: targets.claude, current: targets.claude };
    assert.deepEqual(completionStanding(undefined, { completions, targets: all }, []), {
      text: 'Claude claude-haiku-5-5',
      detail: 'Completes code while you type',
      isTrouble: false,
    });
  });

  it('names the stand-in and why it stands in', () => {
    const completions = { first: targets.claude, current: targets.ollama };
    const standing = completionStanding(undefined, { completions, targets: all }, []);
    assert.equal(standing.text, 'Ollama gemma4:e4b');
    assert.equal(standing.detail, 'Stands in for Claude: overloaded');
  });

  it('says when the editor itself asks nobody, and by which setting', () => {
    const completions = { first: targets.claude, current: targets.claude };
    const detailOf = (refusal: 'editor-off' | 'suppressed' | 'read-only' | 'long-line'): string =>
      completionStanding(refusal, { completions, targets: all }, []).detail;
    assert.match(detailOf('editor-off'), /switched off \(editor\.inlineSuggest\.enabled\)$/);
    assert.match(detailOf('suppressed'), /suppressInlineSuggestions\)$/);
    assert.equal(detailOf('read-only'), 'The file cannot be written to');
    assert.equal(detailOf('long-line'), 'The line is too long');
  });

  it('says why nobody does', () => {
    const nobody = completionStanding(undefined, { completions: {}, targets: all }, [
      { provider: 'claude', why: 'no-consent' },
    ]);
    assert.equal(nobody.detail, 'Claude: not allowed to complete code');
    assert.ok(nobody.isTrouble);
    assert.equal(completionStanding('ignored', { completions: {}, targets: [] }, []).isTrouble, false);
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
