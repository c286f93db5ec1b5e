import assert from 'node:assert/strict';
import { AdaptiveDebounce } from '../../../src/core/completions/debounce';
import { completionTimings } from '../../../src/core/completions/timings';
import { createFakeClock } from '../../support/fakeClock';

const midWord = { linePrefix: 'const tot', lineSuffix: ';', suffix: ';\nnext();' };
const afterDot = { linePrefix: 'items.', lineSuffix: '', suffix: '\nnext();' };

async function typed(gapMs: number, keys: number): Promise<AdaptiveDebounce> {
  const clock = createFakeClock();
  const debounce = new AdaptiveDebounce(clock, completionTimings);
  for (let key = 0; key < keys; key++) {
    debounce.noteKey();
    await clock.advance(gapMs);
  }
  return debounce;
}

describe('The adaptive debounce', () => {
  it('begins with a rhythm of 200 ms: 3 of it within a word, about 1.65 after a dot at the line’s end', async () => {
    const debounce = await typed(150, 3);
    assert.equal(debounce.delayMs(midWord), 600);
    assert.equal(Math.round(debounce.delayMs(afterDot)), 330);
  });

  it('follows the user’s rhythm after twenty keys, within limits', async () => {
    assert.equal((await typed(120, 30)).delayMs(midWord), 360);
    assert.equal((await typed(10, 30)).delayMs(midWord), 300);
  });

  it('takes pauses for thinking, not for typing', async () => {
    assert.equal((await typed(5_000, 30)).delayMs(midWord), 600);
  });

  it('waits less for a slow target, never under 100 ms nor over a second', async () => {
    const debounce = await typed(400, 30);
    assert.equal(debounce.delayMs(midWord), 1_000);
    debounce.noteAnswer(700);
    assert.equal(debounce.delayMs(midWord), 500);
    for (let answer = 0; answer < 10; answer++) debounce.noteAnswer(5_000);
    assert.equal(debounce.delayMs(midWord), 100);
  });
});
