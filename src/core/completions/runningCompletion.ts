import { Cancelled, createDeferred, type Deferred } from '../base/async';
import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { CompletionAsk } from '../contract/ask';
import type { AnswerEvent } from '../contract/events';
import { isSameTarget, targetKey, type Target } from '../contract/target';
import type { RenderCompletion } from '../routing/errand';
import type { IsEnough } from '../routing/hedge';
import { postprocess } from './postprocess';
import { readAnswer, type Reading } from './reading';
import { renderCompletion } from './render';
import type { AnswerKind, ReadingContext } from './rule';
import type { FillRules } from './rules';
import type { Snapshot } from './snapshot';
import { stopStringsFor } from './stopStrings';
import type { FoundFill } from './suggestion';
import type { CompletionTimings } from './timings';
import { typedBetween } from './typedAhead';

/** What the pipeline needs of the router. */
export interface CompletionRouter {
  complete(
    ask: CompletionAsk,
    render: RenderCompletion,
    signal: AbortSignal,
    isEnough: IsEnough,
  ): AsyncIterable<AnswerEvent>;
}

/** What a request in flight works with. */
export interface RunningPorts {
  readonly router: CompletionRouter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timings: CompletionTimings;
  /** Those in force unless given. */
  readonly rules?: FillRules;
  /** A target's whole answer was read; an empty text means that it has nothing to say here. */
  onFill(snapshot: Snapshot, fill: FoundFill, tookMs: number): void;
}

/**
 * How waiting for a request ended: `diverged` means that the user typed something else than it says, `silent` that it said
 * nothing in the time it was given.
 */
export type WaitOutcome =
  | { readonly t: 'filled'; readonly fill: FoundFill }
  | { readonly t: 'nothing' | 'diverged' | 'silent' | 'left' };

interface Waiter {
  readonly typed: string;
  readonly done: Deferred<WaitOutcome>;
}

/**
 * One request to the router and those who wait for it. It outlives the key that started it: later keys may claim it as
 * long as what they typed is what it says. Nobody waits for ever: every wait ends with the answer, with its own signal or
 * with the request.
 */
export class RunningCompletion {
  private readonly controller = new AbortController();
  private readonly waiters = new Set<Waiter>();
  private readonly kinds = new Map<string, AnswerKind>();
  private readonly clouds = new Set<string>();
  private readonly startedAt: number;
  private readonly done = createDeferred<void>();
  private orphan: Disposable | undefined;
  private closing: Disposable | undefined;
  private ownContext: ReadingContext | undefined;
  private lastReading: { readonly raw: string; readonly reading: Reading } | undefined;
  private target: Target | undefined;
  private raw = '';
  private firstTextAt: number | undefined;
  private isLocal = true;
  private over = false;

  /** Settles when the stream is closed, or `closedByMs` after it should have been; never rejects. */
  readonly closed: Promise<void> = this.done.promise;

  constructor(
    private readonly ask: CompletionAsk,
    readonly snapshot: Snapshot,
    private readonly ports: RunningPorts,
  ) {
    this.startedAt = ports.clock.now();
    void this.run();
  }

  /** The request went to a local server, which works on one at a time; true also while that is not known yet. */
  get occupiesLocal(): boolean {
    return this.isLocal;
  }

  /** The user asked for it by a command. */
  get isExplicit(): boolean {
    return this.ask.explicit === true;
  }

  /** A cloud was asked and has said nothing in its usual time: another one answered, or it is silent for that long. */
  get sawSilentCloud(): boolean {
    if (this.clouds.size === 0) return false;
    if (this.target) return !this.clouds.has(targetKey(this.target));
    return this.ports.clock.now() - this.startedAt >= this.ports.timings.silentWaitMs;
  }

  /** Whether this request may still answer a cursor: what was typed since agrees with what it has said so far. */
  suits(snapshot: Snapshot): boolean {
    const typed = typedBetween(this.snapshot, snapshot);
    return !this.over && typed !== undefined && agrees(this.saidSoFar(), typed);
  }

