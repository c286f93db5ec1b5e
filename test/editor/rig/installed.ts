import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installVsix } from './server';

/** Folders with packages installed, by the packages; removed when the process ends. */
const installed = new Map<string, Promise<string>>();

/** Puts packaged extensions into a data folder as if installed there: one real installation for each process, then copies. */
export async function putInstalled(dataFolder: string, packages: readonly string[]): Promise<void> {
  const key = packages.join('\n');
  const source = installed.get(key) ?? installOnce(packages);
  installed.set(key, source);
  await cp(path.join(await source, 'extensions'), path.join(dataFolder, 'extensions'), { recursive: true });
}

async function installOnce(packages: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'understudy-installed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await installVsix(folder, ...packages);
  return folder;
}
