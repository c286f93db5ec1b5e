import type { PageClock } from './pageClock';

/** A paint above this, in milliseconds, would be felt if it came with every frame. */
const CHEAP_MS = 8;
/** After an expensive paint the page rests this many times as long, so that typing stays smooth. */
const REST_FACTOR = 4;
const LONGEST_REST_MS = 400;

/** Runs a paint at most once per frame, and less often when painting is slow. */
export class Painter {
  private state: 'idle' | 'asked' | 'resting' | 'askedWhileResting' = 'idle';

  constructor(
    private readonly clock: PageClock,
    private readonly paint: () => void,
  ) {}

  /** Asks for a paint soon; asking again before it has no effect. */
  request(): void {
    if (this.state === 'resting') this.state = 'askedWhileResting';
    if (this.state !== 'idle') return;
    this.state = 'asked';
    this.clock.nextFrame(() => this.run());
  }

  private run(): void {
    const started = this.clock.now();
    this.state = 'idle';
    this.paint();
    const took = this.clock.now() - started;
    if (took <= CHEAP_MS) return;
    this.state = 'resting';
    this.clock.schedule(Math.min(LONGEST_REST_MS, took * REST_FACTOR), () => {
      const asked = this.state === 'askedWhileResting';
      this.state = 'idle';
      if (asked) this.request();
    });
  }
}
