import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { AttemptFailure, SkippedEntry } from '../contract/events';
import type { ProviderId } from '../contract/target';
import type { Ahead, DueListener, LastTry } from '../routing/dueWatch';
import type { Durations } from '../routing/durations';
import type { Waiting } from './conversation';

/** How a try ended: it came to an answer or the user took over (`over`), or nobody could answer once more. */
export type TryEnd =
  | { readonly t: 'over' }
  | {
      readonly t: 'failed';
      readonly failures: readonly AttemptFailure[];
      readonly skipped: readonly SkippedEntry[];
    };

/** Who is told when somebody may be asked; `DueWatch` is the one that is used. */
export interface Watch extends Disposable {
  readonly next: Ahead | undefined;
  begin(left: readonly ProviderId[]): void;
  resume(last: LastTry): void;
  standBack(): void;
  rest(): void;
}

/** Lets one window at a time send what waits, so that they do not all come back at once. */
export interface WaitingLease {
  /** The right to try; given back by disposing it. `undefined` while another window holds it. */
  take(): Promise<Disposable | undefined>;
}

/** What a waiting ask needs from outside. */
export interface WaitingAskDeps {
  readonly clock: Clock;
  readonly durations: Pick<Durations, 'waitingMaxMs'>;
  readonly logger: Logger;
  readonly lease: WaitingLease;
  watch(listener: DueListener): Watch;
  /** Forgets what holds a provider back, by the user's wish. */
  tryNow(provider: ProviderId): void;
  /**
   * Sends the question as it is now. `by` the clock nobody is asked before their time; by the user everybody may be. A try
   * that is aborted ends as `over`.
   */
  send(by: 'clock' | 'user', signal: AbortSignal): Promise<TryEnd>;
  /** The state to show and keep; with `asleep` and `undefined` the waiting has ended. */
  show(waiting: Waiting | undefined): void;
  /** A try came to an answer; the waiting has ended. */
  answered(): void;
}

/** One question that waits for somebody to be back. It is itself the probe: it is sent whenever somebody on its route is due. */
export class WaitingAsk implements Disposable {
  private readonly watch: Watch;
  private readonly ending = new AbortController();
  private readonly since: number;
  private readonly limit: Disposable;
  private isTrying = false;
  private isLate = false;
  private shown: Waiting | undefined;

  constructor(private readonly deps: WaitingAskDeps) {
    const { clock, durations } = deps;
    this.since = clock.now();
    this.watch = deps.watch({ due: () => this.start('clock'), ahead: () => this.tell() });
    this.limit = clock.schedule(durations.waitingMaxMs, () => {
      this.isLate = true;
      this.tell();
    });
  }

  /** Begins to wait; `left` are those who could not answer when asked last. */
  begin(left: readonly ProviderId[]): void {
    this.tell();
    this.watch.begin(left);
  }

  /** The user wants it sent now, to whoever is next. While a try is under way there is nothing to do. */
  tryNow(): void {
    if (this.isTrying || this.hasEnded) return;
    const { next } = this.watch;
    this.watch.rest();
    if (next) this.deps.tryNow(next.target.provider);
    this.start('user');
  }

  /** The user no longer wants it sent: a try under way is stopped, and the answer is as it was. */
  stop(): void {
    this.end(undefined);
  }

  /** Ends with the host or the conversation. Nothing is told: what is on disk says that it waits. */
  dispose(): void {
    this.ending.abort();
    this.limit.dispose();
    this.watch.dispose();
  }

  private get hasEnded(): boolean {
    return this.ending.signal.aborted;
  }

  private get endsAt(): number {
    return this.since + this.deps.durations.waitingMaxMs;
  }

  /** By the timer or, where that is late because the machine slept, by the clock. */
  private get isPastLimit(): boolean {
    return this.isLate || this.deps.clock.now() >= this.endsAt;
  }

  private start(by: 'clock' | 'user'): void {
    if (this.isTrying || this.hasEnded) return;
    // A machine that slept may find a try and the limit due at once; then the user has long gone on.
    if (by === 'clock' && this.isPastLimit) {
      this.tell();
      return;
    }
    this.isTrying = true;
    this.try(by).catch((error: unknown) => {
      this.deps.logger.error('chat.waitingAskBroke', { error: String(error) });
      this.stop();
    });
  }

  private async try(by: 'clock' | 'user'): Promise<void> {
    const end = await this.sendAlone(by);
    if (this.hasEnded) return;
    if (end?.t === 'over') {
      this.dispose();
      this.deps.answered();
      return;
    }
    this.isTrying = false;
    if (end) this.watch.resume({ left: providersIn(end), asked: end.failures.length > 0 });
    else this.watch.standBack();
    this.tell();
  }

  /** Sends while no other window does; the user need not wait for one. `undefined` when nothing was sent. */
  private async sendAlone(by: 'clock' | 'user'): Promise<TryEnd | undefined> {
    const held = await this.deps.lease.take();
    try {
      if (this.hasEnded || (!held && by === 'clock')) return undefined;
      this.show({ t: 'trying', since: this.since });
      return await this.deps.send(by, this.ending.signal);
    } finally {
      held?.dispose();
    }
  }

  /** Shows what comes next, or that the time for sending it unasked is over. */
  private tell(): void {
    if (this.isTrying || this.hasEnded) return;
    const { since, endsAt } = this;
    if (this.isPastLimit) {
      this.end({ t: 'asleep', since, why: 'too-long' });
      return;
    }
    const { next } = this.watch;
    const told = next && next.at < endsAt ? { t: next.t, provider: next.target.provider, at: next.at } : undefined;
    this.show({ t: 'watching', since, ...(told ? { next: told } : {}) });
  }

  /** What is shown is written to disk with its whole conversation: nothing is shown twice. */
  private show(waiting: Waiting): void {
    if (saysTheSame(this.shown, waiting)) return;
    this.shown = waiting;
    this.deps.show(waiting);
  }

  private end(waiting: Waiting | undefined): void {
    if (this.hasEnded) return;
    this.dispose();
    this.deps.show(waiting);
  }
}

function saysTheSame(a: Waiting | undefined, b: Waiting): boolean {
  if (a?.t !== 'watching' || b.t !== 'watching') return false;
  return a.next?.t === b.next?.t && a.next?.provider === b.next?.provider && a.next?.at === b.next?.at;
}

function providersIn({ failures, skipped }: TryEnd & { t: 'failed' }): readonly ProviderId[] {
  return [...failures.map(({ target }) => target.provider), ...skipped.map(({ provider }) => provider)];
}
