/*
 * How long a failover takes once the failure is known: from the headers of Claude's 401 to the stand-in's request leaving,
 * 200 times, on the real SDKs against the simulator. Beside it, in the same run, what a plain `fetch` to the same server
 * takes, so that the figure says something on any machine. Run: npx tsx bench/failover.mts
 */
import { performance } from 'node:perf_hooks';
import { createRealWorld } from '../test/support/realWorld';

const runs = 200;

const failoverMs: number[] = [];
const plainMs: number[] = [];
let failedAt = 0;

const world = await createRealWorld({
  onTraffic: (what, url) => {
    if (what === 'response' && url.includes('api.claude.test')) failedAt = performance.now();
    if (what === 'request' && url.endsWith('/api/chat')) failoverMs.push(performance.now() - failedAt);
  },
});
world.simulator.control.script('ollama', { text: 'Short.' });
await world.answer(); // Loads the SDKs and warms the model.
failoverMs.length = 0;
world.simulator.control.set({ service: 'claude', fault: 'auth-storm' });

for (let run = 0; run < runs; run++) {
  await world.answer();
  world.engine.health.tryNow('claude');
  world.engine.health.credentialChanged('claude');
  const startedAt = performance.now();
  await (await fetch(`${world.simulator.url('ollama')}/api/version`)).text();
  plainMs.push(performance.now() - startedAt);
}
await world.stop();

const at = (figures: readonly number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? Number.NaN;
const row = (name: string, figures: readonly number[]): string =>
  `${name.padEnd(44)} ${at(figures, 0.5).toFixed(2).padStart(8)} ${at(figures, 0.99).toFixed(2).padStart(8)}   n=${figures.length}`;

console.log(`${''.padEnd(44)} ${'median'.padStart(8)} ${'p99'.padStart(8)}   (ms)`);
console.log(row('evidence of failure → stand-in’s request', failoverMs));
console.log(row('a plain fetch on the same loopback', plainMs));
console.log(`ratio of medians: ${(at(failoverMs, 0.5) / at(plainMs, 0.5)).toFixed(2)}`);
