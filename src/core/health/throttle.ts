import type { Clock, Random } from '../base/clock';

/** How many attempts a target may be sent for each one it answered. */
const perAnswer = 2;

/** Even a target that answers nothing is sent one attempt in ten, so that it can show that it is back. */
const mostHeldBack = 0.9;

interface Attempted {
  /** Epoch ms. */
  readonly at: number;
  readonly answered: boolean;
}

/**
 * Adaptive throttling ("Handling Overload" in Google's SRE book): the less of what it was sent a target has answered within
 * the window, the more of what comes is held back here, without a request. It spares a cloud that is sick, and the user the
 * wait for it, where attempts are many and small.
 */
export class Throttle {
  private attempts: readonly Attempted[] = [];

  constructor(
    private readonly deps: { readonly clock: Clock; readonly random: Random },
    private readonly windowMs: number,
  ) {}

  /** Notes how an attempt ended; one that was stopped before its time says nothing and is not noted. */
  note(answered: boolean): void {
    this.attempts = [...this.recent(), { at: this.deps.clock.now(), answered }];
  }

  /** Draws whether an attempt is to be held back now. */
  draws(): boolean {
    return this.deps.random() < this.chance();
  }

  /** How likely an attempt is held back now, from 0 to 0.9. */
  chance(): number {
    const recent = this.recent();
    const answered = recent.filter((attempt) => attempt.answered).length;
    const excess = (recent.length - perAnswer * answered) / (recent.length + 1);
    return Math.min(mostHeldBack, Math.max(0, excess));
  }

  /** Whether an attempt is rather held back than sent. */
  holdsMostBack(): boolean {
    return this.chance() > 0.5;
  }

  /** Forgets everything: the target may be another one now, or the user wants it tried. */
  clear(): void {
    this.attempts = [];
  }

  /** Keeps what is known; the result puts it back. */
  keep(): () => void {
    const { attempts } = this;
    return () => void (this.attempts = attempts);
  }

  private recent(): readonly Attempted[] {
    const since = this.deps.clock.now() - this.windowMs;
    return this.attempts.filter(({ at }) => at > since);
  }
}
