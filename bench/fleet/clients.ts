import type { Random } from '../../src/core/base/clock';
import type { Failure } from '../../src/core/contract/failure';
import { Breaker, type BreakerToken } from '../../src/core/health/breaker';
import { retryDelay } from '../../src/core/routing/deadlines';
import { durations } from '../../src/core/routing/durations';
import type { Scenario } from './scenario';

/** How one kind of client behaves, for all of its clients at once. Instants are ms from the beginning of the outage. */
export interface Clients {
  readonly label: string;
  /** Whether what this client does now is a request to the provider. */
  sends(client: number, now: number): boolean;
  /** The provider answered (or refused at `now`); gives how long until the client acts next. */
  settle(client: number, isAnswered: boolean, now: number): number;
  /** Whether the client works with the provider again; asked after each answer. */
  isBack(client: number): boolean;
  /** Whether the user of this client has nobody who answers while the provider refuses. */
  readonly waits: boolean;
}

/** A stand-in-less client that tries again after a fixed time until it is answered. */
export function retrying(label: string, everyMs: number, scenario: Scenario, random: Random): Clients {
  return {
    label,
    sends: () => true,
    settle: (_client, isAnswered) => (isAnswered ? gapMs(scenario, random) : scenario.errorMs + everyMs),
    isBack: () => true,
    waits: true,
  };
}

const overloaded: Failure = { kind: 'overloaded', scope: 'model', evidence: { phase: 'headers', status: 529 } };

/**
 * Clients with Understudy: the product's own `Breaker` each, its one retry and its durations. While the breaker is open the
 * stand-in answers; a request leaves only with a user's ask, and only when the breaker lets one probe.
 */
export class Understudies implements Clients {
  readonly waits = false;
  private readonly breakers: readonly Breaker[];
  private readonly tokens: (BreakerToken | undefined)[];
  private readonly isRetry: Uint8Array;

  constructor(
    readonly label: string,
    private readonly scenario: Scenario,
    private readonly random: Random,
  ) {
    const policy = { durations, random };
    this.breakers = Array.from({ length: scenario.clients }, () => new Breaker(policy));
    this.tokens = Array.from({ length: scenario.clients }, () => undefined);
    this.isRetry = new Uint8Array(scenario.clients);
  }

  sends(client: number, now: number): boolean {
    const breaker = this.breakerOf(client);
    const { t } = breaker.state;
    const token = t === 'unknown' || t === 'closed' ? breaker.enter() : breaker.enterProbe(now);
    this.tokens[client] = token;
    return token !== undefined;
  }

  settle(client: number, isAnswered: boolean, now: number): number {
    const token = this.tokens[client];
    const next = gapMs(this.scenario, this.random);
    if (!token) return next; // The stand-in answered.
    const breaker = this.breakerOf(client);
    const wasRetry = this.isRetry[client] === 1;
    this.isRetry[client] = 0;
    if (isAnswered) {
      breaker.succeed(token, now);
      return next;
    }
    // `routing/retrying.ts`: an ordinary attempt is tried once more, a probe is not.
    const delay = token.probe || wasRetry ? undefined : retryDelay(overloaded, durations, this.random);
    breaker.fail(token, 'overloaded', delay === undefined, now);
    if (delay === undefined) return next;
    this.isRetry[client] = 1;
    return this.scenario.errorMs + delay;
  }

  isBack(client: number): boolean {
    const { t } = this.breakerOf(client).state;
    return t === 'unknown' || t === 'closed';
  }

  private breakerOf(client: number): Breaker {
    const breaker = this.breakers[client];
    if (!breaker) throw new Error(`no client ${client}`);
    return breaker;
  }
}

/** Every kind that is compared, ours last. */
export const kindsOfClients: readonly ((scenario: Scenario, random: Random) => Clients)[] = [
  (scenario, random) => retrying('Retry at once', 0, scenario, random),
  (scenario, random) => retrying('Retry every 30 s', 30_000, scenario, random),
  (scenario, random) => new Understudies('Understudy', scenario, random),
];

/** Until the user's next ask. */
function gapMs({ askEveryMs }: Scenario, random: Random): number {
  return -Math.log(1 - random()) * askEveryMs;
}
