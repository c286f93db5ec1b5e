import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { must } from '../../support/processes';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PACKAGES = 'apt-get update && apt-get install -y --no-install-recommends chromium';

/** What to run where no browser is found. */
export const CHROMIUM_COMMAND = `sudo sh -c '${PACKAGES}'`;

/** The browser that shows the editor: `CHROMIUM`, else the first known one on `PATH`. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isProgram);
}

/** Whether this process may install packages without asking: root, on a build machine or told so. */
export function mayInstall(told: boolean): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && (told || process.env['CI'] === 'true');
}

/** Installs Debian's chromium. */
export async function installChromium(say: (line: string) => void, signal: AbortSignal): Promise<void> {
  say('installing chromium');
  await must('sh', ['-c', PACKAGES], { signal, env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
