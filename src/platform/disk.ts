import { stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DiskSpace } from '../core/outages/readiness/readinessCheck';

/** Where the service that Ollama's installer sets up on Linux keeps its models: the home of its user (`install.sh`). */
const serviceHome = '/usr/share/ollama';

/**
 * The disk where Ollama keeps its models: `OLLAMA_MODELS`, else its folder in the home of the user or of its service. Which of
 * the two runs cannot be seen, so that the one with more room counts. Nothing is written.
 */
export function modelsDisk(
  env: (name: string) => string | undefined,
  homes: { readonly user: string; readonly service: string } = { user: homedir(), service: serviceHome },
): DiskSpace {
  return {
    freeBytes: async () => {
      const named = env('OLLAMA_MODELS');
      if (named !== undefined) return freeBytes(named);
      const own = await freeBytes(join(homes.user, '.ollama', 'models'));
      const ofService = (await isThere(homes.service)) ? await freeBytes(homes.service) : undefined;
      return own === undefined || ofService === undefined ? (own ?? ofService) : Math.max(own, ofService);
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
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
