import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** What a search for a program reads; the real process and file system unless a test says otherwise. */
export interface ProgramSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  canRun(path: string): Promise<boolean>;
}

/** The full path of a program on PATH, or `undefined`. Nothing is started. */
export async function findProgram(
  name: string,
  signal: AbortSignal,
  search: ProgramSearch = realSearch,
): Promise<string | undefined> {
  const paths = search.platform === 'win32' ? win32 : posix;
  const folders = (search.env['PATH'] ?? search.env['Path'] ?? '').split(paths.delimiter);
  // Relative entries would find programs in whatever folder the editor was started from.
  for (const folder of [...folders.filter((item) => paths.isAbsolute(item)), ...usualFolders(search)]) {
    for (const ending of endings(search)) {
      if (signal.aborted) return undefined;
      const path = paths.join(folder, name + ending);
      if (await search.canRun(path)) return path;
    }
  }
  return undefined;
}

/** The process and file system of this machine. */
export const realSearch: ProgramSearch = {
  env: process.env,
  platform: process.platform,
  canRun: async (path) => {
    try {
      await access(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

/** An editor started from the macOS dock does not get the shell's PATH. */
function usualFolders({ platform }: ProgramSearch): readonly string[] {
  return platform === 'darwin' ? ['/usr/local/bin', '/opt/homebrew/bin'] : [];
}

function endings({ platform, env }: ProgramSearch): readonly string[] {
  return platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
}
