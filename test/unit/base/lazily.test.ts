import assert from 'node:assert/strict';
import { lazily } from '../../../src/core/base/async';

describe('what is made with its first use', () => {
  it('is made once, and not before it is asked for', async () => {
    let made = 0;
    const thing = lazily(async () => {
      made += 1;
      return made;
    });
    const begun = (): Promise<number> | undefined => thing.begun;
    assert.equal(begun(), undefined);
    assert.equal(made, 0);
    assert.deepEqual(await Promise.all([thing.get(), thing.get()]), [1, 1]);
    assert.equal(await begun(), 1);
    assert.equal(made, 1);
  });

  it('is made anew by the next use when it failed, while all who waited hear of the failure', async () => {
    const outcomes = [new Error('chunk unreadable')];
    let tries = 0;
    const thing = lazily(async () => {
      tries += 1;
      const error = outcomes.shift();
      if (error) throw error;
      return 'made';
    });
    const [first, second] = await Promise.allSettled([thing.get(), thing.get()]);
    assert.equal(first.status, 'rejected');
    assert.equal(second.status, 'rejected');
    assert.equal(tries, 1);
    assert.equal(thing.begun, undefined);
    assert.equal(await thing.get(), 'made');
    assert.equal(tries, 2);
  });
});
