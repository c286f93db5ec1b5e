import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../../src/core/contract/events';
import { createRealWorld } from '../../support/realWorld';

const signal = new AbortController().signal;

describe('the context of a model in Ollama', function () {
  this.timeout(20_000);

  it('is one and the same for chat, completion and loading, from memory and the model’s limit', async () => {
    const world = await createRealWorld({ simulator: { only: ['ollama'] } });
    try {
      const { engine, simulator } = world;
      const model = 'qwen2.5-coder:1.5b';
      await engine.local.refresh('ollama', signal);
      const provider = engine.registry.get('ollama');
      assert.ok(provider);
      await engine.registry.localModels('ollama')?.load(model, signal);
      await drain(
        provider.chat(
          { kind: 'chat', use: 'chat', system: '', messages: [{ role: 'user', text: 'Hi' }] },
          { provider: 'ollama', model, use: 'chat' },
          signal,
        ),
      );
      const completed = provider.complete?.(
        { kind: 'fim', prefix: 'a', suffix: 'b', maxOutputTokens: 8, stop: [] },
        { provider: 'ollama', model, use: 'completion' },
        signal,
      );
      assert.ok(completed);
      await drain(completed);
      const asked = simulator.control.journal.requests.filter(({ path }) => /chat|generate/.test(path));
      const contexts = asked.map(({ body }) => (body as { options: { num_ctx: number } }).options.num_ctx);
      assert.deepEqual(contexts, [16_384, 16_384, 16_384]);
      assert.equal(simulator.shelf.loads.length, 1);
      const status = engine.snapshot().targets.find((target) => target.provider === 'ollama');
      assert.equal(status?.contextTokens, 16_384, 'the status shows it');
    } finally {
      await world.stop();
    }
  });
});

async function drain(events: AsyncIterable<ProviderEvent>): Promise<void> {
  for await (const event of events) if (event.t === 'failure') assert.fail(JSON.stringify(event.failure.evidence));
}
