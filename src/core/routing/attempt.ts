import { Cancelled, createDeferred } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { ProviderEvent } from '../contract/events';
import type { Evidence, Failure, FailureKind, FailurePhase } from '../contract/failure';

/** The limits of one attempt, in milliseconds. Byte-level limits are `watchedFetch`'s; these are about events. */
export interface AttemptLimits {
  readonly firstEventMs: number;
  readonly noProgressMs: number;
}

/** What ended an attempt from outside so that the ask goes on without it. It tells nothing of the target. */
export type Interruption = 'user' | 'sleep';

/** How an attempt learns that the machine slept. */
export interface Sleep {
  /** Looks at the clock: what sleep has broken may be seen earlier than the tick that tells of it. */
  look(): void;
  readonly onDidWake: Event<void>;
}

/** What an attempt needs beside the stream itself. */
export interface AttemptSources {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly limits: AttemptLimits;
  /** Opens the provider's stream; called once, at once. */
  open(signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** `failure.ts` for this provider. */
  classify(evidence: Evidence): Failure;
  /** Whether a proven end without any content is a failure: yes for a chat answer, no for a hole that needs nothing. */
  readonly emptyIsFailure: boolean;
  /** Whether a failure of this kind is a rehearsal's. */
  isRehearsed(kind: FailureKind): boolean;
}

/**
 * One try of one target. It begins at once and runs by itself; `next()` hands out its events in order. The last event is
 * always `end` or `failure`, unless the attempt was aborted from outside, in which case `next()` gives `undefined`.
 */
export class Attempt {
  private readonly abortion = new AbortController();
  private readonly queue: ProviderEvent[] = [];
  private wake = createDeferred<void>();
  private finished = false;
  private aborted = false;
  private interruption: Interruption | undefined;
  private phase: FailurePhase = 'connect';
  private spoken = false;
  private proven = false;
  private refused = false;
  private said = '';
  private readonly watchers = new Set<() => void>();
  private hasContent = false;
  private timer: Disposable | undefined;
  private readonly waking: Disposable;
  private readonly eventSeen = createDeferred<boolean>();
  private readonly textSeen = createDeferred<boolean>();
  private firstEventAfter: number | undefined;

  /** Epoch ms. */
  readonly startedAt: number;
  /** Settles with true at the first text, thinking or tool event, with false if the attempt ends without one. */
  readonly firstEvent: Promise<boolean> = this.eventSeen.promise;
  /** Settles with true at the first text or tool event ("has spoken"), with false if the attempt ends without one. */
  readonly firstText: Promise<boolean> = this.textSeen.promise;

  constructor(
    private readonly sources: AttemptSources,
    private readonly outer: AbortSignal,
  ) {
    this.startedAt = sources.clock.now();
    this.waking = sources.sleep.onDidWake(() => this.interrupt('sleep'));
    if (outer.aborted) this.abort();
    else outer.addEventListener('abort', this.onStop);
    this.arm(sources.limits.firstEventMs, 'no-first-event');
    void this.pump();
  }

  /** Time from the start to the first event in milliseconds, once there was one. */
  get ttftMs(): number | undefined {
    return this.firstEventAfter;
  }

  /** Whether text or a tool call has been seen, handed out or not. */
  get hasSpoken(): boolean {
    return this.spoken;
  }

  /** Whether it ended with the wire's own proof of completion. */
  get hasEndedWell(): boolean {
    return this.proven;
  }

  /** Whether the content policy of its provider ended it; nobody else is asked then. */
  get hasRefused(): boolean {
    return this.refused;
  }

