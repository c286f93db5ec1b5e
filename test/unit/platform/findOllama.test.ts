import assert from 'node:assert/strict';
import { findOllama, serveLine, type OllamaSearch } from '../../../src/platform/ollama/findOllama';

const { signal } = new AbortController();

function machine(platform: NodeJS.Platform, home: string, programs: readonly string[]): OllamaSearch {
  const env = platform === 'win32' ? { PATH: 'C:\\Windows' } : { PATH: '/usr/bin' };
  return { platform, home, env, canRun: async (path) => programs.includes(path) };
}

describe('the search for Ollama', () => {
  it('takes the one on PATH, which a terminal knows by its name', async () => {
    const found = await findOllama(signal, machine('linux', '/home/a', ['/usr/bin/ollama', '/snap/bin/ollama']));
    assert.deepEqual(found, { path: '/usr/bin/ollama', isOnPath: true });
    assert.equal(serveLine(found, false, 'linux'), 'ollama serve');
  });

  const places = [
    ['linux', '/home/a', '/home/a/.local/bin/ollama', `'/home/a/.local/bin/ollama' serve`],
    ['darwin', '/Users/a', '/Applications/Ollama.app/Contents/Resources/ollama', 'open -a Ollama'],
    [
      'win32',
      'C:\\Users\\a',
      'C:\\Users\\a\\AppData\\Local\\Programs\\Ollama\\ollama.exe',
      'cmd /c "C:\\Users\\a\\AppData\\Local\\Programs\\Ollama\\ollama.exe" serve',
    ],
  ] as const;
  for (const [platform, home, path, line] of places) {
    it(`finds it where its installer puts it on ${platform}, and starts that one`, async () => {
      const found = await findOllama(signal, machine(platform, home, [path]));
      assert.deepEqual(found, { path, isOnPath: false });
      assert.equal(serveLine(found, false, platform), line);
    });
  }

  it('starts the program inside an application that would not hear of another port', () => {
    const path = '/Applications/Ollama.app/Contents/Resources/ollama';
    assert.equal(serveLine({ path, isOnPath: false }, true, 'darwin'), `'${path}' serve`);
  });

  it('finds none where there is none', async () => {
    assert.equal(await findOllama(signal, machine('linux', '/home/a', [])), undefined);
  });
});
