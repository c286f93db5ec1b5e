import assert from 'node:assert/strict';
import type { LocalModels } from '../../../src/core/providers/provider';
import { createRealWorld } from '../../support/realWorld';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear, question, targetOf } from '../providers/rig';

const signal = new AbortController().signal;
const model = 'gemma-4-e4b';

describe('the models of LM Studio', function () {
  this.timeout(60_000);
  let sim: Simulator;
  let models: LocalModels;
  before(async () => {
    sim = await startSimulator({ only: ['lmstudio', 'ollama', 'claude'] });
  });
  after(() => sim.stop());
  beforeEach(async () => {
    await sim.reset();
    models = createRigModels();
  });

  function createRigModels(): LocalModels {
    const found = createRig(sim, { providers: locals(sim) }).localModels('lmstudio');
    assert.ok(found);
    return found;
  }

  const paths = (): readonly string[] => sim.control.journal.requests.map(({ method, path }) => `${method} ${path}`);

  it('are listed with size, abilities and context, and none of them is in memory', async () => {
    const listed = await models.list(signal);
    assert.ok(listed.ok);
    const [embedder, gemma] = listed.value;
    assert.deepEqual(embedder?.capabilities, ['embedding']);
    assert.deepEqual(gemma, {
      id: model,
      label: model,
      sizeBytes: 4_200_000_000,
      billions: 4,
      contextWindow: 131_072,
      capabilities: ['completion', 'vision', 'tools'],
    });
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
  });

  it('are loaded on demand with the context we fill, once, and let go again', async () => {
    assert.deepEqual(await models.load(model, signal), { ok: true, value: undefined });
    assert.deepEqual(sim.control.journal.requests.at(-1)?.body, { model, context_length: 8_192 });
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [model] });
    assert.deepEqual(await models.load(model, signal), { ok: true, value: undefined });
    assert.equal(sim.studio.instancesOf(model).length, 1, 'a second load would make a second copy');
    assert.ok(sim.control.journal.requests.every(({ use }) => use === 'free'));
    assert.deepEqual(await models.unload?.(model, signal), { ok: true, value: undefined });
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
  });

  it('leave with every instance there is of them', async () => {
    sim.studio.load(model);
    sim.studio.load(model);
    assert.deepEqual(await models.unload?.(model, signal), { ok: true, value: undefined });
    assert.deepEqual(sim.studio.instancesOf(model), []);
  });

  it('are listed by the name of every copy in memory, each with its own context, and one copy leaves alone', async () => {
    sim.studio.load(model, 8_192);
    sim.studio.load(model, 2_048);
    const listed = await models.list(signal);
    assert.deepEqual(listed.ok && listed.value.slice(1).map(({ id, contextWindow }) => [id, contextWindow]), [
      [model, 2_048],
      [`${model}:2`, 2_048],
    ]);
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [model, `${model}:2`] });
    assert.deepEqual(await models.load(`${model}:2`, signal), { ok: true, value: undefined });
    assert.deepEqual(await models.unload?.(`${model}:2`, signal), { ok: true, value: undefined });
    assert.deepEqual(sim.studio.instancesOf(model), [{ id: model, context: 8_192 }]);
  });

  it('cannot be loaded when they are not there', async () => {
    const missing = await models.load('retired', signal);
    assert.equal(missing.ok ? 'ok' : missing.failure.kind, 'local-missing');
  });

  it('tell their state by v0 before 0.4.0, and are loaded by the first request that names them', async () => {
    sim.studio.api = 'v0';
    const listed = await models.list(signal);
    assert.ok(listed.ok);
    assert.deepEqual(
      listed.value.map(({ id, capabilities }) => [id, capabilities]),
      [
        ['text-embedding-nomic-embed-text-v1.5', ['embedding']],
        [model, ['completion', 'vision', 'tools']],
      ],
    );
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
    assert.deepEqual(await models.load(model, signal), { ok: true, value: undefined });
    assert.equal(paths().at(-1), 'POST /v1/completions');
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [model] });
    const after = await models.list(signal);
    assert.equal(after.ok && after.value[1]?.contextWindow, 4_096, 'what it was loaded with, not what it was made for');
    const left = await models.unload?.(model, signal);
    assert.equal(left?.ok === false && left.failure.kind, 'wrong-address', 'it has no way to be told');
  });

  it('are known by name alone from a server older than both', async () => {
    sim.studio.api = 'none';
    const listed = await models.list(signal);
    assert.deepEqual(listed.ok && listed.value.map(({ id }) => id), [model]);
    assert.deepEqual(paths(), ['GET /api/v1/models', 'GET /api/v0/models', 'GET /v1/models']);
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
  });

  it('are in memory after a question that named one', async () => {
    await hear(
      createRig(sim, { providers: locals(sim) })
        .get('lmstudio')!
        .chat(question, targetOf('lmstudio'), signal),
    );
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [model] });
  });

  it('are not asked for twice when the server is not there at all', async () => {
    sim.control.set({ service: 'lmstudio', fault: 'refused', on: 'everything' });
    await sim.settled();
    const gone = await models.list(signal);
    assert.equal(gone.ok, false);
    assert.deepEqual(paths(), []);
  });
});

describe('LM Studio as the stand-in', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  beforeEach(async () => {
    simulator = await startSimulator({ only: ['claude', 'openai', 'lmstudio', 'ollama'] });
    world = await createRealWorld({
      beside: simulator,
      settings: {
        providers: {
          claude: { baseUrl: [simulator.cloudUrl('claude')] },
          lmstudio: { baseUrl: [simulator.url('lmstudio')] },
        },
        chatRoute: ['claude', 'lmstudio'],
        completionsRoute: ['claude', 'lmstudio'],
      },
    });
  });
  afterEach(async () => {
    await world.stop();
    await simulator.stop();
  });

  it('is asked by the model that is in memory, and with no more context than that was loaded with', async () => {
    const { engine } = world;
    const provider = engine.registry.resolved('lmstudio');
    assert.ok(provider);
    simulator.studio.load(model, 2_048);
    await engine.local.refresh('lmstudio', signal);
    assert.equal(engine.local.modelFor('lmstudio', 'chat'), model);
    assert.equal(engine.contextTokens(provider, model), 2_048);
  });

  it('is loaded at the first trouble of Claude', async () => {
    simulator.control.set({ service: 'claude', fault: 'overloaded', count: 1 });
    await world.answer();
    const isLoading = (): boolean =>
      simulator.control.journal.requests.some(({ path }) => path === '/api/v1/models/load');
    for (let looks = 0; !isLoading() && looks < 2_000; looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isLoading());
    assert.equal(simulator.studio.instancesOf(model).length, 1);
  });
});

/** Only what runs; the rig asks for the addresses of all. */
function locals(sim: Simulator): Record<string, { readonly baseUrl: readonly string[] }> {
  const nowhere = { baseUrl: ['http://127.0.0.1:9'] };
  return { lmstudio: { baseUrl: [sim.url('lmstudio')] }, llamacpp: nowhere, vllm: nowhere };
}
