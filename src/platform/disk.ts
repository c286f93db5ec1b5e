import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DiskSpace } from '../core/outages/readiness/readinessCheck';

/** The disk where Ollama keeps its models: `OLLAMA_MODELS`, else its folder in the home of the user. Nothing is written. */
export function modelsDisk(env: (name: string) => string | undefined): DiskSpace {
  return { freeBytes: () => freeBytes(env('OLLAMA_MODELS') ?? join(homedir(), '.ollama', 'models')) };
}

/** Free bytes at the nearest folder above `path` that exists; `undefined` where the system does not tell. */
export async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    // The folder comes with the first model: until then its parent says how much room there is.
    const parent = dirname(path);
    return parent === path ? undefined : freeBytes(parent);
  }
}
