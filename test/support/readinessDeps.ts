import { silentLogger } from '../../src/core/base/logger';
import type { Engine } from '../../src/core/engine';
import type { ReadinessDeps } from '../../src/core/outages/readiness/readinessCheck';
import { durations } from '../../src/core/routing/durations';
import type { Settings } from '../../src/core/settings/snapshot';
import { systemClock } from '../../src/platform/systemClock';

/** What a readiness check is given by the editor, from an engine without one. */
export function readinessDeps(world: { readonly engine: Engine; settings: Settings }): ReadinessDeps {
  const { engine } = world;
  return {
    clock: systemClock,
    durations,
    logger: silentLogger,
    memory: { totalBytes: () => 32 * 1024 ** 3 },
    disk: { freeBytes: () => Promise.resolve(50e9) },
    local: engine.local,
    settings: () => world.settings,
    entries: (use) => engine.routes.entries(use),
    provider: (id) => engine.registry.get(id),
    learnLocal: (id) => engine.learnLocal(id),
    localStates: () => engine.snapshot().local ?? [],
    localModels: (id) => engine.registry.localModels(id),
    refusal: (provider, use) => engine.checkRefusal(provider, use),
    keyOf: () => ({ t: 'stored' }),
    judge: (failure, provider, signal) => engine.judgeFailure(failure, provider, signal),
    login: () => engine.snapshot().login,
    rehearsing: (id) => engine.rehearsal.rehearsing(id),
  };
}
