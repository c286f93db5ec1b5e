import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './packages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Installs the repository's packages where needed, then runs a TypeScript program of it with the same command line.
 * Plain JavaScript for Node 20: it runs before anything is installed.
 * @param {string} program path from the repository's root
 */
export function handOver(program) {
  ensurePackages(root, (line) => console.log(`[install] ${line}`));
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl+C reaches the program by itself; this one only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
