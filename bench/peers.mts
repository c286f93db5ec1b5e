/*
 * Claude broken in thirteen ways, and what its user gets through the SDK alone, through peers from npm and through this
 * product; then what each costs while nothing is broken. Prints the tables and writes them into docs/benchmarks.md.
 * Run: npm run bench:peers (about seven minutes), or with `-- --dry` to leave the file alone, `-- --only=costs|faults` for
 * a part of it, which is never written.
 */
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { withSection } from './draw/section';
import { cases } from './peers/cases';
import type { Contender, Ground } from './peers/contender';
import { createAiFallback } from './peers/contenders/aiFallback';
import { createDirects } from './peers/contenders/anthropicSdk';
import { createClaudeCodeRouter } from './peers/contenders/claudeCodeRouter';
import { createPortkeys } from './peers/contenders/portkey';
import { createUnderstudy } from './peers/contenders/understudy';
import { measureCosts } from './peers/costRun';
import { firstUnfit, playCase, type Trial } from './peers/faultRun';
import { againInOwnNetwork, isInOwnNetwork } from './peers/namespace';
import { installPeers, openPeers, peerVersions } from './peers/packages';
import { costTable, overviewTable, trialsTable } from './peers/report';
import { startSimulatorProgram } from './peers/simulatorProgram';

/** What Portkey's users set against silence; here as long as this product waits. */
const requestTimeoutMs = 15_000;

let isComplete = true;
const skip = (what: string, why: unknown): void => {
  isComplete = false;
  console.log(`SKIPPED ${what}: ${why instanceof Error ? why.message : String(why)}`);
};
const flag = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);

const only = flag('only');
let folder = flag('peers');
let code: number | undefined;
if (!isInOwnNetwork()) {
  try {
    folder = await installPeers();
  } catch (error) {
    skip('the packages of all peers', error);
  }
  code = againInOwnNetwork(folder === undefined ? [] : [`--peers=${folder}`]);
}
if (code === undefined) await main();
else process.exitCode = code;

async function main(): Promise<void> {
  const simulator = await startSimulatorProgram();
  const ground: Ground = { simulator, peers: folder === undefined ? undefined : openPeers(folder) };
  const contenders: Contender[] = [...createDirects(ground), createUnderstudy(ground)];
  const stopAll = async (): Promise<void> => {
    for (const contender of contenders) await contender.stop();
    await simulator.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopAll().then(() => process.exit(1)));
  const invite = async (name: string, create: () => Promise<Contender | Contender[]>): Promise<void> => {
    try {
      const invited = [await create()].flat();
      const sick = await firstUnfit(invited);
      if (sick === undefined) return void contenders.push(...invited);
      for (const one of invited) await one.stop();
      skip(name, sick);
    } catch (error) {
      skip(name, error);
    }
  };
  try {
    await invite('Portkey', () => createPortkeys(ground, requestTimeoutMs));
    await invite('claude-code-router', () => createClaudeCodeRouter(ground));
    await invite('ai-fallback', () => createAiFallback(ground));
    const costs = only === 'faults' ? '' : await playCosts(contenders, ground);
    const faults = only === 'costs' ? '' : await playFaults(contenders, ground);
    if (only !== undefined || process.argv.includes('--dry')) return;
    if (isComplete) write(faults, costs);
    else console.log('docs/benchmarks.md is left as it is, because somebody is missing.');
  } finally {
    await stopAll();
  }
}

async function playCosts(contenders: readonly Contender[], { simulator }: Ground): Promise<string> {
  // The second ways of one and the same differ in what they do when something breaks.
  const others = contenders.filter(({ name }) => name !== 'SDK, helper' && name !== 'Portkey with a limit');
  const table = costTable(await measureCosts(simulator, others));
  console.log(`${table}\n`);
  return table;
}

async function playFaults(contenders: readonly Contender[], { simulator }: Ground): Promise<string> {
  const trials: Trial[] = [];
  for (const one of cases) {
    const played = await playCase(simulator, contenders, one);
    trials.push(...played);
    console.log(`${trialsTable(played)}\n`);
  }
  const overview = overviewTable(trials);
  console.log(`${overview}\n`);
  return `${overview}\n\n### Every trial\n\n${trialsTable(trials)}`;
}

function write(faults: string, costs: string): void {
  const file = path.join(import.meta.dirname, '../docs/benchmarks.md');
  const document = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n';
  const versions = Object.entries(peerVersions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `Measured ${new Date().toISOString().slice(0, 10)} on Node ${process.version}: ${versions.join(', ')}.`,
    faults,
    '### What it costs while nothing is broken',
    costs,
  ];
  writeFileSync(file, withSection(document, 'bench:peers', parts.join('\n\n')));
  console.log(`written into ${path.relative(process.cwd(), file)}`);
}
