import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { FailureKind, FailurePhase } from '../contract/failure';
import type { RehearsalStatus } from '../contract/status';
import type { ProviderId } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { AskNews } from '../routing/askNews';
import { kindOf, type Fault, type FaultWire } from './fault';
import type { RehearsalFetch, RehearsalFetchDeps } from './rehearsalFetch';
import { RehearsalRecorder, type RehearsalRecord } from './rehearsalRecord';

/** What is to be rehearsed. */
export interface RehearsalOrder {
  readonly provider: ResolvedProvider;
  readonly wire: FaultWire;
  readonly fault: Fault;
  readonly phase: FailurePhase;
  /** How long, in milliseconds; until stopped when absent. */
  readonly forMs?: number;
}

/** How a rehearsal ended. `window`: with the window, so that nobody reads its report. */
export type RehearsalEnd = 'time' | 'stopped' | 'window';

/** What a rehearsal needs from outside. */
export interface RehearsalDeps extends Pick<RehearsalFetchDeps, 'fetch' | 'clock' | 'pingMs'> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onNews: Event<AskNews>;
  /** Keeps what is known of everybody, and gives the way to put it back. */
  keep(provider: ProviderId): () => void;
  /** The next ask goes to the provider, whatever was known of it. */
  tryNow(provider: ProviderId): void;
}

interface Run {
  readonly order: RehearsalOrder;
  readonly status: RehearsalStatus;
  readonly player: RehearsalFetch;
  readonly recorder: RehearsalRecorder;
  readonly restore: () => void;
  readonly timer: Disposable;
}

/**
 * Plays an outage of one provider in this window: its fault stands at the fetch port, and what the outage teaches health is
 * forgotten with it. One at a time; ends by itself, by `stop` and with the window.
 */
export class Rehearsal implements Disposable {
  private run: Run | undefined;
  private readonly changed: Emitter<void>;
  private readonly ended: Emitter<RehearsalRecord>;

  constructor(private readonly deps: RehearsalDeps) {
    const onError = (error: unknown): void => deps.logger.error('listener-failed', { error: String(error) });
    this.changed = new Emitter(onError);
    this.ended = new Emitter(onError);
  }

  /** A rehearsal has begun or ended. */
  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** A rehearsal is over; everything it taught is undone. Not fired when the window ends. */
  get onDidEnd(): Event<RehearsalRecord> {
    return this.ended.event;
  }

  /** What is shown of the rehearsal under way. */
  get current(): RehearsalStatus | undefined {
    return this.run?.status;
  }

  /** The engine's fetch port: for the rehearsed provider the fault answers, for everybody else the real one. */
  fetch(url: string, init?: RequestInit): Promise<Response> {
    return (this.run?.player.fetch ?? this.deps.fetch)(url, init);
  }

  /**
   * Whether a failure of an attempt that begins now is the rehearsal's. Where the real provider is asked, a failure of
   * another kind than the played one is real and told as what it is, unless the end of the rehearsal has torn it.
   */
  rehearsing(provider: ProviderId): (kind: FailureKind) => boolean {
    const { run } = this;
    if (run?.status.provider !== provider) return () => false;
    const { fault, phase, provider: rehearsed } = run.order;
    return (kind) => phase !== 'midAnswer' || this.run !== run || kind === kindOf(fault, phase, rehearsed.local);
  }

  /** Begins; a rehearsal under way is stopped first. */
  async start(order: RehearsalOrder): Promise<void> {
    this.stop();
    const { clock, logger, fetch, pingMs, onNews } = this.deps;
    // Loaded with the first rehearsal: starting the editor needs none of the bytes.
    const { RehearsalFetch: Player } = await import('./rehearsalFetch');
    this.stop();
    const recorder = new RehearsalRecorder(order, clock, onNews);
    const { provider, fault, phase, forMs } = order;
    const startedAt = clock.now();
    this.run = {
      order,
      status: {
        provider: provider.id,
        label: provider.label,
        fault: fault.title(),
        startedAt,
        ...(forMs === undefined ? {} : { until: startedAt + forMs }),
      },
      player: new Player(order, { fetch, clock, pingMs, onStrike: () => recorder.noteStrike() }),
      recorder,
      restore: this.deps.keep(provider.id),
      timer: forMs === undefined ? toDisposable(() => undefined) : clock.schedule(forMs, () => this.end('time')),
    };
    this.deps.tryNow(provider.id);
    logger.info('rehearsal-begun', { provider: provider.id, fault: fault.id, phase, forMs });
    this.changed.fire();
  }

  /** Ends the rehearsal under way, if there is one. */
  stop(): void {
    this.end('stopped');
  }

  dispose(): void {
    this.end('window');
    this.changed.dispose();
    this.ended.dispose();
  }

  private end(how: RehearsalEnd): void {
    const { run } = this;
    if (!run) return;
    run.timer.dispose();
    run.player.end();
    this.run = undefined;
    run.restore();
    const record = run.recorder.end(how);
    this.deps.logger.info('rehearsal-ended', { provider: run.order.provider.id, how, struck: record.struck });
    this.changed.fire();
    if (how !== 'window') this.ended.fire(record);
  }
}
