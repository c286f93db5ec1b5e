import assert from 'node:assert/strict';
import { assert as check, double, property } from 'fast-check';
import { durations } from '../../../src/core/routing/durations';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const minute = 60_000;

describe('a refused key', () => {
  it('blocks every target and both uses of its provider, and no other provider', () => {
    const { leave, standing, claude } = createHealthWorld();
    leave(claude, 'auth');
    assert.equal(standing(claude, targetOf(claude, 'completion', 'other')), 'blocked: auth');
    assert.equal(standing(resolvedProvider('claude-code')), 'ready');
  });

  it('is healed by another key', () => {
    const { leave, standing, claude, health } = createHealthWorld();
    leave(claude, 'auth');
    health.credentialChanged('claude');
    assert.equal(standing(claude), 'ready');
  });

  it('of yesterday does not count against the new one', () => {
    const { permit, standing, claude, health } = createHealthWorld();
    const old = permit(targetOf(claude), claude);
    health.credentialChanged('claude');
    old.settle({ t: 'failure', failure: failureOf('auth'), left: true });
    assert.equal(standing(claude), 'ready');
  });

  it('is checked with an ask after 1, 2, 5 and then every 15 minutes', async () => {
    const { leave, claude, health, clock } = createHealthWorld();
    leave(claude, 'auth');
    const gaps: number[] = [];
    for (let check = 0; check < 5; check++) {
      let waited = 0;
      while (health.dueCheck('claude') === undefined) {
        await clock.advance(minute / 2);
        waited += minute / 2;
      }
      gaps.push(waited / minute);
      health.noteCheck('claude', 'auth', 'refused');
    }
    assert.deepEqual(gaps, [1, 2, 5, 15, 15]);
  });

  it('is half-open after a check that passed: one ask tries, the others do not', () => {
    const { leave, permit, standing, claude, health } = createHealthWorld();
    leave(claude, 'auth');
    health.noteCheck('claude', 'auth', 'passed');
    assert.equal(standing(claude), 'due: auth');
    assert.equal(permit(targetOf(claude), claude, 'probe').kind, 'probe');
    assert.equal(standing(claude), 'blocked: auth');
    assert.equal(health.acquire(targetOf(claude, 'completion'), claude, 'probe'), undefined);
  });

  it('is forgotten after a real answer, and with it its schedule', async () => {
    const { leave, answer, claude, health, standing, clock } = createHealthWorld();
    leave(claude, 'auth');
    health.noteCheck('claude', 'auth', 'passed');
    answer(claude, targetOf(claude), 'probe');
    assert.equal(standing(claude), 'ready');
    leave(claude, 'auth');
    await clock.advance(minute);
    assert.equal(health.dueCheck('claude'), 'auth');
  });

  it('keeps its schedule when only the free check passes, so that not every ask tries in vain', async () => {
    const { leave, claude, health, standing, clock } = createHealthWorld();
    leave(claude, 'auth');
    await clock.advance(minute);
    health.noteCheck('claude', 'auth', 'passed');
    leave(claude, 'auth');
    assert.equal(standing(claude), 'blocked: auth');
    await clock.advance(minute);
    assert.equal(health.dueCheck('claude'), undefined);
    await clock.advance(minute);
    assert.equal(health.dueCheck('claude'), 'auth');
  });

  it('is called bad only when the free check refuses it too', () => {
    const { leave, claude, health } = createHealthWorld();
    leave(claude, 'auth');
    assert.equal(health.isKeyRefused('claude'), false);
    health.noteCheck('claude', 'auth', 'unclear');
    assert.equal(health.isKeyRefused('claude'), false);
    health.noteCheck('claude', 'auth', 'refused');
    assert.equal(health.isKeyRefused('claude'), true);
    health.noteCheck('claude', 'auth', 'passed');
    assert.equal(health.isKeyRefused('claude'), false);
  });

  it('of a provider without a free check is tried by a real ask after the same gaps', async () => {
    const { leave, standing, clock, health } = createHealthWorld();
    const gemini = resolvedProvider('gemini');
    leave(gemini, 'auth');
    assert.equal(health.dueCheck('gemini'), undefined);
    await clock.advance(minute);
    assert.equal(standing(gemini), 'due: auth');
    leave(gemini, 'auth');
    await clock.advance(minute);
    assert.equal(standing(gemini), 'blocked: auth');
    await clock.advance(minute);
    assert.equal(standing(gemini), 'due: auth');
  });

  it('gives the trial back when the probe ended by something that says nothing of keys', () => {
    const { leave, standing, claude, health, permit } = createHealthWorld();
    leave(claude, 'forbidden');
    health.noteCheck('claude', 'forbidden', 'passed');
    permit(targetOf(claude), claude, 'probe').settle({ t: 'neutral' });
    assert.equal(standing(claude), 'due: forbidden');
    leave(claude, 'overloaded');
    assert.equal(standing(claude), 'blocked: overloaded');
  });
});

