import type { FailurePhase } from '../../src/core/contract/failure';
import type { Chance } from './chance';

/** One way to fail and its share among the failures of an incident. */
interface Part {
  readonly fault: string;
  readonly phase: FailurePhase;
  readonly share: number;
}

/** What the failing requests of an incident fail with. */
export type BlendName = 'elevated' | 'plain' | 'refused-keys' | 'false-credit';

/*
 * Ids of `core/outages/faults.ts`. No provider publishes these shares: they are ours, chosen so that most failures are the
 * ones every client can see (an error status), and written down in docs/benchmarks.md. `plain` leaves out every
 * failure after the headers, which is the world retrying clients are made for; it is played as a sensitivity.
 */
const blends: Readonly<Record<BlendName, readonly Part[]>> = {
  elevated: [
    { fault: 'overloaded', phase: 'headers', share: 0.55 },
    { fault: 'server-error', phase: 'headers', share: 0.15 },
    { fault: 'stall', phase: 'headers', share: 0.08 },
    { fault: 'stall', phase: 'firstEvent', share: 0.04 },
    { fault: 'overloaded-event', phase: 'midAnswer', share: 0.06 },
    { fault: 'reset', phase: 'midAnswer', share: 0.04 },
    { fault: 'eof', phase: 'midAnswer', share: 0.03 },
    { fault: 'stall', phase: 'midAnswer', share: 0.05 },
  ],
  plain: [
    { fault: 'overloaded', phase: 'headers', share: 0.75 },
    { fault: 'server-error', phase: 'headers', share: 0.25 },
  ],
  'refused-keys': [
    { fault: 'key-refused', phase: 'headers', share: 0.85 },
    { fault: 'overloaded', phase: 'headers', share: 0.1 },
    { fault: 'stall', phase: 'headers', share: 0.05 },
  ],
  'false-credit': [{ fault: 'credit-too-low', phase: 'headers', share: 1 }],
};

/** The way one failing request fails. */
export function drawFault(blend: BlendName, chance: Chance, ...names: readonly (string | number)[]): Part {
  const parts = blends[blend];
  let rest = chance('fault', ...names);
  for (const part of parts) {
    rest -= part.share;
    if (rest < 0) return part;
  }
  const last = parts.at(-1);
  if (!last) throw new Error(`the blend ${blend} is empty`);
  return last;
}
