import { Cancelled, sleep, throwIfCancelled, untilAborted } from '../base/async';
import type { Clock } from '../base/clock';
import type { Logger } from '../base/logger';
import type { AskContext, CompletionAsk } from '../contract/ask';
import type { Target } from '../contract/target';
import { CompletionCache } from './cache';
import { ContextReader, type ContextSource } from './context/contextReader';
import { cursorRefusal } from './cursorFilter';
import { AdaptiveDebounce } from './debounce';
import { fileRefusal } from './fileFilter';
import { wantsMultiline } from './multiline';
import { reindented } from './reindent';
import { fillRules, type FillRules } from './rules';
import { RunningCompletion, type CompletionRouter } from './runningCompletion';
import { takeSnapshot, type CursorInput, type Snapshot } from './snapshot';
import { toSuggestion, type FoundFill, type Suggestion } from './suggestion';
import { completionTimings, type CompletionTimings } from './timings';
import { typedBetween } from './typedAhead';

/** What the pipeline needs from outside. */
export interface PipelinePorts {
  readonly router: CompletionRouter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The target that would be asked now; the cache is kept per target. */
  currentTarget(): Target | undefined;
  /** The ignore rules. A rejection counts as no. */
  mayRead(uri: string): Promise<boolean>;
  /** Other files; without it a target sees only the text around the cursor. */
  readonly context?: ContextSource;
  readonly timings?: CompletionTimings;
  /** Other rules than those in force, for a look at what one of them is worth. */
  readonly rules?: FillRules;
}

/** One call of the editor. */
export interface CompletionInput extends CursorInput {
  /** The user asked for it by a command; skips debounce and cursor heuristics, never the ignore rules. */
  readonly explicit: boolean;
  readonly cursors: number;
  /** Completions are on for this document. */
  readonly enabled: boolean;
}

/**
 * Inline completions from the key to the item: snapshot, filters, reuse, debounce, one request, reading, cache. Every call
 * settles, with an item or without one, and none of them rejects: a failure while typing is not the user's business.
 */
export class CompletionPipeline {
  private readonly cache = new CompletionCache();
  private readonly debounce: AdaptiveDebounce;
  private readonly timings: CompletionTimings;
  private readonly context: ContextReader | undefined;
  private readonly rules: FillRules;
  private running: RunningCompletion | undefined;
  private last: { readonly snapshot: Snapshot; readonly fill: FoundFill } | undefined;
  private accepted: string | undefined;
  /** Where a cloud has last said nothing in its usual time. */
  private silentAt: Snapshot | undefined;
  /** Renewed when everything is forgotten: whoever still waits then waits for something that no longer counts. */
  private life = new AbortController();
  private asks = 0;

  constructor(private readonly ports: PipelinePorts) {
    this.timings = ports.timings ?? completionTimings;
    this.rules = ports.rules ?? fillRules;
    this.debounce = new AdaptiveDebounce(ports.clock, this.timings);
    const { context: source, clock, logger } = ports;
    const { contextWaitMs: limitMs, contextKeptMs: keptMs } = this.timings;
    const mayRead = (uri: string): Promise<boolean> => ports.mayRead(uri);
    this.context = source && new ContextReader({ source, mayRead, clock, logger, limitMs, keptMs });
  }

  /**
   * What to show at this cursor. What is known already comes back at once, without a promise, so that text typed as
   * suggested does not flicker.
   */
  provide(input: CompletionInput, signal: AbortSignal): Suggestion | undefined | Promise<Suggestion | undefined> {
    if (signal.aborted || input.cursors !== 1 || fileRefusal(input.view, input.enabled)) return undefined;
    const snapshot = takeSnapshot(input);
    if (typeof snapshot === 'string') return undefined;
    if (!input.explicit) this.debounce.noteKey();
    // What the user typed instead has made it worthless; a local server would go on with it in vain.
    if (this.running && !this.running.suits(snapshot)) this.running.abort();
    const known = this.recall(snapshot);
    if (known && known.text !== '') return toSuggestion(known, snapshot, this.rules.covering);
    if (!input.explicit && (known || cursorRefusal(snapshot, this.accepted, this.rules.cursor))) return undefined;
    return this.obtain(snapshot, input.explicit, AbortSignal.any([signal, this.life.signal]));
  }

  /** Notes that an item was accepted whole, so that nothing is asked again before the next key. */
  noteAccepted(mark: Suggestion['acceptedMark']): void {
    this.accepted = mark;
  }

  /** Forgets all answers and ends all asks, begun or not, because settings or ignore rules have changed. */
  forget(): void {
    this.life.abort();
    this.life = new AbortController();
    this.cache.clear();
    this.last = undefined;
    this.silentAt = undefined;
    this.context?.forget();
    this.running?.abort();
  }

  /** Ends what is running; waiting calls settle without an item. */
  dispose(): void {
    this.forget();
    this.life.abort();
  }

