import { sdkRetries, type Retries } from './sdkRetries';

/** When a gateway leaves a target out, and for how long. */
export interface Cooldown {
  /** Statuses that count as failures of the target; `undefined` is a connection that failed. */
  counts(status: number | undefined): boolean;
  /** Trips when more than this share of the window's requests failed, of at least so many. */
  readonly share: number;
  readonly leastRequests: number;
  readonly windowMs: number;
  readonly openMs: number;
  /** Statuses after which one failure is enough. */
  readonly atOnce: readonly number[];
}

/** A gateway as its documentation sets it up. */
export interface GatewayNumbers {
  readonly retries: Retries;
  /** Milliseconds until the headers must have come. */
  readonly headersMs: number;
  readonly cooldown: Cooldown;
}

/**
 * LiteLLM's router with its defaults: 2 retries in the group, fallback on any error before the stream, request timeout
 * 600 s. A group of one deployment, which is what one key for Claude is, cools down only after 1 000 requests a minute
 * that all failed; 401, 404 and 408 cool it down at once, for 5 s (`litellm/constants.py`, `cooldown_handlers.py`).
 */
export const liteLlm: GatewayNumbers = {
  retries: sdkRetries,
  headersMs: 600_000,
  cooldown: {
    counts: (status) => status === undefined || status >= 500 || status === 429,
    share: 0.999,
    leastRequests: 1_000,
    windowMs: 60_000,
    openMs: 5_000,
    atOnce: [401, 404, 408],
  },
};

/**
 * Portkey with everything its documentation shows switched on: fallback on any answer that is not 2xx, `request_timeout` 10 s,
 * the circuit breaker of its page (20 % of at least 10 requests, 60 s, statuses above 500), no retries (they are opt-in).
 */
export const portkey: GatewayNumbers = {
  retries: { ...sdkRetries, most: 0 },
  headersMs: 10_000,
  cooldown: {
    counts: (status) => status === undefined || status > 500,
    share: 0.2,
    leastRequests: 10,
    windowMs: 60_000,
    openMs: 60_000,
    atOnce: [],
  },
};
