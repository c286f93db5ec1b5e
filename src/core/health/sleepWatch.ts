import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Durations } from '../routing/durations';

/** What a look at the clock found: the machine slept, or its clock was set back by so much (milliseconds). */
export type Jump = { readonly t: 'slept' } | { readonly t: 'set-back'; readonly ms: number };

/**
 * Notices that the machine slept, by a tick that came far too late, and that its clock was set back; says so once. A clock
 * that was set forward looks like sleep, and what has to be done is the same.
 */
export class SleepWatch implements Disposable {
  private timer: Disposable;
  private last: number;

  constructor(
    private readonly clock: Clock,
    private readonly durations: Pick<Durations, 'sleepTickMs' | 'sleepGapMs'>,
    private readonly onJump: (jump: Jump) => void,
  ) {
    this.last = clock.now();
    this.timer = clock.schedule(durations.sleepTickMs, () => this.tick());
  }

  /** Looks before the next tick: what sleep has broken may be seen earlier than the tick that tells of it. */
  look(): void {
    const now = this.clock.now();
    const { last } = this;
    const { sleepGapMs } = this.durations;
    const hasSlept = now - last > sleepGapMs;
    const isSetBack = last - now > sleepGapMs;
    if (!hasSlept && !isSetBack) return;
    this.last = now;
    this.onJump(hasSlept ? { t: 'slept' } : { t: 'set-back', ms: last - now });
  }

  dispose(): void {
    this.timer.dispose();
  }

  private tick(): void {
    this.timer = this.clock.schedule(this.durations.sleepTickMs, () => this.tick());
    this.look();
    this.last = this.clock.now();
  }
}
