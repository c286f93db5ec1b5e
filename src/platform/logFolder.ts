import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogFolder } from '../core/outages/log/logFolder';
import { unlessGone } from './fileErrors';

/** A log folder on disk. Files are readable by their owner only. */
export function createLogFolder(folder: string): LogFolder {
  const at = (name: string): string => path.join(folder, name);
  return {
    append: async (name, lines) => {
      await mkdir(folder, { recursive: true });
      // O_APPEND: the system finds the end and writes in one step, so windows need no lock among themselves.
      const file = await open(at(name), 'a+', 0o600);
      try {
        const { size } = await file.stat();
        const last = Buffer.alloc(1);
        if (size > 0) await file.read(last, 0, 1, size - 1);
        const isTorn = size > 0 && last.toString() !== '\n';
        const bytes = Buffer.from(isTorn ? `\n${lines}` : lines);
        const { bytesWritten } = await file.write(bytes);
        if (bytesWritten < bytes.length) throw new Error(`Only ${bytesWritten} of ${bytes.length} bytes were written.`);
        return size + bytesWritten;
      } finally {
        await file.close();
      }
    },
    read: async (name) => unlessGone(readFile(at(name), 'utf8')),
    list: async () => {
      const names = (await unlessGone(readdir(folder))) ?? [];
      const files = await Promise.all(
        names.map(async (name) => {
          const found = await unlessGone(stat(at(name)));
          return found?.isFile() ? [{ name, bytes: found.size, modifiedAt: found.mtimeMs }] : [];
        }),
      );
      return files.flat();
    },
    remove: (name) => rm(at(name), { force: true }),
  };
}
