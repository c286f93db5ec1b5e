import assert from 'node:assert/strict';
import { findProgram, type ProgramSearch } from '../../../src/platform/process';

function search(there: readonly string[], more: Partial<ProgramSearch> = {}): ProgramSearch {
  return {
    env: { PATH: '/bin:bin:/opt/x' },
    platform: 'linux',
    canRun: (path) => Promise.resolve(there.includes(path)),
    ...more,
  };
}

const signal = new AbortController().signal;

describe('finding a program', () => {
  it('takes the first on PATH', async () => {
    assert.equal(await findProgram('ollama', signal, search(['/opt/x/ollama', '/bin/ollama'])), '/bin/ollama');
  });

  it('ignores folders that depend on where the editor was started', async () => {
    assert.equal(await findProgram('ollama', signal, search(['bin/ollama'])), undefined);
  });

  it('looks where macOS programs are although the dock gives no PATH', async () => {
    const mac = search(['/opt/homebrew/bin/ollama'], { platform: 'darwin', env: {} });
    assert.equal(await findProgram('ollama', signal, mac), '/opt/homebrew/bin/ollama');
  });

  it('gives up when cancelled', async () => {
    assert.equal(await findProgram('ollama', AbortSignal.abort(), search(['/bin/ollama'])), undefined);
  });
});
