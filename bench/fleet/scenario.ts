/** What happens to the provider, and what the clients want. Lengths are milliseconds. */
export interface Scenario {
  readonly clients: number;
  readonly seed: number;
  /** Between two asks of one client in ordinary work, on average. */
  readonly askEveryMs: number;
  /** Everything fails for so long. */
  readonly outageMs: number;
  /** How long it is watched after that. */
  readonly watchedMs: number;
  /** Full capacity as a multiple of the ordinary load. */
  readonly capacity: number;
  /** The share of full capacity that is there when the provider comes back, and how long until it is whole. */
  readonly firstShare: number;
  readonly rampMs: number;
  /** What refusing a request costs, as a share of answering one. */
  readonly refusalCost: number;
  /** From sending a request until its refusal. */
  readonly errorMs: number;
}

/** The scenario of docs/benchmarks.md for so many clients. */
export function recovery(clients: number, seed = 1): Scenario {
  return {
    clients,
    seed,
    askEveryMs: 60_000,
    outageMs: 15 * 60_000,
    watchedMs: 20 * 60_000,
    capacity: 1.5,
    firstShare: 0.3,
    rampMs: 10 * 60_000,
    refusalCost: 0.02,
    errorMs: 1_000,
  };
}

/** Requests a second in ordinary work. */
export function ordinaryLoad({ clients, askEveryMs }: Scenario): number {
  return (clients / askEveryMs) * 1_000;
}

/** How many requests a second could be answered at this instant (ms from the beginning of the outage). */
export function capacityAt(scenario: Scenario, now: number): number {
  const { outageMs, rampMs, firstShare, capacity } = scenario;
  if (now < outageMs) return 0;
  const share = Math.min(1, firstShare + ((1 - firstShare) * (now - outageMs)) / rampMs);
  return capacity * ordinaryLoad(scenario) * share;
}

/** How many of `requests` are answered where there is room for `room`: refusing the others takes room too. */
export function answeredOf(requests: number, room: number, refusalCost: number): number {
  return Math.max(0, Math.min(requests, (room - refusalCost * requests) / (1 - refusalCost)));
}
