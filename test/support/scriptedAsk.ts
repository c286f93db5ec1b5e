import { Cancelled, createDeferred, type Deferred } from '../../src/core/base/async';
import type { ChatAsk } from '../../src/core/contract/ask';
import type { AnswerEvent, Offer } from '../../src/core/contract/events';
import { claude, failureOf, gemma } from './chatFixtures';
import { settle } from './fakeClock';

/** One ask that a test answers by hand; it ends as the router does when it is stopped. */
export interface OpenAsk {
  readonly ask: ChatAsk;
  readonly signal: AbortSignal;
  /** Hands the events to whoever asked and lets them arrive. */
  say(...events: readonly AnswerEvent[]): Promise<void>;
  /** Breaks the stream with an error that no router should throw. */
  break(error: Error): Promise<void>;
}

/** A router whose every ask waits for the test. */
export interface ScriptedRouter {
  readonly asks: readonly OpenAsk[];
  chat(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent>;
}

/** Creates a router for a test to play. */
export function createScriptedRouter(): ScriptedRouter {
  const asks: OpenAsk[] = [];
  return {
    asks,
    async *chat(ask, signal) {
      const queue: (AnswerEvent | Error)[] = [];
      let wake: Deferred<void> = createDeferred();
      const push = async (...entries: readonly (AnswerEvent | Error)[]): Promise<void> => {
        queue.push(...entries);
        wake.resolve();
        await settle();
      };
      signal.addEventListener('abort', () => void push(new Cancelled()), { once: true });
      if (signal.aborted) queue.push(new Cancelled());
      asks.push({ ask, signal, say: (...events) => push(...events), break: (error) => push(error) });
      for (;;) {
        const entry = queue.shift();
        if (entry instanceof Cancelled) {
          yield { t: 'done', target: claude, outcome: 'stopped' };
          return;
        }
        if (entry instanceof Error) throw entry;
        if (entry) {
          yield entry;
          if (entry.t === 'done' || entry.t === 'failed') return;
          continue;
        }
        wake = createDeferred();
        await wake.promise;
      }
    },
  };
}

/** An offer that notes the user's word. */
export function createOffer(reason: Offer['reason'] = 'failover'): Offer & { readonly words: readonly string[] } {
  const words: string[] = [];
  return {
    t: 'offer',
    reason,
    failure: failureOf('overloaded'),
    from: claude,
    next: gemma,
    accept: () => words.push('yes'),
    decline: () => words.push('no'),
    words,
  };
}
