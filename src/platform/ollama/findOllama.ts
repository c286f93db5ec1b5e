import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { findProgram, realSearch, type ProgramSearch } from '../process';

/** Ollama as it was found; `isOnPath`: a terminal knows it by its name. */
export interface FoundOllama {
  readonly path: string;
  readonly isOnPath: boolean;
}

/** What the search reads of the machine. */
export interface OllamaSearch extends ProgramSearch {
  readonly home: string;
}

/** The user's Ollama: on PATH, else where its installers put it. Only looks: nothing is started. */
export async function findOllama(
  signal: AbortSignal,
  search: OllamaSearch = { ...realSearch, home: homedir() },
): Promise<FoundOllama | undefined> {
  const onPath = await findProgram('ollama', signal, search);
  if (onPath !== undefined) return { path: onPath, isOnPath: true };
  for (const path of usualPlaces(search)) {
    if (!signal.aborted && (await search.canRun(path))) return { path, isOnPath: false };
  }
  return undefined;
}

/**
 * The command line that starts it visibly in a terminal, or the application where it is one. `obeysEnv`: it has to listen where
 * the terminal's environment says, of which an application learns nothing.
 */
export function serveLine(
  { path, isOnPath }: FoundOllama,
  obeysEnv: boolean,
  platform: NodeJS.Platform = process.platform,
): string {
  if (isOnPath) return 'ollama serve';
  if (!obeysEnv && platform === 'darwin' && path.includes('.app/')) return 'open -a Ollama';
  // PowerShell takes a quoted path for a text; through cmd both of its terminals start it.
  return platform === 'win32' ? `cmd /c "${path}" serve` : `'${path.replaceAll("'", `'\\''`)}' serve`;
}

function usualPlaces({ platform, home, env }: OllamaSearch): readonly string[] {
  switch (platform) {
    case 'win32':
      return [
        win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Programs', 'Ollama', 'ollama.exe'),
      ];
    case 'darwin':
      return ['/Applications', posix.join(home, 'Applications')].map((folder) =>
        posix.join(folder, 'Ollama.app/Contents/Resources/ollama'),
      );
    default:
      return ['/usr/local/bin/ollama', '/usr/bin/ollama', posix.join(home, '.local/bin/ollama'), '/snap/bin/ollama'];
  }
}
