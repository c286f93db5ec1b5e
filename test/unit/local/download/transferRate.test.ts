import assert from 'node:assert/strict';
import { TransferRate } from '../../../../src/core/local/download/transferRate';

/** A transfer that was looked at every so many milliseconds. */
function transfer(everyMs: number, ...bytes: readonly number[]): TransferRate {
  const rate = new TransferRate();
  for (const [index, count] of bytes.entries()) rate.note(index * everyMs, count);
  return rate;
}

describe('the speed of a download', () => {
  it('is unknown in the first second', () => {
    const rate = transfer(60, 0, 1_000, 2_000);
    assert.equal(rate.bytesPerSecond(120), undefined);
    assert.equal(rate.remainingMs(1_000, 120), undefined);
  });

  it('is what came in since it was first looked at', () => {
    assert.equal(transfer(1_000, 0, 500, 1_000).bytesPerSecond(2_000), 500);
  });

  it('does not count what was there before', () => {
    assert.equal(transfer(1_000, 5_000_000, 5_000_500, 5_001_000).bytesPerSecond(2_000), 500);
  });

  it('forgets what is longer ago than ten seconds', () => {
    const slowThenFast = Array.from({ length: 31 }, (_none, second) =>
      second <= 15 ? second * 10 : 150 + (second - 15) * 1_000,
    );
    assert.equal(transfer(1_000, ...slowThenFast).bytesPerSecond(30_000), 1_000);
  });

  it('falls to nothing while nothing comes in', () => {
    const rate = transfer(1_000, 0, 1_000, 2_000);
    assert.equal(rate.bytesPerSecond(4_000), 500);
    assert.equal(rate.bytesPerSecond(60_000), 0);
    assert.equal(rate.remainingMs(1_000, 60_000), undefined);
  });

  it('begins anew where bytes were lost, or the clock was set back', () => {
    const rate = transfer(1_000, 0, 1_000, 2_000, 500, 600, 700);
    assert.equal(rate.bytesPerSecond(5_000), 100);
    rate.note(1_000, 800);
    assert.equal(rate.bytesPerSecond(1_500), undefined);
  });

  it('gives the time that is left', () => {
    assert.equal(transfer(1_000, 0, 500, 1_000).remainingMs(9_000, 2_000), 18_000);
  });
});
