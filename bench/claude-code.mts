/*
 * Claude Code under measurement, the real program against the simulator: how long an ask through it takes to its first text,
 * against the same ask by API key; and how long the stand-in takes to its first text after the program has told of its first
 * own try (`api_retry`). Prints medians; method and figures are written down in docs/benchmarks.md.
 * Run: npm run bench:claude-code
 */
import { loadavg } from 'node:os';
import type { Router } from '../src/core/routing/router';
import { createClaudeWorld } from '../test/support/claudeCode/claudeWorld';
import { prepareClaudeCode } from '../test/support/claudeCode/install';
import { subscription } from '../test/support/claudeCode/scratchHome';
import { createRealWorld } from '../test/support/realWorld';

const rounds = 10;
const program = await prepareClaudeCode(AbortSignal.timeout(170_000), console.log);
const loadBefore = loadavg()[0] ?? 0;
const byProgram: number[] = [];
const byKey: number[] = [];
const afterRetry: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  // In turns, so that what else the machine does meets all of them.
  byProgram.push((await askProgram(false)).tookMs);
  byKey.push(await askByKey());
  const { firstTextAt, firstRetryAt } = await askProgram(true);
  if (firstRetryAt === undefined) throw new Error('The program told of no try of its own.');
  afterRetry.push(firstTextAt - firstRetryAt);
}
const load = `${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
console.log(`${rounds} rounds on Node ${process.version}, load ${load}`);
console.log(`first text by the program: ${words(byProgram)}`);
console.log(`first text by API key: ${words(byKey)}`);
console.log(`ratio of the medians: ${(median(byProgram) / median(byKey)).toFixed(1)}`);
console.log(`from the first api_retry to the stand-in's first text: ${words(afterRetry)}`);
process.exit(0);

/** One ask through the program in a world of its own, since an outage is remembered. */
async function askProgram(isOverloaded: boolean) {
  let firstRetryAt: number | undefined;
  const onLine = (line: string): void => {
    if (line.includes('"api_retry"')) firstRetryAt ??= performance.now();
  };
  const world = await createClaudeWorld(program, { onLine });
  try {
    world.home.login(subscription({ accessToken: world.simulator.key('claude') }));
    if (isOverloaded) {
      world.home.write('.claude/settings.json', { env: { CLAUDE_CODE_MAX_RETRIES: '10' } });
      world.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    }
    const answered = await firstText(world.engine.router, isOverloaded ? 'ollama' : 'claude-code');
    return { ...answered, firstRetryAt };
  } finally {
    await world.close();
  }
}

async function askByKey(): Promise<number> {
  const world = await createRealWorld({ scale: 1, settings: { chatRoute: ['claude', 'ollama'] } });
  try {
    return (await firstText(world.engine.router, 'claude')).tookMs;
  } finally {
    await world.stop();
  }
}

async function firstText(router: Pick<Router, 'chat'>, by: string) {
  const beganAt = performance.now();
  let firstTextAt: number | undefined;
  const turns = [{ role: 'user', text: 'Say it all.' }] as const;
  const ask = { use: 'chat', id: 'bench', system: 'Be brief.', instructions: [], turns } as const;
  for await (const event of router.chat(ask, new AbortController().signal)) {
    if (event.t === 'text') firstTextAt ??= performance.now();
    if (event.t === 'done' && event.target.provider !== by) throw new Error(`${event.target.provider} answered.`);
  }
  if (firstTextAt === undefined) throw new Error('Nobody answered.');
  return { tookMs: firstTextAt - beganAt, firstTextAt };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function words(values: readonly number[]): string {
  return `${Math.round(median(values))} ms median (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`;
}