  /** A known fill: the last one the user may be typing into, whoever made it, else one of the present target's. */
  private recall(snapshot: Snapshot): FoundFill | undefined {
    const { last } = this;
    const typed = last && typedBetween(last.snapshot, snapshot);
    if (last && typed !== undefined && last.fill.text.length > typed.length && last.fill.text.startsWith(typed)) {
      return { ...last.fill, text: last.fill.text.slice(typed.length) };
    }
    const moved = last && reindented(last.fill.text, last.snapshot, snapshot);
    if (last && moved !== undefined) return { ...last.fill, text: moved };
    const target = this.ports.currentTarget();
    return target && this.cache.get(snapshot, target);
  }

  private async obtain(snapshot: Snapshot, explicit: boolean, signal: AbortSignal): Promise<Suggestion | undefined> {
    const { clock } = this.ports;
    const keyAt = clock.now();
    try {
      const pause = explicit ? 0 : this.debounce.delayMs(snapshot);
      const joined = await this.joinRunning(snapshot, explicit, signal, Math.max(pause, this.timings.silentWaitMs));
      if (joined) return joined.fill && toSuggestion(joined.fill, snapshot, this.rules.covering);
      const prepared = this.context?.begin(snapshot, signal);
      // Time spent waiting for a request that went another way counts: the user has paused that long already.
      const delay = pause - (clock.now() - keyAt);
      if (delay > 0) await sleep(clock, delay, signal);
      // Asked before other files are read for it, and last of all: the rules may have changed during the waits.
      if (!(await this.mayRead(snapshot.uri, signal))) return undefined;
      const context = prepared && (await this.context?.read(snapshot, prepared, signal));
      do {
        // Looked at again after each wait: of several calls that waited, one begins and the next one ends it.
        while (this.running) await this.endRunning(this.running, signal);
        if (!(await this.mayRead(snapshot.uri, signal))) return undefined;
      } while (this.running);
      throwIfCancelled(signal);
      const running = this.start(snapshot, context, explicit);
      const outcome = await running.wait(snapshot, signal);
      return outcome.t === 'filled' ? toSuggestion(outcome.fill, snapshot, this.rules.covering) : undefined;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.ports.logger.error('completion.error', { error: String(error) });
      return undefined;
    }
  }

  /**
   * Waits for the request in flight if what was typed since agrees with it; `undefined` if a new one is needed. A command is
   * not content with the nothing of a request that came up while typing: that one asks fewer targets.
   */
  private async joinRunning(
    snapshot: Snapshot,
    explicit: boolean,
    signal: AbortSignal,
    silentMs: number,
  ): Promise<{ fill?: FoundFill } | undefined> {
    const { running } = this;
    if (!running?.suits(snapshot)) return undefined;
    const outcome = await running.wait(snapshot, signal, silentMs);
    if (outcome.t === 'diverged' || outcome.t === 'silent') return undefined;
    if (explicit && !running.isExplicit && outcome.t === 'nothing') return undefined;
    return outcome.t === 'filled' ? { fill: outcome.fill } : {};
  }

  /**
   * Ends the request in flight, which nobody needs any more. A local server works on one at a time and notices a closed
   * socket late (ollama#11889), so its stream must be closed before the next begins, but for one that
   * does not close in time.
   */
  private async endRunning(running: RunningCompletion, signal: AbortSignal): Promise<void> {
    this.noteSilence(running);
    running.abort();
    if (running.occupiesLocal) await untilAborted(running.closed, signal);
    if (this.running === running) this.running = undefined;
  }

  private start(snapshot: Snapshot, context: AskContext | undefined, explicit: boolean): RunningCompletion {
    this.asks += 1;
    const ask: CompletionAsk = {
      use: 'completion',
      id: `completion-${this.asks}`,
      languageId: snapshot.languageId,
      path: snapshot.path,
      uri: snapshot.uri,
      prefix: snapshot.prefix,
      suffix: snapshot.suffix,
      multiline: wantsMultiline(snapshot, this.rules.multiline),
      ...(context ? { context } : {}),
      ...(explicit ? { explicit } : {}),
      ...(this.silentAt && isTypedInLine(this.silentAt, snapshot) ? { overdue: true } : {}),
    };
    const { router, clock, logger } = this.ports;
    const onFill = (asked: Snapshot, fill: FoundFill, tookMs: number): void => {
      this.cache.put(asked, fill);
      this.debounce.noteAnswer(tookMs);
      if (fill.text !== '') this.last = { snapshot: asked, fill };
    };
    const running = new RunningCompletion(ask, snapshot, {
      router,
      clock,
      logger,
      timings: this.timings,
      rules: this.rules,
      onFill,
    });
    this.running = running;
    void running.closed.then(() => {
      this.noteSilence(running);
      if (this.running === running) this.running = undefined;
    });
    return running;
  }

  /** In the rest of its line nobody is kept waiting for a silent cloud again; the next line gives it its time anew. */
  private noteSilence(running: RunningCompletion): void {
    if (running.sawSilentCloud) this.silentAt = running.snapshot;
  }

  private async mayRead(uri: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await untilAborted(this.ports.mayRead(uri), signal);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      // Rules that cannot be read are rules that say no.
      this.ports.logger.warn('completion.ignoreRules', { error: String(error) });
      return false;
    }
  }
}

/** Whether nothing but a part of a line was typed between two moments. */
function isTypedInLine(before: Snapshot, after: Snapshot): boolean {
  const typed = typedBetween(before, after);
  return typed !== undefined && !typed.includes('\n');
}
