/*
 * How long a failover takes once the failure is known: from the headers of Claude's 401 to the stand-in's request leaving,
 * 200 times, on the real SDKs against the simulator. Beside it, in the same run, what a plain `fetch` to the same server
 * takes and how late the event loop ran its timers, so that the figure says something on any machine. An ask in which Claude's
 * answer did not come before the stand-in was asked is no failover after a known failure: a process that stands still for longer
 * than Claude may take sees a deadline instead. It is counted apart. Run: npm run bench:failover
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createRealWorld } from '../test/support/realWorld';

const runs = 200;

const failoverMs: number[] = [];
const plainMs: number[] = [];
/** When Claude's refusal was seen in the present ask. */
let refusedAt: number | undefined;
let askedAfterMs: number | undefined;

const world = await createRealWorld({
  onTraffic: (what, url) => {
    if (what === 'response' && url.endsWith('/v1/messages')) refusedAt ??= performance.now();
    if (what === 'request' && url.endsWith('/api/chat') && refusedAt !== undefined)
      askedAfterMs ??= performance.now() - refusedAt;
  },
});
world.simulator.control.script('ollama', { text: 'Short.' });
const forget = world.engine.health.keep('claude');
await world.answer(); // Loads the SDKs and warms the model.
world.simulator.control.set({ service: 'claude', fault: 'auth-storm' });
forget();

const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
for (let run = 0; run < runs; run++) {
  refusedAt = undefined;
  askedAfterMs = undefined;
  await world.answer();
  forget();
  if (askedAfterMs !== undefined) failoverMs.push(askedAfterMs);
  const startedAt = performance.now();
  await (await fetch(`${world.simulator.url('ollama')}/api/version`)).text();
  plainMs.push(performance.now() - startedAt);
}
loop.disable();
await world.stop();

const at = (figures: readonly number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? Number.NaN;
const line = (name: string, median: number, p99: number, count: string): string =>
  `${name.padEnd(44)} ${median.toFixed(2).padStart(8)} ${p99.toFixed(2).padStart(8)}   ${count}`;
const row = (name: string, figures: readonly number[]): string =>
  line(name, at(figures, 0.5), at(figures, 0.99), `n=${figures.length}`);

console.log(`${''.padEnd(44)} ${'median'.padStart(8)} ${'p99'.padStart(8)}   (ms)`);
console.log(row('evidence of failure → stand-in’s request', failoverMs));
console.log(row('a plain fetch on the same loopback', plainMs));
console.log(line('a timer of 1 ms', loop.percentile(50) / 1e6, loop.percentile(99) / 1e6, ''));
console.log(`ratio of medians: ${(at(failoverMs, 0.5) / at(plainMs, 0.5)).toFixed(2)}`);
if (failoverMs.length < runs) console.log(`Claude’s answer came too late or not at all: ${runs - failoverMs.length}`);
