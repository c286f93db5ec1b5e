import assert from 'node:assert/strict';
import { CallContext } from '../../../src/core/providers/callContext';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';

const signal = new AbortController().signal;

describe('a key that is read once more', () => {
  let stored: string | undefined;
  const createContext = (key: 'required' | 'none' = 'required') =>
    new CallContext(resolvedProvider('claude', { key }), {
      fetch: () => assert.fail('asked'),
      keys: () => Promise.resolve(stored),
      clock: createFakeClock(),
      durations,
    });

  it('is new when another one is stored than the last request went with', async () => {
    const context = createContext();
    stored = 'old';
    await context.key(signal);
    assert.equal(await context.hasNewKey(signal), false);
    stored = 'new';
    assert.equal(await context.hasNewKey(signal), true);
    await context.key(signal);
    assert.equal(await context.hasNewKey(signal), false);
  });

  it('is none when it was taken away, or where no key is used', async () => {
    const context = createContext();
    stored = 'old';
    await context.key(signal);
    stored = undefined;
    assert.equal(await context.hasNewKey(signal), false);
    stored = 'any';
    assert.equal(await createContext('none').hasNewKey(signal), false);
  });
});
