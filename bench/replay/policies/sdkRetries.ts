import { sleep } from '../../../src/core/base/async';
import type { Clock } from '../../../src/core/base/clock';
import type { Spoken } from './plainClient';

/** Which failures are tried again, how often and after how long. */
export interface Retries {
  readonly most: number;
  isWorthIt(status: number | undefined): boolean;
  /** Milliseconds before retry number `retry` (from 0); `chance` is uniform in [0, 1). */
  waitMs(retry: number, chance: number): number;
}

/**
 * The numbers of Anthropic's and OpenAI's SDKs, which LiteLLM's router shares: 2 retries for 408, 409, 429, 5xx and connections
 * that fail, after 0.5 s doubling to 8 s, less up to a quarter (`reference/failover.md` §3.1; `client.js` of the SDK).
 */
export const sdkRetries: Retries = {
  most: 2,
  isWorthIt: (status) => status === undefined || status === 408 || status === 409 || status === 429 || status >= 500,
  waitMs: (retry, chance) => Math.min(500 * 2 ** retry, 8_000) * (1 - 0.25 * chance),
};

/** Asks again while that is worth it; what has begun to stream is never asked again. */
export async function withRetries(
  retries: Retries,
  speak: () => Promise<Spoken>,
  around: { readonly clock: Clock; readonly random: () => number; readonly signal: AbortSignal },
): Promise<Spoken> {
  for (let retry = 0; ; retry++) {
    const spoken = await speak();
    const isFinal = spoken.t !== 'failure' || spoken.isOpen || !retries.isWorthIt(spoken.failure.evidence.status);
    if (isFinal || retry >= retries.most) return spoken;
    try {
      await sleep(around.clock, retries.waitMs(retry, around.random()), around.signal);
    } catch {
      return { t: 'stopped' }; // Nothing but the user's stop ends a wait early.
    }
  }
}
