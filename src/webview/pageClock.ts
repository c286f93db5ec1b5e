import type { Clock } from '../core/base/clock';
import { toDisposable } from '../core/base/disposable';

/** The page's time as a port, so that tests need neither frames nor waiting. */
export interface PageClock extends Clock {
  /** Runs `action` before the next frame is drawn. */
  nextFrame(action: () => void): void;
}

/** How often a hidden page is brought up to date, in milliseconds: it draws no frames. */
const HIDDEN_MS = 200;

/** The browser's time. */
export function browserClock(): PageClock {
  return {
    now: () => Date.now(),
    schedule: (ms, action) => {
      const timer = setTimeout(action, ms);
      return toDisposable(() => clearTimeout(timer));
    },
    nextFrame: (action) => {
      if (document.hidden) setTimeout(action, HIDDEN_MS);
      else requestAnimationFrame(() => action());
    },
  };
}
