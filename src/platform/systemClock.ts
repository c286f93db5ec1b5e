import type { Clock } from '../core/base/clock';
import { toDisposable } from '../core/base/disposable';

/** The machine's own time. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (ms, action) => {
    const timer = setTimeout(action, ms);
    timer.unref();
    return toDisposable(() => clearTimeout(timer));
  },
};
