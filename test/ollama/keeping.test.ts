import assert from 'node:assert/strict';
import type { Logger } from '../../src/core/base/logger';
import { silentLogger } from '../../src/core/base/logger';
import { createRealWorld } from '../support/realWorld';
import { withRealOllama } from './realServer';
import { logMark, logSince, needsLog } from './serverLog';

const gigabyte = 1e9;
/** Even a base model answers it with one word. */
const question = 'What is the capital of France?';

/*
 * What stays in the memory of a real server: nothing of another program's is pushed out ahead of need or without a word, and
 * what we loaded for a trouble leaves after it. Start the server with OLLAMA_MAX_LOADED_MODELS=1 to see it push.
 */
describe('the memory of a real Ollama', function () {
  const real = withRealOllama(this);
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  const outcomes: unknown[] = [];
  const evicted: string[] = [];

  async function open(memoryBytes = 32 * gigabyte): Promise<void> {
    outcomes.length = 0;
    evicted.length = 0;
    const logger: Logger = {
      ...silentLogger,
      info: (event, facts) => void (event.startsWith('local.') && outcomes.push(facts?.['outcome'])),
    };
    world = await createRealWorld({
      scale: 1,
      durations: { letGoMs: 300, breakerOpenMs: 200, retryMinMs: 1, retryMaxMs: 2 },
      memory: { totalBytes: () => memoryBytes },
      logger,
      settings: { chatRoute: ['claude', 'ollama'], completionsRoute: ['claude', 'ollama'] },
    });
    const { claude } = world.settings.providers;
    const { chat } = real.server.models;
    const ollama = { baseUrl: [real.server.baseUrl], chatModel: chat, completionModel: chat, contextWindow: 2_048 };
    world.settings = { ...world.settings, providers: { ...(claude ? { claude } : {}), ollama } };
    world.engine.onDidEvict((eviction) => evicted.push(...eviction.evicted));
  }
  afterEach(() => world.stop());

  async function generate(model: string, keepAlive: string | number): Promise<void> {
    const body = JSON.stringify({
      model,
      prompt: '',
      stream: false,
      keep_alive: keepAlive,
      options: { num_ctx: 2_048 },
    });
    await (await fetch(`${real.server.baseUrl}/api/generate`, { method: 'POST', body })).text();
  }
  async function inMemory(): Promise<readonly string[]> {
    const answer = await fetch(`${real.server.baseUrl}/api/ps`);
    const { models } = (await answer.json()) as { readonly models: readonly { readonly name: string }[] };
    return models.map(({ name }) => name);
  }
  async function untilMemory(isSo: (names: readonly string[]) => boolean): Promise<void> {
    while (!isSo(await inMemory())) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  async function empty(): Promise<void> {
    for (const model of await inMemory()) await generate(model, 0);
    await untilMemory((names) => names.length === 0);
  }
  function otherModel(context: Mocha.Context): string {
    const { other } = real.server;
    if (other === undefined) {
      console.log('    SKIPPED: the server has no second model of other weights');
      context.skip();
    }
    return other ?? '';
  }
  /** Claude fails once or until it is healed, and one question is asked. */
  async function trouble(count?: number): Promise<void> {
    world.simulator.control.set({ service: 'claude', fault: 'overloaded', ...(count === undefined ? {} : { count }) });
    await world.answer(question);
  }

  beforeEach(empty);

  it('keeps what another program has loaded where we see no room, and a question that comes is told what left', async function () {
    const other = otherModel(this);
    await open(0.6 * gigabyte);
    await generate(other, '5m');
    await trouble(1);
    while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(outcomes, ['no-room']);
    assert.deepEqual(await inMemory(), [other]);
    await trouble();
    const left = (await inMemory()).includes(other) ? [] : [other];
    while (evicted.length < left.length) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(evicted, left);
    console.log(`      the server ${left.length > 0 ? 'made room, which was told' : 'had room for both'}`);
  });

  it('loses another program’s model to a load ahead of need only where the guess was wrong, and not without a word', async function () {
    const other = otherModel(this);
    await open();
    await generate(other, '5m');
    await trouble(1);
    while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(outcomes, ['loaded']);
    assert.deepEqual(evicted, (await inMemory()).includes(other) ? [] : [other]);
  });

  it('has the stand-in while Claude is away, and no more when the trouble is over', async () => {
    await open();
    await trouble();
    assert.deepEqual(await inMemory(), [real.server.models.chat]);
    world.simulator.control.heal('claude');
    await untilAnsweredByClaude();
    await untilMemory((names) => names.length === 0);
    assert.deepEqual(outcomes.slice(0, 2), ['loaded', 'unloaded']);
  });

  it('keeps a stand-in that the user had loaded himself', async () => {
    await open();
    await generate(real.server.models.chat, '5m');
    await world.engine.local.refresh('ollama', new AbortController().signal);
    await trouble();
    world.simulator.control.heal('claude');
    await untilAnsweredByClaude();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.deepEqual(await inMemory(), [real.server.models.chat]);
  });

  it('is never filled from a registry by ourselves (by the server’s log)', async function () {
    needsLog(this);
    const mark = await logMark();
    await open();
    await trouble();
    await world.engine.local.refresh('ollama', new AbortController().signal);
    const log = await logSince(mark);
    assert.match(log, /"\/api\/chat"/);
    assert.doesNotMatch(log, /\/api\/(pull|push|create)|registry\.ollama\.ai\/v2/);
  });

  /** Each question is a probe once the breaker's time has run out. */
  async function untilAnsweredByClaude(): Promise<void> {
    while (world.engine.health.episode('chat') !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await world.answer(question);
    }
  }
});
