// npm run check: types, lint, format, unused code and the import rules. Every check runs even when one failed.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

const CHECKS = [
  { name: 'types', program: ['typescript', 'tsc'], args: ['--noEmit'] },
  { name: 'types of core', program: ['typescript', 'tsc'], args: ['--noEmit', '-p', 'src/core'] },
  { name: 'types of webview', program: ['typescript', 'tsc'], args: ['--noEmit', '-p', 'src/webview'] },
  { name: 'lint', program: ['oxlint', 'oxlint'], args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: ['oxfmt', 'oxfmt'], args: ['--check'] },
  { name: 'unused code', program: ['knip', 'knip'], args: ['--no-progress'] },
  {
    name: 'import rules',
    program: ['mocha', 'mocha'],
    args: ['--config', '.mocharc.json', 'test/unit/architecture.test.ts'],
  },
];

/** The script behind a package's command: started with this Node, it works the same on Windows. */
function scriptOf([name, command]) {
  const folder = path.join(root, 'node_modules', name);
  const { bin } = require(path.join(folder, 'package.json'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[command]);
}

const failures = [];
for (const { name, program, args } of CHECKS) {
  const began = Date.now();
  const result = spawnSync(process.execPath, [scriptOf(program), ...args], { cwd: root, encoding: 'utf8' });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (result.status !== 0) {
    failures.push(`check: ${name}`);
    process.stdout.write(`${result.stdout}${result.stderr}`);
  }
  console.log(`${name}: ${result.status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
}

const tallyFile = process.env.UNDERSTUDY_TALLY;
if (tallyFile) {
  const tally = { passed: CHECKS.length - failures.length, failed: failures.length, skipped: 0, failures };
  writeFileSync(tallyFile, JSON.stringify(tally));
}
process.exitCode = failures.length > 0 ? 1 : 0;
