import assert from 'node:assert/strict';
import { clockTime, durationWords, instantWords, nearWords } from '../../../src/core/base/timeWords';

const at = Date.UTC(2026, 10, 21, 14, 2, 11);
const hour = 3_600_000;
const utc = (locale: string) => ({ locale, timeZone: 'UTC' });

describe('the words for instants and lengths', () => {
  it('show one clock in every language, to the second where that is asked', () => {
    for (const locale of ['en-US', 'de', 'fi', 'ar-EG']) {
      assert.equal(clockTime(at, utc(locale)), '14:02');
      assert.equal(clockTime(at, utc(locale), true), '14:02:11');
    }
    assert.equal(clockTime(Date.UTC(2026, 10, 21), utc('en-US')), '00:00');
  });

  it('write the date in the reader’s language', () => {
    assert.equal(instantWords(at, utc('en-US')), 'Nov 21, 2026, 14:02');
    assert.equal(instantWords(at, utc('de')), '21.11.2026, 14:02');
  });

  it('name the date of what is a day away or more', () => {
    assert.equal(nearWords(at, at + 23 * hour, utc('en-GB')), '14:02');
    assert.equal(nearWords(at, at + 24 * hour, utc('en-GB')), '21 Nov 2026, 14:02');
    assert.equal(nearWords(at, at - 24 * hour, utc('en-GB')), '21 Nov 2026, 14:02');
  });

  it('tell a length in at most two units', () => {
    const lengths = [420, 4_200, 15 * 60_000, 78 * 60_000, 51 * hour].map(durationWords);
    assert.deepEqual(lengths, ['420 ms', '4.2 s', '15 min', '1 h 18 min', '2 d 3 h']);
  });
});
