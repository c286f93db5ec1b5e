import assert from 'node:assert/strict';
import { startGemma } from '../../support/gemma';
import { findGemma } from '../../support/gemma/place';
import { freePort } from '../../support/ports';
import { createRealWorld } from '../../support/realWorld';

/** A real llama.cpp, looked at from the moment it is started. */
describe('a real llama.cpp that loads its model', function () {
  this.timeout(120_000);

  it('is loading until it is ready, and then has its model in memory', async function () {
    if (!findGemma()) {
      console.log('      SKIPPED: neither the engine nor the weights of Gemma 3 270M are on this machine');
      return this.skip();
    }
    const port = await freePort();
    const baseUrl = [`http://127.0.0.1:${port}/v1`];
    const world = await createRealWorld({
      simulator: { only: ['ollama'] },
      scale: 1,
      settings: { providers: { llamacpp: { baseUrl } } },
    });
    const signal = AbortSignal.timeout(100_000);
    const models = world.engine.registry.localModels('llamacpp');
    assert.ok(models);
    const starting = startGemma({ port, signal });
    starting.catch(() => undefined);
    try {
      // It refuses connections first, then says that it loads, then lists its model: nothing else in between.
      const seen = new Set<string>();
      for (;;) {
        const loaded = await models.loaded(signal);
        const state = loaded.ok ? (loaded.value.length > 0 ? 'ready' : 'loading') : loaded.failure.kind;
        seen.add(state);
        if (state === 'ready') break;
        if (state === 'loading')
          assert.deepEqual(await models.load('gemma-3-270m', signal), { ok: true, value: undefined });
      }
      assert.deepEqual(
        [...seen].filter((state) => !['local-stopped', 'loading', 'ready'].includes(state)),
        [],
      );
      console.log(`      seen: ${[...seen].join(', ')}`);
    } finally {
      await (await starting).stop();
      await world.stop();
    }
  });
});
