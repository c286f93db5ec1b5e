import type { Clock } from '../base/clock';
import type { Durations } from './durations';

/** The most requests one ask may send to clouds, retries included (`failover.md` §3). */
const maxCloudAttempts = 4;

/**
 * What one ask may spend: cloud attempts, one retry, and the time to the first event on cloud targets. Time a local model
 * takes to load does not count; the last usable local target is tried whatever the budget says.
 */
export class AskBudget {
  private cloudAttempts = 0;
  private retries = 0;
  private spentMs = 0;
  private lastMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly durations: Durations,
    private readonly maxRetries: number,
    /** The first target's own deadline where it is wider than the ask's. */
    private readonly widerMs = 0,
  ) {}

  /** Whether the one retry is left; at a cloud it must also be one that may be asked. */
  mayRetry(local: boolean): boolean {
    return this.retries < this.maxRetries && (local || this.mayAskCloud);
  }

  get mayAskCloud(): boolean {
    return this.cloudAttempts < maxCloudAttempts && this.remainingMs > 0;
  }

  /** What is left of the ask's time to a first event on cloud targets, in milliseconds. */
  get remainingMs(): number {
    return Math.max(this.durations.askFirstEventMs, this.widerMs) - this.spentMs;
  }

  useRetry(): void {
    this.retries += 1;
  }

  /** Call when a cloud attempt begins; call the returned function when it has spoken or ended. */
  startCloudAttempt(): () => void {
    this.cloudAttempts += 1;
    const startedAt = this.clock.now();
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      // Less than nothing where the clock was set back meanwhile.
      this.lastMs = Math.max(0, this.clock.now() - startedAt);
      this.spentMs += this.lastMs;
    };
  }

  /** The cloud attempt that was stopped last was slept through: it is as if it had not been made. */
  forgiveCloudAttempt(): void {
    this.cloudAttempts -= 1;
    this.spentMs -= this.lastMs;
    this.lastMs = 0;
  }
}
