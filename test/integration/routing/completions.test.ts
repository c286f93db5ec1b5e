import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { systemClock } from '../../../src/platform/systemClock';
import { createRealWorld } from '../../support/realWorld';
import { accept, inputAt } from '../../unit/completions/rig';

const cloud = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;
const local = { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' } as const;
const code = 'function add(a: number, b: number) {\n  return ▮\n}\n';

describe('completions on real SDKs', function () {
  this.timeout(30_000);
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  let pipeline: CompletionPipeline;

  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  beforeEach(async () => {
    world = await createRealWorld({ scale: 2 });
    pipeline = new CompletionPipeline({
      router: world.engine.router,
      clock: systemClock,
      logger: silentLogger,
      currentTarget: () => cloud,
      mayRead: async () => true,
    });
    world.simulator.control.script('claude', { completion: 'a + b;' });
    world.simulator.control.script('ollama', { completion: 'b + a;' });
  });
  afterEach(async () => {
    pipeline.dispose();
    await world.stop();
  });

  const complete = async (): Promise<string | undefined> => {
    const item = await pipeline.provide(inputAt(code, { explicit: true }), new AbortController().signal);
    return item && accept(code, item);
  };
  /** Has the server load the model; whoever looks finds it in memory. */
  const load = async (): Promise<void> => {
    await world.engine.registry.localModels('ollama')?.load(local.model, new AbortController().signal);
  };
  const outcomes = (service: string): (string | undefined)[] =>
    world.simulator.control.journal.requests
      .filter((request) => request.service === service && request.use === 'completion')
      .map(({ outcome }) => outcome);

  it('come from the cloud while it is quick, without a request to the local model', async () => {
    await load();
    assert.equal(await complete(), 'function add(a: number, b: number) {\n  return a + b;\n}\n');
    assert.deepEqual(outcomes('ollama'), []);
  });

  it('come from the loaded local model when the cloud is late, and the cloud’s socket is closed', async () => {
    await load();
    world.simulator.control.set({ service: 'claude', fault: 'stall', phase: 'headers' });
    assert.equal(await complete(), 'function add(a: number, b: number) {\n  return b + a;\n}\n');
    while (outcomes('claude')[0] === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(outcomes('claude'), ['left']);
    const provider = world.engine.registry.resolved('claude');
    assert.ok(provider);
    assert.equal(world.engine.health.standing(cloud, provider).kind, 'ready');
  });

  it('wait for the cloud’s deadline when the local model is not loaded', async () => {
    world.simulator.control.set({ service: 'claude', fault: 'stall', phase: 'headers' });
    const startedAt = Date.now();
    assert.equal(await complete(), 'function add(a: number, b: number) {\n  return b + a;\n}\n');
    assert.ok(Date.now() - startedAt >= 1_240, 'the deadline of a cloud completion, halved');
  });
});
