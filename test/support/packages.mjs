import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `npm ci --ignore-scripts` in `folder` when what is installed is not what its lock file names.
 * Plain JavaScript for Node 20: it is the one part that runs before anything is installed.
 * @param {string} folder
 * @param {(line: string) => void} say
 */
export function ensurePackages(folder, say) {
  if (areInstalled(folder)) return;
  say(`npm ci --ignore-scripts in ${path.basename(folder)}`);
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // npm is a script on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  if (npm.error) throw new Error(`npm could not be started: ${npm.error.message}`);
  if (npm.status !== 0) throw new Error(`npm ci failed in ${folder} with code ${npm.status}.`);
}

/** npm keeps the tree it installed in a hidden lock file: comparing versions needs no stamp of our own. */
function areInstalled(folder) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  const present = packagesOf(path.join(folder, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, { version, optional, devOptional, link }]) => {
    if (place === '' || link) return true;
    const found = present[place];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
