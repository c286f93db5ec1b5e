import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../gemma/place';
import { withLock } from '../lock';
import { run } from '../processes';

/** The version that everything here was measured with. */
export const claudeVersion = '2.1.330';

/** How the package for this machine is called; its program needs no script of npm's to be run. */
const machine = `${process.platform}-${process.arch}`;

/**
 * The real `claude`, from npm, in the cache outside the repository: 360 MB, fetched once in about ten seconds. Throws a
 * sentence where this machine cannot have it. Two processes at once take turns.
 */
export async function prepareClaudeCode(
  signal: AbortSignal,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const cache = cacheFolder();
  const folder = path.join(cache, `claude-code-${claudeVersion}`);
  const program = path.join(
    folder,
    `node_modules/@anthropic-ai/claude-code-${machine}`,
    process.platform === 'win32' ? 'claude.exe' : 'claude',
  );
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  await withLock(path.join(cache, 'claude-code.lock'), signal, async () => {
    if (existsSync(program)) return;
    const work = await mkdtemp(path.join(cache, 'work-'));
    try {
      say(`fetching Claude Code ${claudeVersion} (360 MB)`);
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
      const name = `@anthropic-ai/claude-code@${claudeVersion}`;
      const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', work, name];
      const { code, output } = await run(npm, args, { signal });
      if (code !== 0) throw new Error(`npm could not install Claude Code:\n${output.split('\n').slice(-5).join('\n')}`);
      await rename(work, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  if (!existsSync(program)) throw new Error(`There is no Claude Code for ${machine}.`);
  return program;
}
