import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Durations } from '../routing/durations';

/** Notices that the machine slept, by a tick that came far too late, and says so once per sleep. */
export class SleepWatch implements Disposable {
  private timer: Disposable;
  private last: number;

  constructor(
    private readonly clock: Clock,
    private readonly durations: Durations,
    private readonly onWake: () => void,
  ) {
    this.last = clock.now();
    this.timer = clock.schedule(durations.sleepTickMs, () => this.tick());
  }

  dispose(): void {
    this.timer.dispose();
  }

  private tick(): void {
    const now = this.clock.now();
    const { sleepTickMs, sleepGapMs } = this.durations;
    const late = now - this.last - sleepTickMs;
    this.last = now;
    this.timer = this.clock.schedule(sleepTickMs, () => this.tick());
    if (late > sleepGapMs) this.onWake();
  }
}
