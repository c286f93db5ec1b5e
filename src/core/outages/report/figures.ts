import { blameOf } from './blame';
import type { AnswersRecord, LogRecord } from '../log/logRecord';
import {
  periodMs,
  type FirstTokenFigures,
  type Period,
  type Span,
  type TargetFigures,
  type TrendPoint,
} from './outageReport';
import { clip, timeIn } from './spans';

/** The line of first tokens has a point for each of these slices of a period, in ms. */
const sliceMs: Readonly<Record<Period, number>> = { '24h': 3_600_000, '7d': 6 * 3_600_000, '30d': 86_400_000 };

/** What a target did in a period that ends now. `records` are those about this target. */
export function figuresOf(
  records: readonly LogRecord[],
  spans: readonly Span[],
  period: Period,
  now: number,
): TargetFigures {
  const from = now - periodMs[period];
  const known = clip(spans, from, now);
  const inside = records.filter(({ at }) => at >= from && at <= now);
  const answers = inside.filter((record) => record.t === 'answers');
  const answeringMs = timeIn(known, 'answering');
  const failingMs = timeIn(known, 'failing');
  const firstToken = firstTokenFigures(answers.flatMap(({ ttftMs }) => ttftMs));
  return {
    ...(answeringMs + failingMs > 0 ? { availability: answeringMs / (answeringMs + failingMs) } : {}),
    answeringMs,
    failingMs,
    answered: answers.reduce((sum, { answered }) => sum + answered, 0),
    failed: inside.filter((record) => record.t === 'failure' && blameOf(record.facts.kind) === 'target').length,
    ...(firstToken ? { firstToken } : {}),
    trend: trendOf(answers, from, sliceMs[period]),
  };
}

function trendOf(answers: readonly AnswersRecord[], from: number, slice: number): readonly TrendPoint[] {
  const samples = new Map<number, number[]>();
  for (const { at, ttftMs } of answers) {
    const begin = from + Math.floor((at - from) / slice) * slice;
    const known = samples.get(begin);
    if (known) known.push(...ttftMs);
    else samples.set(begin, [...ttftMs]);
  }
  return [...samples]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([at, values]) => {
      const figures = firstTokenFigures(values);
      return figures ? [{ at, ...figures }] : [];
    });
}

function firstTokenFigures(samples: readonly number[]): FirstTokenFigures | undefined {
  if (samples.length === 0) return undefined;
  const sorted = samples.toSorted((a, b) => a - b);
  return { medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), count: sorted.length };
}

/** The nearest-rank quantile: always a time that was really measured. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
