import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * The suite that VS Code loads in its extension host: every `*.test.js` beside the built file.
 * Output goes to the file `UNDERSTUDY_HOST_OUTPUT`, because the workbench's own lines fill the console.
 */
export async function run(): Promise<void> {
  const output = process.env['UNDERSTUDY_HOST_OUTPUT'];
  if (output) {
    Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => appendFileSync(output, `${format(...parts)}\n`);
  }
  const reporter = process.env['UNDERSTUDY_REPORTER'];
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    forbidOnly: true,
    ...(reporter && { reporter }),
  });
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host.`);
}
