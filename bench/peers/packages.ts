import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installOnce } from '../npmFolder';

/**
 * The peers and what they need, at exact versions. Newer ones do not do: with a newer `@hono/node-server` every stream of
 * Portkey's gateway answers 500 (Portkey-AI/gateway#1389), and claude-code-router 3.1.1 asks for packages nobody published.
 */
export const peerVersions = {
  '@portkey-ai/gateway': '1.15.2',
  '@hono/node-server': '1.12.2',
  '@musistudio/claude-code-router': '2.0.0',
  'ai-fallback': '3.0.0',
  ai: '7.0.173',
  '@ai-sdk/anthropic': '4.0.105',
  '@ai-sdk/openai-compatible': '3.0.92',
} as const;

/** Where the peers are installed. */
export interface PeersFolder {
  /** The path of a file inside a package. */
  file(name: keyof typeof peerVersions, inside: string): string;
  /** Loads a package as a module. The caller knows its shape, the compiler does not: it is not installed in this repository. */
  load(name: keyof typeof peerVersions): Promise<unknown>;
}

/** Installs the peers into the machine's folder for temporary files, once per set of versions. @throws what npm said. */
export function installPeers(): Promise<string> {
  const { '@hono/node-server': server, ...dependencies } = peerVersions;
  return installOnce('peers', { private: true, dependencies, overrides: { '@hono/node-server': server } });
}

/** The peers in a folder where `installPeers` has put them. */
export function openPeers(folder: string): PeersFolder {
  const require = createRequire(path.join(folder, 'package.json'));
  return {
    file: (name, inside) => path.join(folder, 'node_modules', name, inside),
    load: (name) => import(pathToFileURL(require.resolve(name)).href),
  };
}
