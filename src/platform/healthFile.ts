import { watch as watchFolder, type FSWatcher } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toDisposable } from '../core/base/disposable';
import type { HealthFile } from '../core/health/shared/ports';
import { codeOf, unlessGone } from './fileErrors';

const fileName = 'health.json';
/** A text beside the file that has not taken its place after so long never will: its window was killed. */
const orphanMs = 60_000;
/** On Windows a file that somebody reads just now cannot be replaced. */
const inUse: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const triesInAll = 5;

/** `health.json` in a folder on this machine; the folder is made when it is needed. */
export function createHealthFile(folder: string): HealthFile {
  const path = join(folder, fileName);
  let writes = 0;
  return {
    read: () => unlessGone(readFile(path, 'utf8')),
    write: async (text) => {
      await mkdir(folder, { recursive: true });
      if (writes === 0) await removeOrphans(folder);
      // Two windows may write at the same moment, so each has a name of its own for what is to take the file's place.
      const beside = `${path}.${process.pid}-${++writes}.tmp`;
      try {
        await writeFile(beside, text, { mode: 0o600 });
        await replace(beside, path);
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    watch: (listener) => {
      let ended = false;
      let watcher: FSWatcher | undefined;
      const begin = async (): Promise<void> => {
        await mkdir(folder, { recursive: true });
        if (ended) return;
        // The folder and not the file: each write puts another file in its place.
        watcher = watchFolder(folder, { persistent: false }, (_event, name) => {
          if (name === null || name === fileName) listener();
        });
        watcher.on('error', () => watcher?.close());
      };
      // Where it cannot be watched the file is still read before each ask.
      begin().catch(() => undefined);
      return toDisposable(() => {
        ended = true;
        watcher?.close();
      });
    },
  };
}

async function replace(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!inUse.has(codeOf(error)) || tries >= triesInAll) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, tries * 10));
    }
  }
}

async function removeOrphans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${fileName}.`) || !name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    const found = await unlessGone(stat(path));
    if (found && Date.now() - found.mtimeMs > orphanMs) await rm(path, { force: true });
  }
}
