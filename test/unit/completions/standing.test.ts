import assert from 'node:assert/strict';
import { completionStanding } from '../../../src/core/completions/standing';
import type { TargetStatus } from '../../../src/core/contract/status';
import { targets } from './rig';

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

  it('names the local model that mostly answers beside a cloud that leaves requests unanswered', () => {
    const completions = { first: targets.claude, current: targets.claude };
    const standing = (...targets: readonly TargetStatus[]) =>
      completionStanding(undefined, { completions, targets }, []);
    const sick = status({ throttled: true });
    const [, ollama = sick] = all;
    assert.equal(standing(sick, ollama).text, 'Ollama gemma4:e4b');
    assert.equal(standing(sick, ollama).detail, 'Mostly in place of Claude, which leaves requests unanswered');
    for (const other of [{ ...ollama, use: 'chat' } as const, { ...ollama, state: 'open' } as const]) {
      assert.equal(standing(sick, other).text, 'Claude claude-haiku-5-5');
      assert.match(standing(sick, other).detail, /^Leaves requests unanswered/);
    }
  });

  it('says when the editor itself asks nobody, and by which setting', () => {
    const completions = { first: targets.claude, current: targets.claude };
    const detailOf = (refusal: 'editor-off' | 'suppressed' | 'read-only' | 'several-cursors' | 'long-line'): string =>
      completionStanding(refusal, { completions, targets: all }, []).detail;
    assert.match(detailOf('editor-off'), /switched off \(editor\.inlineSuggest\.enabled\)$/);
    assert.match(detailOf('suppressed'), /suppressInlineSuggestions\)$/);
    assert.equal(detailOf('read-only'), 'The file cannot be written to');
    assert.equal(detailOf('several-cursors'), 'There are several cursors');
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
