import assert from 'node:assert/strict';
import { assert as check, double, nat, property } from 'fast-check';
import { Breaker } from '../../../src/core/health/breaker';
import { openTimeMs } from '../../../src/core/health/openTime';
import { durations } from '../../../src/core/routing/durations';

const second = 1_000;
const minute = 60_000;

/** A breaker with the longest open times, and a short hand for each thing that happens to it. */
function createRig(random = () => 1) {
  const breaker = new Breaker({ durations, random });
  let now = 0;
  const probe = () => {
    const token = breaker.enterProbe(now);
    assert.ok(token, 'a probe is let through');
    return token;
  };
  return {
    breaker,
    probe,
    pass: (ms: number) => void (now += ms),
    ok: (token = breaker.enter()) => breaker.succeed(token, now),
    leave: (token = breaker.enter()) => breaker.fail(token, 'overloaded', true, now),
    healed: () => {
      breaker.fail(breaker.enter(), 'server', false, now);
      breaker.succeed(breaker.enter(), now);
    },
    limited: (forMs: number, token = breaker.enter()) => breaker.failFor(token, 'rate-limited', forMs, now),
    state: () => breaker.state.t,
    isDue: () => breaker.isDue(now),
    openFor: () => (breaker.state.t === 'open' ? breaker.state.until - now : undefined),
    reason: () => ('reason' in breaker.state ? breaker.state.reason : undefined),
  };
}

