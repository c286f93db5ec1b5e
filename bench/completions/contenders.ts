import { Cancelled, sleep } from '../../src/core/base/async';
import type { Clock } from '../../src/core/base/clock';
import { silentLogger } from '../../src/core/base/logger';
import { cursorRefusal } from '../../src/core/completions/cursorFilter';
import { wantsMultiline } from '../../src/core/completions/multiline';
import { CompletionPipeline, type CompletionInput } from '../../src/core/completions/pipeline';
import { RunningCompletion, type CompletionRouter } from '../../src/core/completions/runningCompletion';
import { takeSnapshot } from '../../src/core/completions/snapshot';
import { toSuggestion, type Suggestion } from '../../src/core/completions/suggestion';
import { completionTimings } from '../../src/core/completions/timings';
import type { Target } from '../../src/core/contract/target';

/** Somebody who is asked for an item at a cursor, as the editor asks. */
export interface Contender {
  provide(input: CompletionInput, signal: AbortSignal): Suggestion | undefined | Promise<Suggestion | undefined>;
  dispose(): void;
}

/** How a contender is made. */
export interface ContenderKind {
  readonly name: string;
  create(router: CompletionRouter, clock: Clock, target: Target): Contender;
}

/** The product's own pipeline with its own timings. */
export const understudy: ContenderKind = {
  name: 'Understudy',
  create: (router, clock, target) =>
    new CompletionPipeline({
      router,
      clock,
      logger: silentLogger,
      currentTarget: () => target,
      mayRead: () => Promise.resolve(true),
    }),
};

const plainMs = 300;

/**
 * What many assistants do: 300 ms after the last key a request, which the next key cancels; no cache, nothing carried over. Prompt,
 * filters and the reading of answers are the product's, so that only the life-cycle differs.
 */
export const plainDebounce: ContenderKind = {
  name: 'Debounce of 300 ms',
  create: (router, clock) => new PlainDebounce(router, clock),
};

class PlainDebounce implements Contender {
  private asks = 0;

  constructor(
    private readonly router: CompletionRouter,
    private readonly clock: Clock,
  ) {}

  async provide(input: CompletionInput, signal: AbortSignal): Promise<Suggestion | undefined> {
    const snapshot = takeSnapshot(input);
    if (typeof snapshot === 'string' || cursorRefusal(snapshot, undefined)) return undefined;
    try {
      await sleep(this.clock, plainMs, signal);
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      throw error;
    }
    this.asks += 1;
    const { uri, path, languageId, prefix, suffix } = snapshot;
    const multiline = wantsMultiline(snapshot);
    const id = `plain-${this.asks}`;
    const running = new RunningCompletion(
      { use: 'completion', id, languageId, path, uri, prefix, suffix, multiline },
      snapshot,
      {
        router: this.router,
        clock: this.clock,
        logger: silentLogger,
        timings: completionTimings,
        onFill: () => undefined,
      },
    );
    const outcome = await running.wait(snapshot, signal);
    running.abort();
    return outcome.t === 'filled' ? toSuggestion(outcome.fill, snapshot) : undefined;
  }

  dispose(): void {
    // Every request ends with its key.
  }
}
