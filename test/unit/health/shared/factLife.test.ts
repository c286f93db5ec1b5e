import assert from 'node:assert/strict';
import type { Mark } from '../../../../src/core/health/marks';
import type { Fact, Knowledge } from '../../../../src/core/health/shared/fact';
import { aliveFacts } from '../../../../src/core/health/shared/factLife';
import { durations } from '../../../../src/core/routing/durations';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 21, 12);
const target = { provider: 'claude', model: 'm', use: 'chat' } as const;

const isKept = (known: Knowledge, age: number): boolean =>
  aliveFacts([{ at: now - age, known }], now, durations).length > 0;

function breaker(until: number, exact: boolean): Knowledge {
  const state = { t: 'open', reason: 'rate-limited', openedAt: 0, failedProbes: 0, until, exact } as const;
  return { k: 'breaker', target, origin: 'https://api.test', state };
}

function marked(reason: Mark['reason'], wayBack: Mark['wayBack']): Knowledge {
  const mark: Mark = { reason, since: 0, wayBack, trial: 'none', confirmed: false };
  return { k: 'mark', provider: 'claude', slot: 'credential', mark };
}

describe('what is known', () => {
  it('is kept ten minutes where it is timed', () => {
    const intercepted = (at: number): Knowledge => marked('intercepted', { t: 'check', tries: 3, nextAt: at });
    assert.equal(isKept(breaker(now, false), 10 * minute), true);
    assert.equal(isKept(breaker(now, false), 10 * minute + 1), false);
    assert.equal(isKept(intercepted(now), 10 * minute), true);
    assert.equal(isKept(intercepted(now), 10 * minute + 1), false);
    const guess = marked('quota', { t: 'instant', at: now + minute, named: false });
    assert.equal(isKept(guess, 11 * minute), false);
  });

  it('is kept until the instant that the provider named', () => {
    const quota = (at: number): Knowledge => marked('quota', { t: 'instant', at, named: true });
    assert.equal(isKept(quota(now + 1), 5 * day), true);
    assert.equal(isKept(quota(now), 5 * day), false);
  });

  it('is kept until the user changes something where only that helps, and a correction of it as long', () => {
    assert.equal(isKept(marked('auth', { t: 'check', tries: 9, nextAt: now - 20 * day + minute }), 20 * day), true);
    assert.equal(isKept(marked('login-lost', { t: 'event' }), 20 * day), true);
    assert.equal(isKept({ k: 'pause', provider: 'claude', since: 1 }, 20 * day), true);
    assert.equal(isKept({ k: 'mark', provider: 'claude', slot: 'credential' }, 20 * day), true);
    assert.equal(isKept(marked('auth', { t: 'event' }), 33 * day), false);
  });

  it('is not believed when it is of the future, as after a clock that was two hours ahead', () => {
    for (const known of [
      breaker(now, false),
      marked('auth', { t: 'event' }),
      { k: 'pause', provider: 'claude' } as const,
    ]) {
      assert.equal(isKept(known, -2 * hour), false);
      assert.equal(isKept(known, -1_000), true);
    }
  });

  it('is not believed when it plans longer than any rule waits', () => {
    assert.equal(isKept(breaker(now + 10 * minute, true), 0), true);
    assert.equal(isKept(breaker(now + 10 * minute + 1, true), 0), false);
    assert.equal(isKept(marked('auth', { t: 'check', tries: 1, nextAt: now + hour }), 0), false);
    assert.equal(isKept(marked('quota', { t: 'instant', at: now + 40 * day, named: true }), 0), false);
    assert.equal(isKept(marked('quota', { t: 'instant', at: now + hour, named: false }), 0), false);
    const state = { t: 'closed', reason: 'offline', since: 0, looks: 1, nextLookAt: now + hour } as const;
    assert.equal(isKept({ k: 'network', state }, 0), false);
  });

  it('of an episode is kept as long as its cause', () => {
    const episode = { id: 'e', provider: 'claude', startedAt: 1, reason: 'quota' } as const;
    const old: Fact = { at: now - hour, known: { k: 'episode', use: 'chat', first: target, episode } };
    const cause: Fact = { at: now - hour, known: marked('quota', { t: 'instant', at: now + 1, named: true }) };
    const healed: Fact = { at: now - hour, known: { k: 'mark', provider: 'claude', slot: 'credential' } };
    assert.deepEqual(aliveFacts([old, cause], now, durations), [old, cause]);
    assert.deepEqual(aliveFacts([old, healed], now, durations), [healed]);
    assert.deepEqual(aliveFacts([old], now, durations), []);
  });
});
