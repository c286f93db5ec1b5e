import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ARTIFACTS, ROOT } from '../rig/paths';

/** What both runners hand to the extension host. */
export interface HostSuite {
  /** The module whose `run` the extension host calls. */
  readonly entry: string;
  /** The reporter that writes the tally. */
  readonly reporter: string;
}

/** Compiles the host tests for the extension host, which loads CommonJS only. Mocha stays outside and is found in node_modules. */
export async function buildHostSuite(): Promise<HostSuite> {
  const folder = path.join(ROOT, 'test/editor/host');
  const outdir = path.join(ARTIFACTS, `host-${process.pid}`);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['index.ts', ...tests].map((name) => path.join(folder, name)),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return { entry: path.join(outdir, 'index.js'), reporter: path.join(ROOT, 'test/run/tallyReporter.cjs') };
}
