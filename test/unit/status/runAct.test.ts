import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import type { TargetStatus } from '../../../src/core/contract/status';
import type { Act } from '../../../src/core/status/acts';
import { runAct, type RunActDeps } from '../../../src/editor/status/runAct';

const haiku: TargetStatus = {
  provider: 'claude',
  label: 'Claude',
  model: 'haiku',
  use: 'completion',
  local: false,
  setUp: true,
  state: 'unknown',
};

describe('an act of the picker', () => {
  let done: string[];
  const note =
    (what: string) =>
    (...about: readonly unknown[]): void =>
      void done.push([what, ...about.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].join(' '));
  const deps: RunActDeps = {
    pins: {
      pinned: () => undefined,
      pin: note('pin'),
      unpin: note('unpin'),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    health: { pause: note('pause'), resume: note('resume'), tryNow: note('try') },
    setup: {
      setApiKey: note('key'),
      chooseModel: note('model'),
      startOllama: note('start'),
      useClaudeCode: (isUsed) => note('use')(String(isUsed)),
      logInToClaudeCode: note('log-in'),
      lookIntoKeychain: note('keychain'),
      allowRenewal: note('renewal'),
    },
    logger: silentLogger,
  };
  const run = (act: Act, target = haiku): readonly string[] => {
    done = [];
    runAct(act, target, deps);
    return done;
  };

  it('chooses a model for the use of its line', () => {
    assert.deepEqual(run('choose-model'), ['model claude completion']);
    assert.deepEqual(run('choose-model', { ...haiku, use: 'chat' }), ['model claude chat']);
  });

  it('puts Claude Code to use, and lets a click renew the login that failover must not touch', () => {
    const code = { ...haiku, provider: 'claude-code', use: 'chat' } as const;
    assert.deepEqual(run('set-up', code), ['use true']);
    assert.deepEqual(run('stop-using', code), ['use false']);
    assert.deepEqual(run('try-now', code), ['renewal', 'try claude-code']);
    assert.deepEqual(run('log-in', code), ['log-in']);
    assert.deepEqual(run('look-login', code), ['keychain']);
  });

  it('pins the target itself and unpins its use only', () => {
    assert.deepEqual(run('pin'), ['pin {"provider":"claude","model":"haiku","use":"completion"}']);
    assert.deepEqual(run('unpin'), ['unpin completion']);
  });

  it('pauses, resumes and tries the provider', () => {
    assert.deepEqual(
      [...run('pause'), ...run('resume'), ...run('try-now')],
      ['pause claude', 'resume claude', 'try claude'],
    );
  });

  it('sets a provider up by its key, and Ollama by starting it', () => {
    assert.deepEqual([...run('set-key'), ...run('set-up')], ['key claude', 'key claude']);
    assert.deepEqual(run('set-up', { ...haiku, provider: 'ollama' }), ['start']);
  });
});
