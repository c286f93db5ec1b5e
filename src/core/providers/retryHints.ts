import type { Evidence } from '../contract/failure';

/**
 * How long the provider asks us to stay away, in milliseconds from `now` (epoch ms): `retry-after-ms`, `retry-after` in
 * seconds or as a date, Gemini's `retryDelay`, and else the reset of whatever limit is used up.
 */
export function retryAfterOf(headers: Evidence['headers'], now: number): number | undefined {
  if (!headers) return undefined;
  const waits = [
    positive(Number(headers['retry-after-ms'] ?? Number.NaN)),
    secondsOrDate(headers['retry-after'], now),
    durationMs(headers['retry-delay']),
  ];
  return waits.find((wait) => wait !== undefined) ?? resetOf(headers, now);
}

/** The reset of the limits whose `remaining` is 0; the latest one, since all of them must have passed. */
function resetOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const waits = Object.entries(headers).flatMap(([name, value]) => {
    const limit = /^(anthropic-ratelimit|x-ratelimit-remaining)-(.+)$/.exec(name);
    if (!limit || Number(value) !== 0) return [];
    // Anthropic: <kind>-remaining and <kind>-reset (RFC 3339). OpenAI: remaining-<kind> and reset-<kind> ("6m0s").
    const reset =
      limit[1] === 'anthropic-ratelimit'
        ? name.endsWith('-remaining') && headers[name.replace(/-remaining$/, '-reset')]
        : headers[`x-ratelimit-reset-${limit[2]}`];
    const wait = reset ? (durationMs(reset) ?? secondsOrDate(reset, now)) : undefined;
    return wait === undefined ? [] : [wait];
  });
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function secondsOrDate(text: string | undefined, now: number): number | undefined {
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return positive(Number(text) * 1_000);
  // Without a time it is no date, whatever Date.parse makes of it.
  const instant = text.includes(':') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Go's way of writing a length, such as `59s`, `6m0s`, `1.5s`, `250ms`. */
function durationMs(text: string | undefined): number | undefined {
  if (!text || !/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    sum += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return sum;
}

function positive(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
