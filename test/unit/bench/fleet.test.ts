import assert from 'node:assert/strict';
import { kindsOfClients, retrying, Understudies } from '../../../bench/fleet/clients';
import { answeredOf, capacityAt, ordinaryLoad, recovery } from '../../../bench/fleet/scenario';
import { simulate, type Course } from '../../../bench/fleet/simulate';
import { Wheel } from '../../../bench/fleet/wheel';
import { createRandom } from '../../../bench/replay/chance';

const scenario = recovery(2_000);

function course(index: number, seed = 1): Course {
  const create = kindsOfClients[index];
  assert.ok(create);
  const random = createRandom(seed);
  return simulate(scenario, create(scenario, random), random);
}

describe('fleet through a recovery', () => {
  it('keeps our clients near the ordinary load, where retrying at once multiplies it', () => {
    const [atOnce, , ours] = [course(0), course(1), course(2)];
    assert.ok(atOnce.peak > 20, `${atOnce.peak}`);
    assert.ok(ours.peak < 2, `${ours.peak}`);
    assert.ok(ours.refused < atOnce.refused / 20);
  });

  it('brings every one of our clients back within the time watched', () => {
    assert.ok(course(2).allBackMs !== undefined);
  });

  it('plays the same again from the same seed', () => {
    assert.deepEqual(course(2), course(2));
    assert.notDeepEqual(course(2, 2).load, course(2).load);
  });

  it('spares the provider nearly all of the load while it is down, once the breakers have grown patient', () => {
    const lastMinute = course(2).load.subarray(840, 900);
    const mean = lastMinute.reduce((sum, one) => sum + one, 0) / lastMinute.length;
    assert.ok(mean > 0 && mean < 0.4, `${mean}`);
  });

  it('retries an ordinary refusal once, opens, and then sends nothing until a probe is due', () => {
    const ours = new Understudies('ours', scenario, () => 1 - 1e-9);
    assert.equal(ours.sends(0, 0), true);
    assert.ok(ours.settle(0, false, 0) < 3_000, 'the retry comes within seconds');
    assert.equal(ours.sends(0, 2_000), true);
    ours.settle(0, false, 2_000);
    assert.equal(ours.isBack(0), false);
    assert.equal(ours.sends(0, 21_000), false);
    assert.equal(ours.sends(0, 22_001), true, 'open for 20 s');
  });

  it('reckons the tries of a client that only retries as they would have been played', () => {
    const short = { ...recovery(2_000), outageMs: 600_000, watchedMs: 0 };
    const random = createRandom(1);
    const { refused, waitedS } = simulate(short, retrying('r', 29_000, short, random), random);
    // The first ask comes after 60 s on average, and from then on one try every 30 s.
    assert.ok(Math.abs(refused - (540 / 30 + 0.5)) < 0.3, `${refused}`);
    assert.ok(Math.abs(waitedS - 540) < 5, `${waitedS}`);
  });
});

describe('capacity of a recovering provider', () => {
  it('is none in the outage, a third at first and whole after the ramp', () => {
    const full = 1.5 * ordinaryLoad(scenario);
    assert.equal(capacityAt(scenario, scenario.outageMs - 1), 0);
    assert.ok(Math.abs(capacityAt(scenario, scenario.outageMs) - 0.3 * full) < 1e-9);
    assert.ok(Math.abs(capacityAt(scenario, scenario.outageMs + scenario.rampMs) - full) < 1e-9);
  });

  it('pays for refusals: under enough of them nobody is answered', () => {
    assert.equal(answeredOf(10, 20, 0.02), 10);
    assert.equal(answeredOf(1_000, 20, 0.02), 0);
    const some = answeredOf(500, 20, 0.02);
    assert.ok(Math.abs(some + 0.02 * (500 - some) - 20) < 1e-9);
  });
});

describe('wheel of slots', () => {
  it('gives back everybody of a slot once, and forgets what lies behind its end', () => {
    const wheel = new Wheel(4, 3);
    wheel.add(0, 1);
    wheel.add(3, 1);
    wheel.add(2, 9);
    const into = new Int32Array(4);
    assert.equal(wheel.take(0, into), 0);
    assert.equal(wheel.take(1, into), 2);
    assert.deepEqual(
      [...into.subarray(0, 2)].toSorted((a, b) => a - b),
      [0, 3],
    );
    assert.equal(wheel.take(1, into), 0);
  });
});
