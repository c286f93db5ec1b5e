import type { Clock } from '../base/clock';
import { isBlank } from './indentation';
import type { Snapshot } from './snapshot';
import type { CompletionTimings } from './timings';

const gapsKept = 100;
const gapsNeeded = 20;
const answersKept = 10;

/**
 * How long to wait after a key before asking: Tabby's formula. It follows the user's own rhythm, waits less where a
 * completion is likely to be wanted, and takes off what the target needs anyway, since its slowness already filters keys.
 */
export class AdaptiveDebounce {
  private readonly gaps: number[] = [];
  private readonly answers: number[] = [];
  private lastKeyAt: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timings: CompletionTimings,
  ) {}

  /** Notes a key. Pauses longer than the largest gap are thinking, not typing. */
  noteKey(): void {
    const now = this.clock.now();
    const gap = this.lastKeyAt === undefined ? undefined : now - this.lastKeyAt;
    this.lastKeyAt = now;
    if (gap !== undefined && gap <= this.timings.keyGapMaxMs) keep(this.gaps, gap, gapsKept);
  }

  /** Notes how long an answer took, from the request to the item. */
  noteAnswer(ms: number): void {
    keep(this.answers, ms, answersKept);
  }

  /** The wait for a key at this cursor. */
  delayMs(snapshot: Pick<Snapshot, 'linePrefix' | 'lineSuffix' | 'suffix'>): number {
    const { debounceMinMs, debounceMaxMs } = this.timings;
    const wait = (3 - 1.5 * likelihood(snapshot)) * this.rhythm() - mean(this.answers);
    return clamp(debounceMinMs, debounceMaxMs, wait);
  }

  private rhythm(): number {
    const { keyGapStartMs, keyGapMinMs, keyGapMaxMs } = this.timings;
    return this.gaps.length < gapsNeeded ? keyGapStartMs : clamp(keyGapMinMs, keyGapMaxMs, mean(this.gaps));
  }
}

/** From 0 to 1: after a non-word character, at a line's end, at the document's end. */
function likelihood(snapshot: Pick<Snapshot, 'linePrefix' | 'lineSuffix' | 'suffix'>): number {
  const afterNonWord = /(?:^|\W)$/u.test(snapshot.linePrefix) ? 0.5 : 0;
  const atLineEnd = isBlank(snapshot.lineSuffix) ? 0.4 : 0;
  const atDocumentEnd = isBlank(snapshot.suffix) ? 0.1 : 0;
  return afterNonWord + atLineEnd + atDocumentEnd;
}

function keep(values: number[], value: number, count: number): void {
  values.push(value);
  if (values.length > count) values.shift();
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function clamp(min: number, max: number, value: number): number {
  return Math.min(max, Math.max(min, value));
}
