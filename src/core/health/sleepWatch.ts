import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** How often the clock is looked at. */
const tickMs = 10_000;
/** A tick that comes later than this was slept through: no event loop is blocked for so long. */
const sleptMs = 30_000;

/** Notices that the machine slept, by a tick that came far too late, and says so once per sleep. */
export class SleepWatch implements Disposable {
  private timer: Disposable;
  private last: number;

  constructor(
    private readonly clock: Clock,
    private readonly onWake: () => void,
  ) {
    this.last = clock.now();
    this.timer = clock.schedule(tickMs, () => this.tick());
  }

  dispose(): void {
    this.timer.dispose();
  }

  private tick(): void {
    const now = this.clock.now();
    const late = now - this.last - tickMs;
    this.last = now;
    this.timer = this.clock.schedule(tickMs, () => this.tick());
    if (late > sleptMs) this.onWake();
  }
}
