import assert from 'node:assert/strict';
import type { ChatRequest, FimRequest } from '../../src/core/contract/ask';
import type { Target } from '../../src/core/contract/target';
import { silentLogger } from '../../src/core/base/logger';
import { ProviderRegistry } from '../../src/core/providers/registry';
import { durations } from '../../src/core/routing/durations';
import { systemClock } from '../../src/platform/systemClock';
import { hear } from '../integration/providers/rig';
import { settingsOf } from '../support/routingWorld';
import { withRealOllama } from './realServer';
import { logMark, logSince, needsLog, serverLog } from './serverLog';

describe('the product at a real Ollama', function () {
  const real = withRealOllama(this);
  const { signal } = new AbortController();
  const bodies: Record<string, unknown>[] = [];

  function createRegistry(): ProviderRegistry {
    const settings = settingsOf({ providers: { ollama: { baseUrl: [real.server.baseUrl], contextWindow: 2_048 } } });
    return new ProviderRegistry({
      settings: () => settings,
      fetch: (url, init) => {
        const isLook = url.endsWith('/api/show');
        if (typeof init?.body === 'string' && !isLook) bodies.push(JSON.parse(init.body) as Record<string, unknown>);
        return globalThis.fetch(url, init);
      },
      keys: () => Promise.resolve(undefined),
      clock: systemClock,
      durations,
      logger: silentLogger,
    });
  }
  const target = (use: Target['use']): Target => ({ provider: 'ollama', model: real.server.models.chat, use });
  const question = (maxOutputTokens: number, text = 'Count: one, two, three,'): ChatRequest => ({
    kind: 'chat',
    use: 'chat',
    system: '',
    messages: [{ role: 'user', text }],
    maxOutputTokens,
  });
  const unload = (): Promise<Response> =>
    fetch(`${real.server.baseUrl}/api/generate`, {
      method: 'POST',
      body: JSON.stringify({ model: real.server.models.chat, prompt: '', keep_alive: 0, stream: false }),
    });
  const loadsSince = async (mark: number): Promise<number> =>
    ((await logSince(mark)).match(/msg="starting llama-server"|msg="starting runner"/g) ?? []).length;
  beforeEach(async () => {
    bodies.length = 0;
    await unload();
  });

  it('finds what is pulled and what is in memory, and loads a model it is told to', async () => {
    const models = createRegistry().localModels('ollama')!;
    const { chat } = real.server.models;
    const listed = await models.list(signal);
    assert.ok(
      listed.ok && listed.value.some(({ id, capabilities }) => id === chat && capabilities?.includes('completion')),
    );
    const before = await models.loaded(signal);
    assert.ok(before.ok && !before.value.includes(chat));
    assert.equal((await models.load(chat, signal)).ok, true);
    const after = await models.loaded(signal);
    assert.ok(after.ok && after.value.includes(chat));
  });

  it('streams an answer to its proof of completion, with the tokens it took', async () => {
    const { events, text } = await hear(createRegistry().get('ollama')!.chat(question(8), target('chat'), signal));
    assert.deepEqual(events.at(-1), { t: 'end', reason: 'length' });
    assert.notEqual(text, '');
    const usage = events.find((event) => event.t === 'usage');
    assert.ok(usage && usage.input > 0 && usage.output === 8);
  });

  it('is asked with thinking, cutting and shifting off, the one context, and half an hour in memory', async () => {
    const registry = createRegistry();
    await registry.localModels('ollama')!.load(real.server.models.chat, signal);
    await hear(registry.get('ollama')!.chat(question(2), target('chat'), signal));
    const [load, chat] = bodies;
    for (const body of [load, chat]) {
      assert.deepEqual([body?.['truncate'], body?.['shift'], body?.['keep_alive']], [false, false, 1_800]);
      assert.equal((body?.['options'] as { num_ctx?: number } | undefined)?.num_ctx, 2_048);
    }
    assert.equal(chat?.['think'], false);
    const { models } = (await (await fetch(`${real.server.baseUrl}/api/ps`)).json()) as {
      models: { name: string; context_length: number; expires_at: string }[];
    };
    const loaded = models.find(({ name }) => name === real.server.models.chat);
    assert.equal(loaded?.context_length, 2_048);
    assert.ok(Date.parse(loaded.expires_at) - Date.now() > 25 * 60_000);
  });

  it('refuses a prompt that does not fit instead of cutting it silently', async () => {
    const long = question(4, 'word '.repeat(4_000));
    const { failure } = await hear(createRegistry().get('ollama')!.chat(long, target('chat'), signal));
    assert.equal(failure?.kind, 'too-long', JSON.stringify(failure?.evidence));
  });

  it('loads a model once for warming, chat and completions (by the server’s log)', async function () {
    needsLog(this);
    const mark = await logMark();
    const registry = createRegistry();
    await registry.localModels('ollama')!.load(real.server.models.chat, signal);
    const ollama = registry.get('ollama')!;
    await hear(ollama.chat(question(4), target('chat'), signal));
    const raw = { kind: 'raw', prompt: 'function add(', maxOutputTokens: 4, stop: [] } as const;
    await hear(ollama.complete!(raw, target('completion'), signal));
    await hear(ollama.complete!({ ...question(4), use: 'completion' }, target('completion'), signal));
    assert.equal(await loadsSince(mark), 1);
  });

  it('stops generating when an answer is stopped: the next one does not wait for its end', async () => {
    const registry = createRegistry();
    const ollama = registry.get('ollama')!;
    await registry.localModels('ollama')!.load(real.server.models.chat, signal);
    const startedAt = performance.now();
    await hear(ollama.chat(question(48), target('chat'), signal));
    const wholeMs = performance.now() - startedAt;

    const mark = await logMark();
    const leaving = new AbortController();
    const events = ollama.chat(question(48), target('chat'), leaving.signal)[Symbol.asyncIterator]();
    await events.next();
    await events.next();
    leaving.abort();
    await assert.rejects(events.next());
    const stoppedAt = performance.now();
    await hear(ollama.chat(question(1, 'Hi'), target('chat'), signal));
    const nextMs = performance.now() - stoppedAt;
    assert.ok(
      nextMs < wholeMs / 2,
      `${Math.round(nextMs)} ms after a stop, ${Math.round(wholeMs)} ms for a whole answer`,
    );
    if (serverLog !== undefined) assert.match(await logSince(mark), /cancel task, id_task|aborting completion request/);
  });

  it('a completion makes room for a chat answer', async () => {
    const ollama = createRegistry().get('ollama')!;
    const raw: FimRequest = { kind: 'raw', prompt: 'one two three', maxOutputTokens: 100, stop: [] };
    const filling = hear(ollama.complete!(raw, target('completion'), signal));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const answer = await hear(ollama.chat(question(4), target('chat'), signal));
    assert.equal(answer.failure, undefined);
    assert.equal((await filling).failure?.kind, 'local-busy');
  });

  it('fills a hole where a model has a template for it, and says so of one that has none', async function () {
    const { insert, chat } = real.server.models;
    const ollama = createRegistry().get('ollama')!;
    assert.equal(await ollama.fimRoute(chat, signal), 'none');
    if (insert === undefined) return this.skip();
    assert.equal(await ollama.fimRoute(insert, signal), 'suffix');
    const hole: FimRequest = { kind: 'fim', prefix: 'return a', suffix: '}', maxOutputTokens: 8, stop: [] };
    const filled = await hear(ollama.complete!(hole, { ...target('completion'), model: insert }, signal));
    assert.equal(filled.failure, undefined);
  });

  it('says that a model is not pulled, and that nobody listens where nobody does', async () => {
    const ollama = createRegistry().get('ollama')!;
    const missing = await hear(ollama.chat(question(1), { ...target('chat'), model: 'no-such:1b' }, signal));
    assert.equal(missing.failure?.kind, 'local-missing');
  });
});
