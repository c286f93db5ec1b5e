import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeaseEntry, LeaseFolder } from '../core/health/shared/ports';
import { codeOf, unlessGone } from './fileErrors';

/** `probe.lock` in a folder on this machine: a folder of empty files, made with the first of them. */
export function createLeaseFolder(parent: string): LeaseFolder {
  const folder = join(parent, 'probe.lock');
  const at = (name: string): string => join(folder, name);
  return {
    list: async () => {
      const names = (await unlessGone(readdir(folder))) ?? [];
      const entries = await Promise.all(
        names.map(async (name): Promise<readonly LeaseEntry[]> => {
          const found = await unlessGone(stat(at(name)));
          return found ? [{ name, madeAt: found.mtimeMs }] : [];
        }),
      );
      return entries.flat();
    },
    create: async (name) => {
      await mkdir(folder, { recursive: true });
      try {
        // The system refuses a second one of that name, whichever process asks (O_CREAT with O_EXCL).
        await (await open(at(name), 'wx', 0o600)).close();
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    },
    rename: async (from, to) => {
      await unlessGone(rename(at(from), at(to)));
    },
    remove: async (name) => {
      await rm(at(name), { force: true });
    },
  };
}
