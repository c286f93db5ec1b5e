import { sleep } from '../../../src/core/base/async';
import type { Clock } from '../../../src/core/base/clock';
import { createRandom } from '../chance';
import type { Policy, Stage } from '../policy';
import { liteLlm, portkey, type Cooldown, type GatewayNumbers } from './gatewayNumbers';
import { PlainClient, rawWords } from './plainClient';
import { withRetries } from './sdkRetries';

/**
 * What both gateways do: targets in order, those that cool down left out, a fallback on any failure before the provider's 200.
 * After it everything is passed through: a cut, a stall or an error inside the stream ends the answer (measured for Portkey,
 * `reference/peers.md` C.1; LiteLLM #40404). If every target cools down, all are used.
 */
function createGateway(id: 'litellm' | 'portkey', label: string, numbers: GatewayNumbers): Policy {
  return {
    id,
    label,
    start(stage) {
      const client = new PlainClient(stage, withHeadersLimit(stage, numbers.headersMs));
      const around = { clock: stage.clock, random: createRandom(stage.seed) };
      const coolers = new Map<string, Cooler>();
      const coolerOf = (target: string): Cooler => {
        const cooler = coolers.get(target) ?? new Cooler(numbers.cooldown, stage.clock);
        coolers.set(target, cooler);
        return cooler;
      };
      return {
        async answer(ask, screen, signal) {
          const open = stage.route.filter((target) => !coolerOf(`${target} ${ask.use}`).isCooling);
          const targets = open.length > 0 ? open : stage.route;
          for (const [index, target] of targets.entries()) {
            const cooler = coolerOf(`${target} ${ask.use}`);
            const speak = async () => {
              const spoken = await client.speak(target, ask, screen, signal);
              if (spoken.t === 'whole') cooler.note(true, 200);
              if (spoken.t === 'failure') cooler.note(spoken.isOpen, spoken.failure.evidence.status);
              return spoken;
            };
            const spoken = await withRetries(numbers.retries, speak, { ...around, signal });
            const switched = target !== stage.route[0];
            if (spoken.t === 'whole') return { isComplete: true, by: target, switched };
            if (spoken.t === 'stopped') return { isComplete: false, by: target, switched };
            if (spoken.isOpen || index === targets.length - 1) {
              screen.say(rawWords(spoken.failure));
              return { isComplete: false, by: target, switched };
            }
          }
          return { isComplete: false, switched: true };
        },
        dispose: () => undefined,
      };
    },
  };
}

/** The failures of one target within a window, and when it may be used again. */
class Cooler {
  private noted: readonly { readonly at: number; readonly isGood: boolean }[] = [];
  private openUntil = 0;

  constructor(
    private readonly numbers: Cooldown,
    private readonly clock: Clock,
  ) {}

  get isCooling(): boolean {
    return this.clock.now() < this.openUntil;
  }

  note(isGood: boolean, status: number | undefined): void {
    const { atOnce, share, leastRequests, windowMs, openMs } = this.numbers;
    const now = this.clock.now();
    const failed = !isGood && this.numbers.counts(status);
    this.noted = [...this.noted.filter((one) => one.at > now - windowMs), { at: now, isGood: !failed }];
    const bad = this.noted.filter((one) => !one.isGood).length;
    const isTripped = this.noted.length >= leastRequests && bad / this.noted.length > share;
    if (isTripped || (!isGood && status !== undefined && atOnce.includes(status))) this.openUntil = now + openMs;
  }
}

/** A gateway answers 408 itself when the provider's headers do not come in time. */
function withHeadersLimit({ clock, internet }: Stage, limitMs: number): typeof internet.fetch {
  return async (url, init) => {
    const limit = new AbortController();
    const waited = new AbortController();
    const signal = AbortSignal.any([limit.signal, ...(init?.signal ? [init.signal] : [])]);
    const timeout = sleep(clock, limitMs, waited.signal).then(
      () => {
        limit.abort(new Error('request_timeout'));
        return new Response('{"error":{"message":"Request exceeded the timeout"}}', { status: 408 });
      },
      // The headers came first; this side of the race is over.
      () => new Promise<never>(() => undefined),
    );
    try {
      return await Promise.race([internet.fetch(url, { ...init, signal }), timeout]);
    } finally {
      waited.abort();
    }
  };
}

export const gateways: readonly Policy[] = [
  createGateway('litellm', 'Gateway, LiteLLM’s defaults', liteLlm),
  createGateway('portkey', 'Gateway, Portkey’s examples', portkey),
];
