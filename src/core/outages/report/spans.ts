import type { Span, SpanState } from './outageReport';

/** How long one piece of evidence speaks for the time after it, in ms: longer than an open breaker waits, shorter than a meeting. */
export const knownForMs = 15 * 60_000;

/** One thing seen of a target from `at` to `to`. `held`: an ask was kept away from it, because it had failed. */
export interface Sighting {
  readonly at: number;
  readonly to: number;
  readonly says: SpanState | 'held';
}

/**
 * What is known of a target over time. A sighting holds until the next one, but for `knownForMs` at most; what lies between
 * is unknown and has no span. Sightings come in order of time; nothing after `now` is known.
 */
export function toSpans(sightings: readonly Sighting[], now: number): readonly Span[] {
  const spans: Span[] = [];
  let state: SpanState | undefined;
  for (const [index, { at, to, says }] of sightings.entries()) {
    // An ask that is kept away tells that what was known before still holds.
    state = says === 'held' ? (state === 'network' ? 'network' : 'failing') : says;
    const next = sightings[index + 1]?.at ?? now;
    const end = Math.min(Math.max(to, at) + knownForMs, Math.max(next, at), now);
    if (end > at) join(spans, { from: at, to: end, state });
  }
  return spans;
}

/** The part of each span that lies between two instants. */
export function clip(spans: readonly Span[], from: number, to: number): readonly Span[] {
  return spans
    .filter((span) => span.to > from && span.from < to)
    .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }));
}

/** How long a state lasted in all, in ms. */
export function timeIn(spans: readonly Span[], state: SpanState): number {
  return spans.reduce((sum, span) => (span.state === state ? sum + span.to - span.from : sum), 0);
}

function join(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last && last.state === span.state && last.to >= span.from) spans[spans.length - 1] = { ...last, to: span.to };
  else spans.push(span);
}
