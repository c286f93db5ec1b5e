import type { Use } from '../../src/core/contract/target';
import type { Pace } from '../../test/simulator/pace';
import { spread } from './chance';

/** How fast a service speaks when nothing is wrong: median time to the first token, then characters per second. */
interface Speed {
  readonly firstMs: number;
  readonly charsPerSecond: number;
}

/** The same for every policy; what they stand for is written down in docs/benchmarks.md. */
const speeds: Readonly<Record<string, Readonly<Record<Use, Speed>>>> = {
  claude: { chat: { firstMs: 900, charsPerSecond: 280 }, completion: { firstMs: 450, charsPerSecond: 500 } },
  openai: { chat: { firstMs: 1000, charsPerSecond: 280 }, completion: { firstMs: 500, charsPerSecond: 500 } },
  ollama: { chat: { firstMs: 700, charsPerSecond: 100 }, completion: { firstMs: 250, charsPerSecond: 250 } },
};

/** Milliseconds a local model needs until it is in memory. */
export const loadMs = 15_000;

/** Milliseconds of calls that generate nothing, and the median until an error comes. */
export const freeCallMs = 120;
export const errorMs = 400;

/** The characters that come at once. */
const charsPerChunk = 70;

/** The pace of one answer; its time to the first token hangs on the two chances. */
export function paceFor(service: string, use: Use | 'free', one: number, other: number): Pace {
  const { firstMs, charsPerSecond } = speedOf(service, use);
  return {
    charsPerChunk,
    msPerChunk: (charsPerChunk / charsPerSecond) * 1000,
    firstMs: spread(firstMs, one, other),
    split: 'frame',
  };
}

/** How long a service speaks an answer of so many characters when nothing is wrong, in milliseconds. */
export function wholeAnswerMs(service: string, use: Use, chars: number, one: number, other: number): number {
  const { firstMs, msPerChunk } = paceFor(service, use, one, other);
  return firstMs + Math.ceil(chars / charsPerChunk) * msPerChunk;
}

function speedOf(service: string, use: Use | 'free'): Speed {
  const speed = speeds[service]?.[use === 'free' ? 'chat' : use];
  if (!speed) throw new Error(`no speed is known for ${service}`);
  return speed;
}
