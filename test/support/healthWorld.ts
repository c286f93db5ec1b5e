import assert from 'node:assert/strict';
import { silentLogger } from '../../src/core/base/logger';
import type { Failure, FailureKind } from '../../src/core/contract/failure';
import type { Target, Use } from '../../src/core/contract/target';
import { HealthMonitor } from '../../src/core/health/monitor';
import type { ResolvedProvider } from '../../src/core/providers/provider';
import { durations } from '../../src/core/routing/durations';
import type { Permit } from '../../src/core/routing/live';
import type { AttemptMode } from '../../src/core/routing/plan';
import { createFakeClock } from './fakeClock';
import { resolvedProvider } from './providerRows';
import { failureOf } from './scriptedProvider';

/** A target of a provider; the model is named after it. */
export function targetOf(provider: ResolvedProvider, use: Use = 'chat', model = `${provider.id}-model`): Target {
  return { provider: provider.id, model, use };
}

/** A real health monitor on a fake clock, with the two acts every test of it needs. Chance always gives the longest time. */
export function createHealthWorld() {
  const clock = createFakeClock();
  const chance = { next: 1 };
  const health = new HealthMonitor({ clock, random: () => chance.next, durations, logger: silentLogger });
  const claude = resolvedProvider('claude', { keyCheck: '/v1/models', edgeMarks: ['cf-ray'] });
  const ollama = resolvedProvider('ollama', { local: true });

  const permit = (target: Target, provider: ResolvedProvider, mode: AttemptMode = 'normal'): Permit => {
    const given = health.acquire(target, provider, mode);
    assert.ok(given, `a ${mode} permit for ${provider.id} is given`);
    return given;
  };
  return {
    clock,
    chance,
    health,
    claude,
    ollama,
    permit,
    /** An ask that leaves the target for this failure. */
    leave: (provider: ResolvedProvider, failure: FailureKind | Failure, target = targetOf(provider)): void => {
      const left = typeof failure === 'string' ? failureOf(failure) : failure;
      permit(target, provider).settle({ t: 'failure', failure: left, left: true });
    },
    /** An attempt that fails and is tried again at the same target. */
    stumble: (provider: ResolvedProvider, kind: FailureKind, target = targetOf(provider)): void => {
      permit(target, provider).settle({ t: 'failure', failure: failureOf(kind), left: false });
    },
    /** An answer by the target. */
    answer: (provider: ResolvedProvider, target = targetOf(provider), mode: AttemptMode = 'normal'): void => {
      permit(target, provider, mode).settle({ t: 'success', ttftMs: 500 });
    },
    /** `ready`, `due: overloaded`, `blocked: auth`. */
    standing: (provider: ResolvedProvider, target = targetOf(provider)): string => {
      const standing = health.standing(target, provider);
      return standing.kind === 'ready' ? 'ready' : `${standing.kind}: ${standing.reason}`;
    },
  };
}
