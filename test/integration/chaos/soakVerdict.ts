import type { Leftovers, SoakFigures } from './soak';

/** The watches for sleep and for pages, however many asks there were. */
const watches = 8;

/**
 * What is wrong after a soak, each in a few words; nothing where asks leave nothing behind. `flatRatio` is how many times as heavy
 * the heap may be late in the soak as early in it.
 */
export function complaints(figures: SoakFigures, flatRatio: number): readonly string[] {
  const { asks, endings, dishonest, wrongTexts, violations, fresh, alive, disposed } = figures;
  const ended = Object.values(endings).reduce((sum, count) => sum + count, 0);
  const ratio = growth(figures);
  return [
    ...(ended === asks ? [] : [`${ended} of ${asks} asks ended`]),
    ...((endings['complete'] ?? 0) > asks / 20 ? [] : ['hardly any ask was answered']),
    ...new Set(dishonest),
    ...(wrongTexts > 0 ? [`${wrongTexts} wrong texts`] : []),
    ...(violations > 0 ? [`${violations} wrong requests`] : []),
    ...(ratio > flatRatio ? [`heap: grows by ${((ratio - 1) * 100).toFixed(1)} %`] : []),
    ...more('of the living engine', alive, { ...none, timers: watches, emitterListeners: fresh.emitterListeners }),
    ...more('of the disposed engine', disposed, { ...none, connections: 0 }),
    ...processComplaints(figures),
  ];
}

/**
 * The heap in the last quarter of the asks in multiples of that in the second, medians of each; the first quarter fills what
 * is bounded and lets the compiler settle.
 */
export function growth({ heapBytes }: SoakFigures): number {
  const quarter = Math.floor(heapBytes.length / 4);
  return median(heapBytes.slice(-quarter)) / median(heapBytes.slice(quarter, 2 * quarter));
}

const none: Leftovers = {
  timers: 0,
  signalListeners: 0,
  emitterListeners: 0,
  permits: 0,
  settledTwice: 0,
  heldAsks: 0,
  heldAttempts: 0,
  running: 0,
};

function more<T extends Leftovers>(whose: string, found: T, allowed: T): readonly string[] {
  return Object.entries(found).flatMap(([what, count]: [string, number]) => {
    const most = Object.entries(allowed).find(([name]) => name === what)?.[1] ?? 0;
    return count > most ? [`${what} ${whose}: ${count}`] : [];
  });
}

function processComplaints({ resources: [before, after] }: SoakFigures): readonly string[] {
  return ['Timeout', 'TCPSocketWrap', 'TCPServerWrap'].flatMap((kind) =>
    (after[kind] ?? 0) > (before[kind] ?? 0)
      ? [`${kind} of the process: ${after[kind]}, before ${before[kind] ?? 0}`]
      : [],
  );
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
