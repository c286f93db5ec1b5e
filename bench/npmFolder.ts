import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../test/support/processes';

/** Installs what a manifest names into the machine's folder for temporary files, once per manifest. @throws what npm said. */
export async function installOnce(name: string, manifest: Readonly<Record<string, unknown>>): Promise<string> {
  const written = JSON.stringify(manifest);
  const stamp = createHash('sha256').update(written).digest('hex').slice(0, 12);
  const folder = path.join(tmpdir(), `understudy-bench-${name}-${stamp}`);
  const installed = path.join(folder, 'installed');
  if (existsSync(installed)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), written);
  const isWindows = process.platform === 'win32';
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm is a script on Windows, which only a shell can start.
  const { code, output } = isWindows
    ? await run('cmd.exe', ['/c', 'npm', ...args], { cwd: folder })
    : await run('npm', args, { cwd: folder });
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${output.split('\n').slice(0, 3).join(' ')}`);
  writeFileSync(installed, '');
  return folder;
}
