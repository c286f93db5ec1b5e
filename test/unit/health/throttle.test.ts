import assert from 'node:assert/strict';
import { Throttle } from '../../../src/core/health/throttle';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock } from '../../support/fakeClock';
import { createHealthWorld, targetOf } from '../../support/healthWorld';

const minute = 60_000;

describe('The throttle of a sick cloud', () => {
  const setUp = (chance = 0.5) => {
    const clock = createFakeClock();
    const throttle = new Throttle({ clock, random: () => chance }, durations.throttleWindowMs);
    const note = (answered: boolean, times: number): void => {
      for (let time = 0; time < times; time++) throttle.note(answered);
    };
    return { clock, throttle, note };
  };

  it('holds nothing back from a target that answers every second attempt', () => {
    const { throttle, note } = setUp(0);
    note(true, 5);
    note(false, 5);
    assert.equal(throttle.chance(), 0);
    assert.equal(throttle.draws(), false);
  });

  it('holds back more, the fewer are answered, and never all', () => {
    const { throttle, note } = setUp();
    note(false, 1);
    assert.equal(throttle.chance(), 1 / 2);
    note(false, 4);
    assert.equal(throttle.chance(), 5 / 6);
    note(true, 1);
    assert.equal(throttle.chance(), 4 / 7);
    note(false, 200);
    assert.equal(throttle.chance(), 0.9);
  });

  it('forgets what is older than two minutes', async () => {
    const { clock, throttle, note } = setUp();
    note(false, 10);
    await clock.advance(2 * minute - 1);
    assert.ok(throttle.chance() > 0.8);
    await clock.advance(1);
    assert.equal(throttle.chance(), 0);
  });
});

describe('A cloud that fails to complete code', () => {
  const failing = (fails: number) => {
    const world = createHealthWorld();
    const { claude, clock, health } = world;
    const target = targetOf(claude, 'completion');
    const isGiven = (draw: number, mode: 'normal' | 'probe' | 'last-resort' = 'normal'): boolean => {
      world.chance.next = draw;
      const isHeldBack = mode !== 'last-resort' && health.spares(target, claude);
      const permit = isHeldBack ? undefined : health.acquire(target, claude, mode);
      permit?.settle({ t: 'neutral' });
      world.chance.next = 1;
      return permit !== undefined;
    };
    return {
      ...world,
      target,
      isGiven,
      begin: async (): Promise<void> => {
        for (let fail = 0; fail < fails; fail++) {
          world.leave(claude, 'overloaded', target);
          await clock.advance(25_000);
        }
      },
    };
  };

  it('is probed by a share of the asks that are due, and by the others not', async () => {
    const { begin, isGiven, standing, claude, target } = failing(1);
    await begin();
    assert.equal(standing(claude, target), 'due: overloaded');
    assert.equal(isGiven(0.49, 'probe'), false);
    assert.equal(isGiven(0.5, 'probe'), true);
  });

  it('is asked all the same where nobody else is left, and when the user wants it tried', async () => {
    const { begin, isGiven, health, claude } = failing(1);
    await begin();
    assert.equal(isGiven(0, 'last-resort'), true);
    assert.equal(isGiven(0), false);
    health.tryNow(claude.id);
    assert.equal(isGiven(0), true);
  });

  it('is asked as before once its key is another one, and after a sleep', async () => {
    for (const change of ['key', 'wake'] as const) {
      const { begin, isGiven, health, claude } = failing(1);
      await begin();
      if (change === 'key') health.credentialChanged(claude.id);
      else health.noteWake();
      assert.equal(isGiven(0), true, change);
    }
  });

  it('says so of itself once most attempts would be held back, and no more when it is forgotten', () => {
    const { health, claude, target, permit } = failing(0);
    const says = (): unknown => health.health(target, claude).throttled;
    for (let silent = 0; silent < 3; silent++) {
      assert.equal(says(), silent < 2 ? undefined : true);
      permit(target, claude).settle({ t: 'neutral', silent: true });
    }
    health.tryNow(claude.id);
    assert.equal(says(), undefined);
  });

  it('has its chat asked as ever, and a local model is never held back', async () => {
    const { begin, health, claude, ollama, permit, chance } = failing(1);
    await begin();
    chance.next = 0;
    permit(targetOf(claude, 'chat'), claude);
    assert.equal(health.spares(targetOf(claude, 'chat'), claude), false);
    const local = targetOf(ollama, 'completion');
    permit(local, ollama).settle({ t: 'neutral' });
    assert.equal(health.spares(local, ollama), false);
    assert.ok(health.acquire(local, ollama, 'normal'));
  });

  it('is not held back for what was only rehearsed, nor for attempts that were stopped', async () => {
    const { begin, isGiven, health, claude, target, permit } = failing(1);
    const restore = health.keep(claude.id);
    await begin();
    restore();
    for (let stop = 0; stop < 5; stop++) permit(target, claude).settle({ t: 'neutral' });
    assert.equal(isGiven(0), true);
  });
});
