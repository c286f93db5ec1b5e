import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The published llama.cpp source that is built. */
export const ENGINE_VERSION = '11434.0.0';

const MODEL_FILE = 'gemma-3-270m-q4_k_m.gguf';
const PROGRAM = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';

/** The name the server lists the model under. */
export const MODEL_NAME = 'gemma-3-270m';

/** Weights and engine on this disk. */
export interface GemmaFiles {
  readonly weights: string;
  readonly engine: string;
}

/** Where weights and engine are kept, outside the repository and shared by all clones. */
export function cacheFolder(): string {
  const given = process.env['XDG_CACHE_HOME'];
  if (given) return path.join(given, 'understudy');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library/Caches/understudy');
  if (process.platform === 'win32') return path.join(process.env['LOCALAPPDATA'] ?? homedir(), 'understudy', 'Cache');
  return path.join(homedir(), '.cache/understudy');
}

/** The places of both files, whether they are there or not. */
export function gemmaPlaces(): GemmaFiles {
  return {
    weights: path.join(cacheFolder(), MODEL_FILE),
    engine: path.join(cacheFolder(), `llama.cpp-${ENGINE_VERSION}`, PROGRAM),
  };
}

/** Weights and engine where both are here already; looks, never loads. */
export function findGemma(): GemmaFiles | undefined {
  const { weights, engine } = gemmaPlaces();
  const program = findProgram(PROGRAM) ?? (existsSync(engine) ? engine : undefined);
  return program && existsSync(weights) ? { weights, engine: program } : undefined;
}

/** The full path of a program on `PATH`. */
export function findProgram(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['', '.exe'] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))).find(existsSync);
}
