import assert from 'node:assert/strict';
import { retryAfterOf } from '../../../src/core/providers/retryHints';

const now = Date.UTC(2026, 10, 21, 12);

describe('how long a provider asks us to stay away', () => {
  const rows: readonly [string, Record<string, string>, number | undefined][] = [
    ['seconds', { 'retry-after': '3' }, 3_000],
    ['fractions of seconds', { 'retry-after': '0.5' }, 500],
    ['milliseconds win', { 'retry-after-ms': '20', 'retry-after': '1' }, 20],
    ['an HTTP date', { 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60_000],
    ['a date in the past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-1' }, undefined],
    ['Gemini’s delay', { 'retry-delay': '59s' }, 59_000],
    ['Gemini’s delay with fractions', { 'retry-delay': '1.5s' }, 1_500],
    [
      'the reset of Anthropic’s limit that is used up',
      {
        'anthropic-ratelimit-requests-remaining': '10',
        'anthropic-ratelimit-requests-reset': '2026-11-21T12:10:00Z',
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-11-21T12:00:30Z',
      },
      30_000,
    ],
    [
      'the latest reset of OpenAI’s limits that are used up',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      360_000,
    ],
    [
      'limits with something left say nothing',
      { 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '6m0s' },
      undefined,
    ],
    ['nothing', {}, undefined],
  ];
  for (const [name, headers, expected] of rows) {
    it(name, () => assert.equal(retryAfterOf(headers, now), expected));
  }
});
