import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import type { Failure, FailureKind } from '../../../src/core/contract/failure';
import type { Target } from '../../../src/core/contract/target';
import { HealthMonitor } from '../../../src/core/health/monitor';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';

const claude = resolvedProvider('claude', { keyCheck: '/v1/models' });
const openai = resolvedProvider('openai');
const chat: Target = { provider: 'claude', model: 'm', use: 'chat' };
const completion: Target = { provider: 'claude', model: 'm', use: 'completion' };
const other: Target = { provider: 'openai', model: 'm', use: 'chat' };

function createWorld() {
  const clock = createFakeClock();
  const health = new HealthMonitor({ clock, random: () => 0.5, durations, logger: silentLogger });
  const failure = (kind: FailureKind): Failure => ({ kind, scope: 'model', evidence: { phase: 'headers' } });
  return {
    health,
    fail: (target: Target, kind: FailureKind) =>
      health
        .acquire(target, target === other ? openai : claude, 'last-resort')
        ?.settle({ t: 'failure', failure: failure(kind), left: true }),
    known: (target: Target) => health.health(target, target === other ? openai : claude),
    failure,
  };
}

describe('what a rehearsal taught health', () => {
  for (const kind of [
    'overloaded',
    'auth',
    'quota',
    'model-missing',
    'intercepted',
    'stalled',
    'rate-limited',
  ] as const) {
    it(`is put back after ${kind}: targets, marks and the episode`, () => {
      const { health, fail, known } = createWorld();
      health.noteFirstChoice('chat', chat);
      const before = [known(chat), known(completion), health.episode('chat')];
      const restore = health.keep('claude');
      fail(chat, kind);
      fail(completion, kind);
      assert.notDeepEqual([known(chat), known(completion), health.episode('chat')], before);
      restore();
      assert.deepEqual([known(chat), known(completion), health.episode('chat')], before);
    });
  }

  it('does not take away an outage that was real before', () => {
    const { health, fail, known } = createWorld();
    health.noteFirstChoice('chat', chat);
    fail(chat, 'overloaded');
    const before = known(chat);
    const episode = health.episode('chat');
    const restore = health.keep('claude');
    health.tryNow('claude');
    fail(chat, 'auth');
    restore();
    assert.deepEqual(known(chat), before);
    assert.deepEqual(health.episode('chat'), episode);
  });

  it('is put back for the network too', () => {
    const { health, fail } = createWorld();
    const restore = health.keep('claude');
    fail(chat, 'offline');
    assert.equal(health.network(), 'offline');
    restore();
    assert.equal(health.network(), 'unknown');
  });

  it('leaves what was learned of others meanwhile, and the user’s own pause', () => {
    const { health, fail, known } = createWorld();
    const restore = health.keep('claude');
    fail(other, 'overloaded');
    health.pause('claude');
    restore();
    assert.equal(known(other).state, 'open');
    assert.equal(known(chat).state, 'isolated');
  });

  it('ignores an attempt of the rehearsal that ends after it', () => {
    const { health, known, failure } = createWorld();
    health.noteFirstChoice('chat', chat);
    const restore = health.keep('claude');
    const late = ['overloaded', 'auth'] as const;
    const permits = late.map(() => health.acquire(chat, claude, 'normal'));
    restore();
    for (const [index, kind] of late.entries())
      permits[index]?.settle({ t: 'failure', failure: failure(kind), left: true });
    assert.equal(known(chat).state, 'unknown');
    assert.equal(health.episode('chat'), undefined);
  });
});
