import { Cancelled, sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Lease } from '../../health/shared/lease';
import type { Durations } from '../../routing/durations';

/** What taking turns needs. */
export interface TurnDeps {
  /** The right of one window of this host to download. */
  readonly lease: Pick<Lease, 'take' | 'renew'>;
  readonly clock: Clock;
  readonly durations: Pick<Durations, 'downloadLeaseMs' | 'downloadTurnMs'>;
}

/** The turn of this window. */
export interface DownloadTurn {
  /** Another window had the turn before; much may have changed. */
  readonly hasWaited: boolean;
  /** Aborts when the turn was lost: this window could not renew it in time. */
  readonly signal: AbortSignal;
  /** Gives the turn to the next window. Twice is harmless. */
  end(): Promise<void>;
}

/**
 * Waits until no other window of this host downloads, and holds the turn from then on. A window that was killed loses it
 * after the time of a lease. Throws `Cancelled` when the signal aborts.
 */
export async function takeTurn(deps: TurnDeps, onWait: () => void, signal: AbortSignal): Promise<DownloadTurn> {
  const { lease, clock, durations } = deps;
  for (let hasWaited = false; ; hasWaited = true) {
    const release = await lease.take();
    if (release) {
      const renewal = new Renewal(deps);
      const end = async (): Promise<void> => {
        await renewal.end();
        await release();
      };
      return { hasWaited, signal: renewal.lost, end };
    }
    onWait();
    await sleep(clock, durations.downloadTurnMs, signal);
  }
}

/** Renews a lease three times in its length, until told to stop. */
class Renewal {
  private readonly loss = new AbortController();
  private timer: Disposable | undefined;
  private renewing: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly deps: TurnDeps) {
    this.schedule();
  }

  get lost(): AbortSignal {
    return this.loss.signal;
  }

  async end(): Promise<void> {
    this.ended = true;
    this.timer?.dispose();
    await this.renewing;
  }

  private schedule(): void {
    const { clock, durations } = this.deps;
    this.timer = clock.schedule(durations.downloadLeaseMs / 3, () => (this.renewing = this.renew()));
  }

  private async renew(): Promise<void> {
    const isHeld = await this.deps.lease.renew();
    if (this.ended) return;
    if (isHeld) this.schedule();
    else this.loss.abort(new Cancelled());
  }
}
