import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildHostSuite } from './host/suite';
import { ROOT } from './rig/paths';

/** Runs the host suite in desktop VS Code and returns the exit code. `dist/` must have been built. */
async function main(): Promise<number> {
  const suite = await buildHostSuite();
  try {
    return await runTests({
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: suite.entry,
      extensionTestsEnv: { UNDERSTUDY_REPORTER: suite.reporter, UNDERSTUDY_TALLY: process.env['UNDERSTUDY_TALLY'] },
      launchArgs: ['--disable-extensions'],
      cachePath: path.join(ROOT, '.vscode-test'),
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await rm(path.dirname(suite.entry), { recursive: true, force: true });
  }
}

void main().then((code) => process.exit(code));
