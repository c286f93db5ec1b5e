import path from 'node:path';
import { nodeEnvironment, nodeForTests, RIG_FITS, ROOT } from '../editor/rig/paths';
import { run } from '../support/processes';
import type { Options, StepName } from './options';
import { one, tallied, type Tally } from './tally';

type Say = (line: string) => void;

/** A part of `npm test` with a count of its own. */
export interface Step {
  readonly name: StepName | 'package' | 'desktop';
  /** Needs a real VS Code and a browser. */
  readonly inEditor: boolean;
  /** How long it may take before it is ended and counted as failed. */
  readonly limitMs: number;
  run(say: Say, signal: AbortSignal): Promise<Tally>;
}

const MINUTE = 60_000;

/**
 * Two files at a time: most of the time a test waits for some policy to pass. What fails once on a busy machine is tried
 * once more, and the reporter names it.
 */
const SIDE_BY_SIDE = ['--retries', '1', '--parallel', '--jobs', '2'];
/** Two windows fill two cores; a third would only make all of them late. */
const IN_A_BROWSER = ['--timeout', '180000', ...SIDE_BY_SIDE];

/** The steps in order, or the one asked for with what it needs. */
export function stepsFor(options: Options): readonly Step[] {
  const all = [
    counted('check', 4 * MINUTE, ['test/check.mjs']),
    mocha('unit', 6 * MINUTE, options),
    mocha('integration', 10 * MINUTE, options, 'integration', SIDE_BY_SIDE),
    // Without a real Ollama at OLLAMA_HOST each of these leaves itself out, and is counted as skipped.
    mocha('ollama', 20 * MINUTE, options, 'ollama', ['--no-forbid-pending']),
    packageStep(),
    ...(RIG_FITS
      ? [
          inEditor(counted('editor', 4 * MINUTE, ['--import', 'tsx', 'test/editor/host/runner.ts'])),
          inEditor(mocha('ui', 20 * MINUTE, options, 'editor/ui', IN_A_BROWSER)),
        ]
      : [counted('desktop', 10 * MINUTE, ['--import', 'tsx', 'test/editor/desktop.ts']), notHere('ui')]),
  ];
  if (!options.only) return all;
  const needsPackage = options.only === 'editor' || options.only === 'ui';
  return all.filter(({ name }) => name === options.only || (needsPackage && name === 'package'));
}

/** A program run by the tests' Node that writes its own tally. */
function counted(name: Step['name'], limitMs: number, args: readonly string[]): Step {
  return {
    name,
    inEditor: false,
    limitMs,
    run: (say, signal) => tallied(name, async (env) => (await node(args, say, signal, env)).code),
  };
}

function mocha(
  name: StepName,
  limitMs: number,
  options: Options,
  folder: string = name,
  more: readonly string[] = [],
): Step {
  return counted(name, limitMs, [
    'node_modules/mocha/bin/mocha.js',
    '--config',
    '.mocharc.json',
    '--no-color',
    '--reporter',
    path.join(ROOT, 'test/run/tallyReporter.cjs'),
    ...(options.grep ? ['--grep', options.grep] : []),
    ...more,
    `test/${folder}/**/*.test.ts`,
  ]);
}

function packageStep(): Step {
  return {
    name: 'package',
    inEditor: false,
    limitMs: 2 * MINUTE,
    async run(say, signal) {
      for (const args of [['esbuild.js', '--production'], ['test/package.mjs']]) {
        const { code } = await node(args, say, signal);
        if (code !== 0) return one('failed', `package: ${args[0]} ended with ${code}`);
      }
      return one('passed', 'package');
    },
  };
}

function inEditor(step: Step): Step {
  return { ...step, inEditor: true };
}

function notHere(name: StepName): Step {
  const run = async (say: Say): Promise<Tally> => {
    say('SKIPPED: the VS Code of these tests runs on Linux x64 only');
    return one('skipped', name);
  };
  return { name, inEditor: false, limitMs: MINUTE, run };
}

function node(args: readonly string[], say: Say, signal: AbortSignal, env: Readonly<Record<string, string>> = {}) {
  return run(nodeForTests(), args, { cwd: ROOT, say, signal, env: { ...nodeEnvironment(), NO_COLOR: '1', ...env } });
}
