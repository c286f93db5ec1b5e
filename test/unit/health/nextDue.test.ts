import assert from 'node:assert/strict';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { durations } from '../../../src/core/routing/durations';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { failureOf } from '../../support/scriptedProvider';

const minute = 60_000;

describe('what brings a target back', () => {
  const createWorld = () => {
    const world = createHealthWorld();
    const startedAt = world.clock.now();
    return {
      ...world,
      /** `ready`, `due`, `change`, or `ask in 20000`. */
      next: (provider: ResolvedProvider): string => {
        const due = world.health.nextDue(targetOf(provider), provider);
        return 'at' in due ? `${due.t} at ${due.at - startedAt}` : due.t;
      },
    };
  };

  it('is nothing for one that is well', () => {
    const { next, claude, answer } = createWorld();
    assert.equal(next(claude), 'ready');
    answer(claude);
    assert.equal(next(claude), 'ready');
  });

  it('is the time of its breaker, then a probe, and the end of that probe while one is under way', async () => {
    const { next, claude, leave, clock, permit } = createWorld();
    leave(claude, 'overloaded');
    assert.equal(next(claude), `ask at ${durations.breakerOpenMs}`);
    await clock.advance(durations.breakerOpenMs);
    assert.equal(next(claude), 'due');
    const probe = permit(targetOf(claude), claude, 'probe');
    assert.equal(next(claude), 'change');
    probe.settle({ t: 'neutral' });
    assert.equal(next(claude), 'due');
  });

  it('is the instant that the provider has named', () => {
    const limited = createWorld();
    limited.leave(limited.claude, failureOf('rate-limited', { retryAfterMs: 90_000 }));
    assert.equal(limited.next(limited.claude), 'ask at 90000');
    const spent = createWorld();
    const until = spent.clock.now() + 5 * minute;
    spent.leave(spent.claude, failureOf('quota', { scope: 'credential', until }));
    assert.equal(spent.next(spent.claude), `ask at ${5 * minute}`);
  });

  it('is a free look at a refused key, and a real ask only after that has passed', async () => {
    const { next, claude, leave, clock, health } = createWorld();
    leave(claude, failureOf('auth', { scope: 'credential' }));
    assert.equal(next(claude), `look at ${minute}`);
    await clock.advance(2 * minute);
    assert.equal(next(claude), `look at ${minute}`, 'be it in the past');
    health.noteCheck('claude', 'auth', 'refused');
    assert.equal(next(claude), `look at ${4 * minute}`);
    health.noteCheck('claude', 'auth', 'passed');
    assert.equal(next(claude), 'due');
  });

  it('is a real ask where no free call proves a key', () => {
    const { next, claude, leave } = createWorld();
    const { keyCheck: _none, ...unchecked } = claude;
    leave(unchecked, failureOf('auth', { scope: 'credential' }));
    assert.equal(next(unchecked), `ask at ${minute}`);
  });

  it('is a look at the network while that is gone, but not for a local model', () => {
    const { next, claude, ollama, leave } = createWorld();
    leave(claude, failureOf('offline', { scope: 'network' }));
    assert.equal(next(claude), 'look at 5000');
    assert.equal(next(ollama), 'ready');
  });

  it('is the user for a pause, a missing model and a wrong address of his own', () => {
    const { next, claude, leave, health } = createWorld();
    health.pause('claude');
    assert.equal(next(claude), 'change');
    health.resume('claude');
    leave(claude, 'model-missing');
    assert.equal(next(claude), 'change');
    health.credentialChanged('claude');
    assert.equal(next(claude), 'ready');
    const moved = { ...claude, baseUrlGiven: true };
    leave(moved, failureOf('wrong-address', { scope: 'provider' }));
    assert.equal(next(moved), 'change');
  });

  it('is the start of its server for a local model, which may be asked all the same', () => {
    const { next, ollama, leave, health, standing } = createWorld();
    leave(ollama, 'local-stopped');
    assert.equal(standing(ollama), 'ready');
    assert.equal(next(ollama), 'change');
    health.noteLocalServer('ollama', true);
    assert.equal(next(ollama), 'ready');
  });
});
