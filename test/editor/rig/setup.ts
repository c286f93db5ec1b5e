import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from '../../support/lock';
import { ensurePackages } from '../../support/packages.mjs';
import { must } from '../../support/processes';
import { nodeEnvironment, RIG, RIG_FITS, VSCODE } from './paths';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];
const STAMP = path.join(VSCODE, '.understudy-rig');
const LOCK = path.join(RIG, '.setup.lock');

type Say = (line: string) => void;

/** Installs the rig's packages, and with them the Node that everything else runs under. Does nothing where they don't exist. */
export async function setUpNode(say: Say, signal: AbortSignal): Promise<void> {
  if (!RIG_FITS) return;
  await withLock(LOCK, signal, async () => ensurePackages(RIG, say));
}

/** Makes the packaged VS Code runnable; the second time it only reads a stamp. */
export async function setUpVsCode(say: Say, signal: AbortSignal): Promise<void> {
  await setUpNode(say, signal);
  await withLock(LOCK, signal, async () => {
    const wanted = await fingerprint();
    if (existsSync(STAMP) && (await readFile(STAMP, 'utf8')) === wanted) return;
    const began = Date.now();
    // VS Code's own dependencies. `npm ci` refuses here: the shipped shrinkwrap is out of sync with its package.json.
    say('installing what VS Code itself needs');
    const env = nodeEnvironment();
    await must('npm', ['install', '--omit=dev', '--ignore-scripts', ...QUIET], { cwd: VSCODE, env, signal });
    await must('npm', ['install', '--omit=dev', ...QUIET], { cwd: path.join(VSCODE, 'extensions'), env, signal });
    await slim();
    await copyFile(path.join(RIG, 'spdlog.cjs'), path.join(VSCODE, 'node_modules/@vscode/spdlog/index.js'));
    await writeFile(STAMP, wanted);
    say(`VS Code is ready after ${((Date.now() - began) / 1000).toFixed(0)} s`);
  });
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json', 'setup.ts', 'spdlog.cjs'])
    hash.update(await readFile(path.join(RIG, file)));
  return hash.digest('hex');
}

/** Removes 200 MB that no extension test touches. */
async function slim(): Promise<void> {
  const unused = [
    '@github',
    '@microsoft/mxc-sdk',
    '@devcontainers',
    'node-pty/prebuilds/win32-x64',
    'node-pty/prebuilds/win32-arm64',
  ];
  const searchers = path.join(VSCODE, 'node_modules/@vscode/ripgrep-universal/bin');
  const others = existsSync(searchers) ? await readdir(searchers) : [];
  const folders = [
    ...unused.map((name) => path.join(VSCODE, 'node_modules', name)),
    ...others.filter((name) => name !== `linux-${process.arch}`).map((name) => path.join(searchers, name)),
  ];
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
