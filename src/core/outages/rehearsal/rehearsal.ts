import type { Disposable } from '../../base/disposable';
import { createEmitter, type Emitter, type Event } from '../../base/emitter';
import type { Logger } from '../../base/logger';
import type { FailureKind } from '../../contract/failure';
import type { RehearsalStatus } from '../../contract/status';
import type { ProviderId } from '../../contract/target';
import type { RehearsalEnd, RehearsalOrder } from './rehearsalOrder';
import type { RehearsalRecord } from './rehearsalRecord';
import type { RehearsalRun, RehearsalRunDeps } from './rehearsalRun';

/** What rehearsals need from outside. */
export interface RehearsalDeps extends RehearsalRunDeps {
  /** The next ask goes to the provider, whatever was known of it. */
  tryNow(provider: ProviderId): void;
  readonly logger: Logger;
}

/**
 * Plays an outage of one provider in this window: its fault stands at the fetch port, and what the outage teaches health is
 * forgotten with it. One at a time; ends by itself, by `stop` and with the window.
 */
export class Rehearsal implements Disposable {
  private run: RehearsalRun | undefined;
  private disposed = false;
  private readonly changed: Emitter<void>;
  private readonly ended: Emitter<RehearsalRecord>;

  constructor(private readonly deps: RehearsalDeps) {
    this.changed = createEmitter(deps.logger);
    this.ended = createEmitter(deps.logger);
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
    return (this.run ?? this.deps).fetch(url, init);
  }

  /**
   * Whether a failure of an attempt that begins now is the rehearsal's. Where the real provider is asked, a failure of
   * another kind than the played one is real and told as what it is, unless the end of the rehearsal has torn it.
   */
  rehearsing(provider: ProviderId): (kind: FailureKind) => boolean {
    const { run } = this;
    if (run?.status.provider !== provider) return () => false;
    const { phase, kind: played } = run.order;
    return (kind) => phase !== 'midAnswer' || this.run !== run || kind === played;
  }

  /** Begins; a rehearsal under way is stopped first. */
  async start(order: RehearsalOrder): Promise<void> {
    // Loaded with the first rehearsal: starting the editor needs none of it.
    const { RehearsalRun: Run } = await import('./rehearsalRun');
    if (this.disposed) return;
    this.stop();
    this.run = new Run(order, this.deps, () => this.end('time'));
    const { provider, fault, phase, forMs } = order;
    // Only now: whoever shares what health learns with other windows asks whose outage is rehearsed.
    this.deps.tryNow(provider.id);
    this.deps.logger.info('rehearsal.begun', { provider: provider.id, fault: fault.id, phase, forMs });
    this.changed.fire();
  }

  /** Ends the rehearsal under way, if there is one. */
  stop(): void {
    this.end('stopped');
  }

  dispose(): void {
    this.disposed = true;
    this.end('window');
    this.changed.dispose();
    this.ended.dispose();
  }

  private end(how: RehearsalEnd): void {
    const { run } = this;
    if (!run) return;
    this.run = undefined;
    const record = run.end(how);
    this.deps.logger.info('rehearsal.ended', { provider: run.status.provider, how, struck: record.struck });
    this.changed.fire();
    if (how !== 'window') this.ended.fire(record);
  }
}
