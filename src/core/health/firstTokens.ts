import { targetKey, type Target } from '../contract/target';

/** How many answers the present median looks at. */
const recentCount = 10;
/** How many are kept, so that a target can be compared with itself. */
const keptCount = 60;
/** Slower than this many times its own usual time is slow. */
const slowFactor = 2.5;

/** Times to first token per target, in milliseconds, and whether a target is slower than it used to be. Shown, never acted upon. */
export class FirstTokens {
  private readonly samples = new Map<string, readonly number[]>();
  private readonly lingering = new Set<string>();

  /** `slowMs`: an answer that lets the user wait as long as this is slow whatever is usual. */
  constructor(private readonly slowMs: number) {}

  add(target: Target, ttftMs: number): void {
    const key = targetKey(target);
    this.lingering.delete(key);
    this.samples.set(key, [...(this.samples.get(key) ?? []), ttftMs].slice(-keptCount));
  }

  /** An ask has been waiting for its first token for longer than is usual. */
  noteWaiting(target: Target): void {
    this.lingering.add(targetKey(target));
  }

  /** The attempt that was waited for has ended without a first token. */
  noteEnded(target: Target): boolean {
    return this.lingering.delete(targetKey(target));
  }

  /** The median of the last ten; `undefined` before the first answer. */
  median(target: Target): number | undefined {
    return median(this.of(target).slice(-recentCount));
  }

  /** What 95 of 100 kept answers do not exceed; `undefined` before the tenth answer. */
  p95(target: Target): number | undefined {
    const sorted = this.of(target).toSorted((a, b) => a - b);
    return sorted.length < recentCount ? undefined : sorted[Math.ceil(sorted.length * 0.95) - 1];
  }

  /**
   * Whether the last ten are far slower than those before them, the last answer was late, or an ask waits too long now. A
   * target that always thinks for half a minute is not slow because it does so again.
   */
  isSlow(target: Target): boolean {
    const all = this.of(target);
    const before = all.slice(0, -recentCount);
    const usual = before.length >= recentCount ? median(before) : undefined;
    const farMs = usual === undefined ? this.slowMs : usual * slowFactor;
    const lateMs = Math.max(this.slowMs, farMs);
    if (this.lingering.has(targetKey(target)) && farMs <= this.slowMs) return true;
    if ((all.at(-1) ?? 0) >= lateMs) return true;
    // Below a quarter of `slowMs` nobody feels a difference, however large the factor.
    return usual !== undefined && (this.median(target) ?? 0) >= Math.max(farMs, this.slowMs / 4);
  }

  /** Nothing is known of a target any more. */
  forget(target: Target): void {
    this.samples.delete(targetKey(target));
    this.lingering.delete(targetKey(target));
  }

  /** Keeps the times of a target and gives the way to put them back. */
  keep(target: Target): () => void {
    const kept = this.of(target);
    return () => {
      this.samples.set(targetKey(target), kept);
      this.lingering.delete(targetKey(target));
    };
  }

  private of(target: Target): readonly number[] {
    return this.samples.get(targetKey(target)) ?? [];
  }
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
