import { CHROMIUM_COMMAND, findChromium, installChromium, mayInstall } from '../editor/rig/chromium';
import { nodeForTests, RIG_FITS } from '../editor/rig/paths';
import { setUpNode, setUpVsCode } from '../editor/rig/setup';
import { prepareGemma } from '../support/gemma';
import { readOptions, type Options } from './options';
import { stepsFor, type Step } from './steps';
import { add, NOTHING, one, toLine, type Tally } from './tally';

const OLDEST_NODE = 22;

/** Runs the steps of `npm test`, prints one closing line and returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  const total = await runAll(options, interrupted.signal).catch((error: unknown) => {
    if (!interrupted.signal.aborted) throw error;
    return undefined;
  });
  if (!total) {
    console.log('[run] interrupted');
    return 130;
  }
  for (const failure of total.failures) console.log(`[run] failed: ${failure}`);
  console.log(toLine(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

async function runAll(options: Options, signal: AbortSignal): Promise<Tally> {
  await setUpNode(sayAs('rig'), signal);
  checkNode();
  const steps = stepsFor(options);
  const editorReady = steps.some((step) => step.inEditor) ? await setUpEditor(options, signal) : false;
  // Weights and engine come while the first steps run; the UI tests use them where they arrived.
  const gemma = editorReady ? prepareGemma({ onProgress: sayAs('gemma'), signal }).catch(() => undefined) : undefined;
  const run = async (step: Step): Promise<Tally> => {
    if (step.name === 'ui') await gemma;
    return step.inEditor && !editorReady ? skipped(step) : timed(step, signal);
  };
  // The integration tests mostly wait, so that the other steps run beside them; the windows, which fill the machine, do not.
  const windows = steps.filter((step) => step.name === 'ui');
  const waiting = steps.filter((step) => step.name === 'integration');
  const busy = steps.filter((step) => !windows.includes(step) && !waiting.includes(step));
  const both = await Promise.all([inTurn(waiting, run, signal), inTurn(busy, run, signal)]);
  return [...both, await inTurn(windows, run, signal)].reduce(add, NOTHING);
}

async function inTurn(
  steps: readonly Step[],
  run: (step: Step) => Promise<Tally>,
  signal: AbortSignal,
): Promise<Tally> {
  let total = NOTHING;
  for (const step of steps) {
    total = add(total, await run(step));
    signal.throwIfAborted();
  }
  return total;
}

async function timed(step: Step, signal: AbortSignal): Promise<Tally> {
  const say = sayAs(step.name);
  const began = Date.now();
  const limit = AbortSignal.timeout(step.limitMs);
  const tally = await step.run(say, AbortSignal.any([signal, limit])).catch((error: unknown) => {
    if (limit.aborted) return one('failed', `${step.name}: not done after ${step.limitMs / 60_000} minutes`);
    throw error;
  });
  say(`${toLine(tally)} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  return tally;
}

/** Returns whether the steps in the editor can run, having said loudly what is missing. */
async function setUpEditor(options: Options, signal: AbortSignal): Promise<boolean> {
  const say = sayAs('rig');
  if (!findChromium() && mayInstall(options.install)) await installChromium(say, signal);
  if (!findChromium()) {
    say(`No Chromium: the tests in the editor are SKIPPED. To run them: ${CHROMIUM_COMMAND}`);
    return false;
  }
  await setUpVsCode(say, signal);
  return true;
}

function skipped(step: Step): Tally {
  sayAs(step.name)('SKIPPED');
  return one('skipped', step.name);
}

function checkNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (nodeForTests() === process.execPath && !RIG_FITS && major < OLDEST_NODE) {
    throw new Error(`Node ${OLDEST_NODE} or newer is needed on this system; this is ${process.versions.node}.`);
  }
}

/** Every line but the closing one carries the name of its part. */
function sayAs(name: string): (line: string) => void {
  return (line) => console.log(`[${name}] ${line}`);
}

void main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`[run] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
