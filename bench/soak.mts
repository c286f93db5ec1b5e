/*
 * Ten thousand asks under random faults, eight at once, through one engine with the real SDKs against the simulator on
 * loopback, on a hundredth of the durations. Prints how they ended and what is left, and fails where memory grows, an ask ended
 * dishonestly or anything is left: a listener, a timer, a permit, a request, a connection. Run: npm run bench:soak, or with
 * another number of asks and another seed: npm run bench:soak -- 2000 7
 */
import { soak } from '../test/integration/chaos/soak';
import { complaints, growth } from '../test/integration/chaos/soakVerdict';

const batch = 100;

/** Two weighings of the same heap differ by a fiftieth; over ten thousand asks, a twentieth is less than 500 bytes for each. */
const flatRatio = 1.05;

const asks = Number(process.argv[2] ?? 10_000);
const startedAt = Date.now();
const figures = await soak({
  asks,
  atOnce: 8,
  batch,
  scale: 100,
  seed: Number(process.argv[3] ?? 1),
  onBatch: (done, heapBytes) => {
    if (done % 1_000 === 0)
      console.log(`${done} asks, ${megabytes(heapBytes)}, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  },
});

const { endings, heapBytes, alive, disposed, resources, wrongTexts, violations } = figures;
const wrong = complaints(figures, flatRatio);
console.log('endings', endings);
console.log(`wrong texts: ${wrongTexts}, wrong requests: ${violations}`);
console.log('left while the engine lives', alive);
console.log('left when it is disposed', disposed);
console.log('resources of the process before and after', ...resources);
console.log(
  `heap: ${megabytes(heapBytes[0] ?? 0)} after ${batch} asks, ${megabytes(heapBytes.at(-1) ?? 0)} after all; ` +
    `the last quarter is ${growth(figures).toFixed(3)} times the second`,
);
for (const complaint of wrong) console.error(`WRONG: ${complaint}`);
process.exitCode = wrong.length > 0 ? 1 : 0;

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
