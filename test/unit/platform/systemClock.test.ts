import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { systemClock } from '../../../src/platform/systemClock';

const day = 24 * 3_600_000;
/** As far as one timer of Node's reaches. */
const longestTimerMs = 2 ** 31 - 1;

describe('the machine’s clock', () => {
  it('does not fire at once for what lies further ahead than a timer can reach', async () => {
    let fired = 0;
    const scheduled = systemClock.schedule(30 * day, () => (fired += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    scheduled.dispose();
    assert.equal(fired, 0);
  });

  describe('over weeks', () => {
    beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
    afterEach(() => mock.timers.reset());

    it('fires on the day, once', () => {
      let fired = 0;
      systemClock.schedule(60 * day, () => (fired += 1));
      mock.timers.tick(longestTimerMs);
      mock.timers.tick(longestTimerMs);
      mock.timers.tick(60 * day - 2 * longestTimerMs - 1);
      assert.equal(fired, 0);
      mock.timers.tick(1);
      assert.equal(fired, 1);
      for (let passed = 0; passed < 60; passed += 1) mock.timers.tick(day);
      assert.equal(fired, 1);
    });

    it('is quiet once it is disposed of, also after the first stretch', () => {
      let fired = 0;
      const scheduled = systemClock.schedule(30 * day, () => (fired += 1));
      for (let passed = 0; passed < 28; passed += 1) mock.timers.tick(day);
      scheduled.dispose();
      for (let passed = 0; passed < 28; passed += 1) mock.timers.tick(day);
      assert.equal(fired, 0);
    });
  });
});