describe('a breaker', () => {
  it('is unknown at first, and closed after the first answer', () => {
    const rig = createRig();
    assert.equal(rig.state(), 'unknown');
    rig.ok();
    assert.equal(rig.state(), 'closed');
  });

  describe('trips', () => {
    it('at once when an ask left its target', () => {
      const rig = createRig();
      rig.leave();
      assert.equal(rig.state(), 'open');
      assert.equal(rig.reason(), 'overloaded');
    });

    it('not for a failure that is tried again at the same target', () => {
      const rig = createRig();
      rig.healed();
      rig.healed();
      assert.equal(rig.state(), 'closed');
    });

    it('when three of the last six failed although retries healed them all', () => {
      const rig = createRig();
      for (let turn = 0; turn < 3; turn++) rig.healed();
      assert.equal(rig.state(), 'open');
      assert.equal(rig.reason(), 'server');
    });

    it('not while the third retry is still under way, so that the retry is not refused by its own breaker', () => {
      const rig = createRig();
      rig.healed();
      rig.healed();
      rig.breaker.fail(rig.breaker.enter(), 'server', false, 0);
      assert.equal(rig.state(), 'closed');
    });

    it('not when the three lie further apart than the window', () => {
      const rig = createRig();
      for (let turn = 0; turn < 6; turn++) {
        rig.healed();
        rig.pass(durations.breakerWindowMs / 2 + 1);
      }
      assert.equal(rig.state(), 'closed');
    });

    it('not when good answers have pushed the old failures out of the last six', () => {
      const rig = createRig();
      for (let turn = 0; turn < 3; turn++) {
        rig.healed();
        for (let answer = 0; answer < 4; answer++) rig.ok();
      }
      assert.equal(rig.state(), 'closed');
    });
  });

  describe('stays open', () => {
    it('20 s at first, and twice as long after each failed probe, up to 5 min', () => {
      const rig = createRig();
      rig.leave();
      const waits: number[] = [];
      for (let probe = 0; probe < 7; probe++) {
        const wait = rig.openFor() ?? 0;
        waits.push(wait / second);
        rig.pass(wait);
        rig.leave(rig.probe());
      }
      assert.deepEqual(waits, [20, 40, 80, 160, 300, 300, 300]);
    });

    it('between half and all of that time, whatever chance says', () => {
      check(
        property(nat(5_000), double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failed, chance) => {
          const whole = Math.min(durations.breakerOpenMs * 2 ** Math.min(failed, 20), durations.breakerOpenMaxMs);
          const ms = openTimeMs(failed, durations, () => chance);
          assert.ok(ms >= whole / 2 && ms <= whole, `${ms} of ${whole}`);
        }),
      );
    });

    it('for exactly as long as the provider asked', () => {
      const rig = createRig(() => 0.1);
      rig.limited(37 * second);
      assert.equal(rig.openFor(), 37 * second);
    });

    it('ten minutes at most, however long the provider asked', () => {
      const rig = createRig();
      rig.limited(60 * minute);
      assert.equal(rig.openFor(), 10 * minute);
    });

    it('no longer because a last resort failed, and keeps the instant it opened', () => {
      const rig = createRig();
      rig.leave();
      const before = rig.breaker.state;
      rig.pass(5 * second);
      rig.leave();
      assert.deepEqual(rig.breaker.state, before);
    });
  });

  describe('half-open', () => {
    it('lets nobody through before its time has run out', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second - 1);
      assert.equal(rig.breaker.enterProbe(20 * second - 1), undefined);
      assert.equal(rig.isDue(), false);
      rig.pass(1);
      assert.equal(rig.isDue(), true);
    });

    it('lets one probe through and no second beside it', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second);
      rig.probe();
      assert.equal(rig.state(), 'half-open');
      assert.equal(rig.isDue(), false);
      assert.equal(rig.breaker.enterProbe(20 * second), undefined);
    });

    it('gives the permit back when the probe ended without telling anything', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second);
      rig.breaker.release(rig.probe());
      assert.equal(rig.isDue(), true);
    });

    it('closes after one good probe when the trouble was short', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second);
      rig.ok(rig.probe());
      assert.equal(rig.state(), 'closed');
    });

    it('closes after two good probes of a long trouble although the user wanted each of them at once', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(2 * minute + 1);
      for (const after of ['half-open', 'closed']) {
        rig.breaker.allowProbe();
        rig.ok(rig.probe());
        assert.equal(rig.state(), after);
      }
    });

    it('closes after two good probes when the trouble lasted over two minutes', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(2 * minute + 1);
      rig.ok(rig.probe());
      assert.equal(rig.state(), 'half-open');
      assert.equal(rig.isDue(), true);
      rig.ok(rig.probe());
      assert.equal(rig.state(), 'closed');
    });

    it('opens again when the second probe fails, and begins to count good ones anew', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(3 * minute);
      rig.ok(rig.probe());
      rig.leave(rig.probe());
      assert.equal(rig.openFor(), 40 * second);
      rig.pass(40 * second);
      rig.ok(rig.probe());
      assert.equal(rig.state(), 'half-open');
    });

    it('obeys a retry-after that a probe brings back', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second);
      rig.limited(100 * second, rig.probe());
      assert.equal(rig.openFor(), 100 * second);
    });

    it('forgets the failures of before once it is closed', () => {
      const rig = createRig();
      rig.healed();
      rig.healed();
      rig.leave();
      rig.pass(20 * second);
      rig.ok(rig.probe());
      rig.healed();
      assert.equal(rig.state(), 'closed');
    });
  });

  describe('ignores late news', () => {
    it('of a failure from before it tripped and recovered', () => {
      const rig = createRig();
      const old = rig.breaker.enter();
      rig.leave();
      rig.pass(20 * second);
      rig.ok(rig.probe());
      rig.leave(old);
      assert.equal(rig.state(), 'closed');
    });

    it('of a success that began before it tripped', () => {
      const rig = createRig();
      const old = rig.breaker.enter();
      rig.leave();
      rig.ok(old);
      assert.equal(rig.state(), 'open');
    });

    it('of a probe whose permit the user has given to another', () => {
      const rig = createRig();
      rig.leave();
      rig.pass(20 * second);
      const old = rig.probe();
      rig.breaker.allowProbe();
      rig.probe();
      rig.breaker.release(old);
      assert.equal(rig.isDue(), false);
    });
  });

  it('lets a probe through as soon as the user wants it', () => {
    const rig = createRig();
    rig.leave();
    rig.breaker.allowProbe();
    assert.equal(rig.isDue(), true);
  });

  describe('after sleep', () => {
    it('knows nothing any more', () => {
      const rig = createRig();
      rig.leave();
      rig.breaker.wake();
      assert.equal(rig.state(), 'unknown');
    });

    it('still keeps the instant the provider named', () => {
      const rig = createRig();
      rig.limited(5 * minute);
      rig.breaker.wake();
      assert.equal(rig.openFor(), 5 * minute);
    });

    it('hears nothing from the asks of before', () => {
      const rig = createRig();
      const old = rig.breaker.enter();
      rig.breaker.wake();
      rig.leave(old);
      assert.equal(rig.state(), 'unknown');
    });
  });
});
