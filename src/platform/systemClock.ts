import type { Clock } from '../core/base/clock';
import { toDisposable } from '../core/base/disposable';

/** The longest a timer can wait, in milliseconds (24.8 days): Node takes anything longer for 1 ms. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time, however far ahead something is scheduled. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (ms, action) => {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stretchMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(() => (leftMs > stretchMs ? wait(leftMs - stretchMs) : action()), stretchMs);
      timer.unref();
    };
    wait(ms);
    return toDisposable(() => clearTimeout(timer));
  },
};