  /** Settles with true as soon as what it has said will do, with false if it ends without. */
  ready(isEnough: (said: string, atEnd: boolean) => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (): void => {
        const yes = !this.aborted && isEnough(this.said, this.proven);
        if (!yes && !this.finished) return;
        this.watchers.delete(look);
        resolve(yes);
      };
      this.watchers.add(look);
      look();
    });
  }

  /** What ended it so that the ask goes on without it, if anything did. */
  get interruptedBy(): Interruption | undefined {
    return this.interruption;
  }

  /** Whether the attempt is over, handed out or not. */
  get hasEnded(): boolean {
    return this.finished;
  }

  /** The next event; `undefined` once all are handed out or the attempt was aborted. */
  async next(): Promise<ProviderEvent | undefined> {
    for (;;) {
      const event = this.queue.shift();
      if (event) return event;
      if (this.finished) return undefined;
      await this.wake.promise;
    }
  }

  /** Ends the attempt from outside: the socket closes, nothing more is handed out. */
  abort(): void {
    if (this.finished) return;
    this.aborted = true;
    this.queue.length = 0;
    this.finish();
    this.abortion.abort(new Cancelled());
  }

  /** Aborts it so that the ask goes on without it. Does nothing once it is over. */
  interrupt(by: Interruption): void {
    if (this.finished) return;
    this.interruption = by;
    this.abort();
  }

  private readonly onStop = (): void => this.abort();

  private async pump(): Promise<void> {
    let stream: AsyncIterator<ProviderEvent> | undefined;
    try {
      stream = this.sources.open(this.abortion.signal)[Symbol.asyncIterator]();
      while (!this.finished) {
        const step = await stream.next();
        if (this.finished) break;
        if (step.done) this.fail({ phase: this.phase, observed: this.hasContent ? 'no-proof' : 'no-content' });
        else this.take(step.value);
      }
    } catch (error) {
      // Cancellation alone throws, and only we can cancel; anything else is a bug that must not hang the ask.
      if (!this.finished)
        this.fail({ phase: this.phase, text: error instanceof Error ? error.message : String(error) }, error);
    } finally {
      stream?.return?.().catch(() => undefined);
    }
  }

  private take(event: ProviderEvent): void {
    if (this.isOver()) return;
    switch (event.t) {
      case 'usage':
        this.push(event);
        return;
      case 'failure':
        this.refused = event.failure.kind === 'refused';
        this.push(event);
        this.finish();
        return;
      case 'end':
        if (event.reason === 'complete' && !this.hasContent && this.sources.emptyIsFailure) {
          this.fail({ phase: 'firstEvent', observed: 'no-content' });
          return;
        }
        this.proven = true;
        this.refused = event.reason === 'refused';
        this.push(event);
        this.finish();
        return;
      case 'text':
      case 'thinking':
      case 'tool':
        this.noteContent(event);
        this.push(event);
    }
  }

  /** Whether nothing counts any more; whatever comes after sleep is looked at first, lest it be taken for the target's doing. */
  private isOver(): boolean {
    this.sources.sleep.look();
    return this.finished;
  }

  private noteContent(event: ProviderEvent & { t: 'text' | 'thinking' | 'tool' }): void {
    if (this.firstEventAfter === undefined) {
      // Less than nothing where the clock was set back meanwhile.
      this.firstEventAfter = Math.max(0, this.sources.clock.now() - this.startedAt);
      this.eventSeen.resolve(true);
    }
    if (event.t !== 'thinking') {
      this.hasContent = true;
      this.spoken = true;
      this.textSeen.resolve(true);
      this.phase = event.t === 'tool' && !event.last ? 'tool' : 'midAnswer';
    }
    if (event.t === 'text') this.said += event.text;
    this.arm(this.sources.limits.noProgressMs, 'no-progress');
    for (const look of [...this.watchers]) look();
  }

  private arm(ms: number, observed: 'no-first-event' | 'no-progress'): void {
    this.timer?.dispose();
    this.timer = this.sources.clock.schedule(ms, () => {
      this.fail({ phase: this.firstEventAfter === undefined ? 'firstEvent' : this.phase, observed });
      this.abortion.abort(new Cancelled());
    });
  }

  private fail(evidence: Evidence, cause?: unknown): void {
    if (this.isOver()) return;
    const failure = this.sources.classify(evidence);
    this.push({ t: 'failure', failure: cause === undefined ? failure : { ...failure, cause } });
    this.finish();
  }

  private push(event: ProviderEvent): void {
    if (this.aborted) return;
    this.queue.push(this.marked(event));
    this.wake.resolve();
    this.wake = createDeferred();
  }

  private marked(event: ProviderEvent): ProviderEvent {
    if (event.t !== 'failure' || !this.sources.isRehearsed(event.failure.kind)) return event;
    return { ...event, failure: { ...event.failure, rehearsed: true } };
  }

  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    // The signal may live as long as the window.
    this.outer.removeEventListener('abort', this.onStop);
    this.timer?.dispose();
    this.waking.dispose();
    this.eventSeen.resolve(false);
    this.textSeen.resolve(false);
    for (const look of [...this.watchers]) look();
    this.wake.resolve();
  }
}