  /**
   * Waits for the answer as it fits a cursor that `suits`. For a cursor further on, a cloud that says nothing is waited for
   * no longer than `silentMs` (milliseconds): its prompt lacks what was typed since.
   */
  async wait(snapshot: Snapshot, signal: AbortSignal, silentMs = Infinity): Promise<WaitOutcome> {
    const typed = typedBetween(this.snapshot, snapshot);
    if (this.over || typed === undefined) return { t: 'diverged' };
    if (signal.aborted) return { t: 'left' };
    const waiter: Waiter = { typed, done: createDeferred() };
    this.waiters.add(waiter);
    this.orphan?.dispose();
    const onAbort = (): void => this.settle(waiter, { t: 'left' });
    signal.addEventListener('abort', onAbort);
    const silence = typed !== '' && Number.isFinite(silentMs) ? this.endSilence(waiter, silentMs) : undefined;
    try {
      return await waiter.done.promise;
    } finally {
      silence?.dispose();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends the request; whoever waits gets nothing. */
  abort(): void {
    this.over = true;
    this.orphan?.dispose();
    for (const waiter of [...this.waiters]) this.settle(waiter, { t: 'nothing' });
    this.controller.abort();
    this.expectClose();
  }

  /** A provider whose iterator never returns would keep every later key waiting. */
  private expectClose(): void {
    const { clock, logger, timings } = this.ports;
    this.closing ??= clock.schedule(timings.closedByMs, () => {
      logger.warn('completion.notClosed', { id: this.ask.id, target: this.target && targetKey(this.target) });
      this.done.resolve();
    });
  }

  /**
   * Ends a wait when a cloud has said nothing in time. A local server is waited for: it would begin with the prompt anew
   * once it has noticed the abort (ollama#11889). While it is not known who is asked, and after a switch, it is looked again.
   */
  private endSilence(waiter: Waiter, ms: number): Disposable {
    const look = (): Disposable =>
      this.ports.clock.schedule(ms, () => {
        if (this.raw !== '') return;
        if (this.isLocal) timer = look();
        else this.settle(waiter, { t: 'silent' });
      });
    let timer = look();
    return toDisposable(() => timer.dispose());
  }

  private async run(): Promise<void> {
    const { router, logger } = this.ports;
    const render: RenderCompletion = async (ask, entry, provider, signal) => {
      const request = await renderCompletion(ask, entry.target, provider, signal);
      this.kinds.set(targetKey(entry.target), request.kind === 'chat' ? 'hole' : 'fim');
      this.isLocal = entry.provider.local;
      if (!this.isLocal) this.clouds.add(targetKey(entry.target));
      return request;
    };
    const isEnough: IsEnough = (target, said, atEnd) => this.wouldShow(target, said, atEnd);
    try {
      for await (const event of router.complete(this.ask, render, this.controller.signal, isEnough)) {
        this.take(event);
        // Leaving the loop closes the stream; nothing it may still say would be shown.
        if (this.over) {
          this.expectClose();
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) logger.warn('completion.broken', { id: this.ask.id, error: String(error) });
    } finally {
      this.abort();
      this.closing?.dispose();
      this.done.resolve();
    }
  }

  /** Whether what a target has said is whole and worth showing. */
  private wouldShow(target: Target, said: string, atEnd: boolean): boolean {
    const context = this.contextOf(target);
    const reading = readAnswer(said, context, atEnd, false, this.ports.rules);
    const result = reading.settled ? postprocess(reading.text, context, this.ports.rules) : undefined;
    return result !== undefined && 'text' in result && result.text !== '';
  }

  private take(event: AnswerEvent): void {
    switch (event.t) {
      case 'started':
        if (!this.target || !isSameTarget(this.target, event.target)) this.begin(event.target);
        break;
      case 'switched':
        // Half a completion of one model is no beginning for another.
        this.begin(event.to);
        break;
      case 'text':
        this.firstTextAt ??= this.ports.clock.now();
        this.raw += event.text;
        this.readOn();
        break;
      case 'done':
        if (event.outcome === 'complete' || event.outcome === 'length') this.finish(event.outcome === 'length');
        else this.over = true;
        break;
      case 'failed':
        // The status bar and health know; a pop-up per key is what others are hated for.
        this.ports.logger.debug('completion.failed', { id: this.ask.id, kind: event.failures.at(-1)?.failure.kind });
        this.over = true;
        break;
      case 'offer':
        event.decline();
        break;
      case 'thinking':
      case 'tool':
      case 'usage':
      case 'notice':
        break;
    }
  }

  private begin(target: Target): void {
    this.target = target;
    this.ownContext = undefined;
    this.lastReading = undefined;
    this.raw = '';
    this.firstTextAt = undefined;
  }

  private readOn(): void {
    const context = this.context();
    if (!context) return;
    const late = this.ports.clock.now() - (this.firstTextAt ?? 0) > this.ports.timings.hurryMs;
    const reading = late ? readAnswer(this.raw, context, false, true, this.ports.rules) : this.readSoFar(context);
    if (reading.settled) {
      this.deliver(reading.text, context);
      return;
    }
    for (const waiter of [...this.waiters]) {
      if (!agrees(reading.text, waiter.typed)) this.settle(waiter, { t: 'diverged' });
    }
  }

  private finish(cutByLength: boolean): void {
    const context = this.context();
    if (!context) {
      this.over = true;
      return;
    }
    const { text } = readAnswer(this.raw, context, true, false, this.ports.rules);
    this.deliver(cutByLength ? withoutHalfLine(text) : text, context);
  }

  private deliver(text: string, context: ReadingContext): void {
    this.over = true;
    const { target } = this;
    if (!target) return;
    const result = postprocess(text, context, this.ports.rules);
    const fill: FoundFill = { text: 'text' in result ? result.text : '', target };
    const tookMs = this.ports.clock.now() - this.startedAt;
    this.ports.logger.debug('completion.read', {
      id: this.ask.id,
      target: targetKey(target),
      kind: context.kind,
      ms: tookMs,
      chars: fill.text.length,
      rejected: 'rejected' in result ? result.rejected : undefined,
    });
    this.ports.onFill(this.snapshot, fill, tookMs);
    for (const waiter of [...this.waiters]) this.settle(waiter, outcomeFor(fill, waiter.typed));
  }

  private context(): ReadingContext | undefined {
    this.ownContext ??= this.target && this.contextOf(this.target);
    return this.ownContext;
  }

  private contextOf(target: Target): ReadingContext {
    const { snapshot, ask } = this;
    const kind = this.kinds.get(targetKey(target)) ?? 'hole';
    const stopStrings = stopStringsFor(snapshot.prefix, snapshot.suffix, target.model);
    return { snapshot, kind, model: target.model, multiline: ask.multiline, stopStrings };
  }

  private saidSoFar(): string {
    const context = this.context();
    return context ? this.readSoFar(context).text : '';
  }

  /** Read once for each piece of the answer: every key asks what was said so far, and reading costs it half a millisecond. */
  private readSoFar(context: ReadingContext): Reading {
    const known = this.lastReading;
    if (known?.raw === this.raw) return known.reading;
    const reading = readAnswer(this.raw, context, false, false, this.ports.rules);
    this.lastReading = { raw: this.raw, reading };
    return reading;
  }

  private settle(waiter: Waiter, outcome: WaitOutcome): void {
    if (!this.waiters.delete(waiter)) return;
    waiter.done.resolve(outcome);
    if (this.waiters.size > 0 || this.over) return;
    this.orphan = this.ports.clock.schedule(this.ports.timings.orphanMs, () => this.abort());
  }
}

function outcomeFor(fill: FoundFill, typed: string): WaitOutcome {
  if (fill.text === '' && typed === '') return { t: 'nothing' };
  if (fill.text.length <= typed.length || !fill.text.startsWith(typed)) return { t: 'diverged' };
  return { t: 'filled', fill: { ...fill, text: fill.text.slice(typed.length) } };
}

/** Whether one text is the beginning of the other; leading space is settled only when the answer is complete. */
function agrees(said: string, typed: string): boolean {
  const a = said.trimStart();
  const b = typed.trimStart();
  return a.startsWith(b) || b.startsWith(a);
}

/** An answer cut by its token limit ends in half a line; with whole lines before it, that half goes. */
function withoutHalfLine(text: string): string {
  const lastBreak = text.trimEnd().lastIndexOf('\n');
  return lastBreak > 0 && text.slice(0, lastBreak).trim() !== '' ? text.slice(0, lastBreak) : text;
}