describe('a spent quota', () => {
  it('waits for the instant the provider named', async () => {
    const { leave, standing, claude, clock, health } = createHealthWorld();
    const until = clock.now() + 200 * minute;
    leave(claude, failureOf('quota', { scope: 'credential', until }));
    assert.equal(health.health(targetOf(claude), claude).until, until);
    await clock.advance(200 * minute - 1);
    assert.equal(standing(claude), 'blocked: quota');
    await clock.advance(1);
    assert.equal(standing(claude), 'due: quota');
  });

  it('is tried again after 15 to 30 minutes when no instant is known, and that guess is not told as a limit', () => {
    check(
      property(double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (luck) => {
        const { leave, claude, clock, chance, health } = createHealthWorld();
        chance.next = luck;
        leave(claude, 'quota');
        const shown = health.health(targetOf(claude), claude);
        const wait = (shown.nextTryAt ?? 0) - clock.now();
        assert.ok(wait >= durations.quotaMinMs && wait <= durations.quotaMaxMs, `${wait}`);
        assert.equal(shown.until, undefined);
      }),
    );
  });

  it('keeps a named instant over sleep, and not a guessed one', () => {
    const { leave, standing, claude, clock, health } = createHealthWorld();
    const openai = resolvedProvider('openai');
    leave(claude, failureOf('quota', { until: clock.now() + 60 * minute }));
    leave(openai, 'quota');
    health.noteWake();
    assert.equal(standing(claude), 'blocked: quota');
    assert.equal(standing(openai), 'due: quota');
  });
});

describe('a lost login', () => {
  it('waits for a fresh one, however long that takes', async () => {
    const { leave, standing, health, clock } = createHealthWorld();
    const code = resolvedProvider('claude-code');
    leave(code, 'login-lost');
    await clock.advance(1_000 * minute);
    assert.equal(standing(code), 'blocked: login-lost');
    health.credentialChanged('claude-code');
    assert.equal(standing(code), 'ready');
  });
});

describe('a wrong address', () => {
  it('typed by the user waits until settings are edited', async () => {
    const { leave, standing, health, clock } = createHealthWorld();
    const own = resolvedProvider('own', { baseUrlGiven: true });
    leave(own, 'wrong-address');
    await clock.advance(1_000 * minute);
    assert.equal(standing(own), 'blocked: wrong-address');
    health.settingsChanged();
    assert.equal(standing(own), 'ready');
  });

  it('that is built in passes by itself', async () => {
    const { leave, standing, claude, clock } = createHealthWorld();
    leave(claude, 'wrong-address');
    await clock.advance(20_000);
    assert.equal(standing(claude), 'due: wrong-address');
  });
});

describe('an intercepted provider', () => {
  it('on this machine or a private host is asked again by itself, since nobody checks local servers', async () => {
    const { clock, leave, ollama, standing } = createHealthWorld();
    for (const gapMs of [5_000, 10_000, 20_000]) {
      leave(ollama, failureOf('intercepted', { scope: 'provider' }));
      await clock.advance(gapMs - 1);
      assert.equal(standing(ollama), 'blocked: intercepted');
      await clock.advance(1);
      assert.equal(standing(ollama), 'due: intercepted');
    }
  });

  it('is looked at after 5, 10, 20 and then every 60 s, and tried once a look has passed', async () => {
    const { leave, standing, claude, health, clock } = createHealthWorld();
    leave(claude, failureOf('intercepted', { scope: 'provider' }));
    for (const gap of [5, 10, 20, 60, 60]) {
      await clock.advance(gap * 1_000 - 1);
      assert.equal(health.dueCheck('claude'), undefined);
      await clock.advance(1);
      assert.equal(health.dueCheck('claude'), 'intercepted');
      health.noteCheck('claude', 'intercepted', 'unclear');
    }
    assert.equal(standing(claude), 'blocked: intercepted');
    health.noteCheck('claude', 'intercepted', 'passed');
    assert.equal(standing(claude), 'due: intercepted');
  });
});

describe('the trial of a mark', () => {
  it('is free again when its holder is overtaken by a new key', () => {
    const { leave, permit, standing, claude, health } = createHealthWorld();
    leave(claude, failureOf('intercepted', { scope: 'provider' }));
    health.tryNow('claude');
    permit(targetOf(claude), claude, 'probe');
    health.credentialChanged('claude');
    assert.equal(standing(claude), 'due: intercepted');
  });
});
