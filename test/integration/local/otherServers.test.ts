import assert from 'node:assert/strict';
import { createRealWorld } from '../../support/realWorld';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import type { ServiceId } from '../../simulator/services';

const signal = new AbortController().signal;

describe('the context of a server that was started with one', function () {
  this.timeout(20_000);
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ only: ['claude', 'openai', 'ollama', 'llamacpp', 'vllm'] });
  });
  after(() => simulator.stop());
  beforeEach(() => simulator.reset());

  /** The tokens we budget with after a look. */
  async function budgetOf(id: ServiceId, contextWindow?: number): Promise<number> {
    const setting = { baseUrl: [simulator.url(id)], ...(contextWindow === undefined ? {} : { contextWindow }) };
    const world = await createRealWorld({ beside: simulator, settings: { providers: { [id]: setting } } });
    try {
      const { engine } = world;
      const looked = await engine.local.refresh(id, signal);
      assert.ok(looked.ok, JSON.stringify(looked));
      const provider = engine.registry.resolved(id);
      assert.ok(provider);
      return engine.contextTokens(provider, engine.local.modelFor(id, 'chat') ?? '');
    } finally {
      await world.stop();
    }
  }

  it('is llama.cpp’s own where it is smaller than ours or than what the user named', async () => {
    simulator.control.script('llamacpp', { startedWith: 4_096 });
    assert.equal(await budgetOf('llamacpp'), 4_096);
    assert.equal(await budgetOf('llamacpp', 16_384), 4_096);
    assert.equal(await budgetOf('llamacpp', 2_048), 2_048);
  });

  it('stays ours where llama.cpp was started with more', async () => {
    simulator.control.script('llamacpp', { startedWith: 65_536 });
    assert.equal(await budgetOf('llamacpp'), 8_192);
    assert.equal(await budgetOf('llamacpp', 32_768), 32_768);
  });

  it('is vLLM’s own, also where it is larger, and never more than that', async () => {
    assert.equal(await budgetOf('vllm'), 32_768);
    assert.equal(await budgetOf('vllm', 16_384), 16_384);
    assert.equal(await budgetOf('vllm', 100_000), 32_768);
  });

  it('does not hide that the engine of vLLM has died while its lists are served', async () => {
    const world = await createRealWorld({
      beside: simulator,
      settings: { providers: { vllm: { baseUrl: [simulator.url('vllm')] } } },
    });
    try {
      const provider = world.engine.registry.get('vllm');
      assert.ok(provider);
      assert.deepEqual(await provider.check(signal), { ok: true, value: undefined });
      const paths = simulator.control.journal.requests.map(({ path }) => path);
      assert.deepEqual(paths, ['/health', '/v1/models']);
      simulator.control.set({ service: 'vllm', fault: 'unavailable', on: 'everything', count: 1 });
      const dead = await provider.check(signal);
      assert.equal(dead.ok, false);
      assert.equal(simulator.control.journal.requests.length, 3, 'the list would only say that all is well');
    } finally {
      await world.stop();
    }
  });
});
