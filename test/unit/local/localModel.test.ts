import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import { findSpeaking } from '../../../src/core/local/findSpeaking';
import { LocalModel } from '../../../src/core/local/localModel';
import type { ModelInfo, ResolvedProvider } from '../../../src/core/providers/provider';
import { durations } from '../../../src/core/routing/durations';
import { RememberedSet } from '../../../src/core/settings/remembered';
import { silentLogger } from '../../../src/core/base/logger';
import { createFakeClock, settle, type FakeClock } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { chatModel, createLocalServer, type LocalServer } from '../../support/localServer';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf, fails, says, scriptedProvider, type ScriptedProvider } from '../../support/scriptedProvider';

interface World {
  readonly clock: FakeClock;
  readonly server: LocalServer;
  readonly speaker: ScriptedProvider;
  readonly answered: RememberedSet;
  readonly local: LocalModel;
  ollama: ResolvedProvider;
}

const signal = new AbortController().signal;
const small = chatModel('gemma3:1b', 0.8);
const middle = chatModel('gemma3:4b', 3.3);

function createWorld(models: readonly ModelInfo[], remembered = createFakeRemembered()): World {
  const clock = createFakeClock();
  const server = createLocalServer(models);
  const ollama = resolvedProvider('ollama', { local: true, windows: [{ prefix: '', tokens: 8_192 }] });
  const answered = new RememberedSet(remembered, 'answeredOrigins');
  const speaker = scriptedProvider(ollama, clock);
  const list = resolvedProvider('lmstudio', { local: true, type: 'openai', baseUrl: 'http://127.0.0.1:1234/v1' });
  const lmstudio = {
    ...scriptedProvider(list, clock),
    listModels: () =>
      Promise.resolve({
        ok: true as const,
        value: [{ id: 'text-embedding-x' }, { id: 'phi', contextWindow: 131_072 }, { id: 'b', contextWindow: 4_096 }],
      }),
  };
  const world: World = {
    clock,
    server,
    speaker,
    answered,
    ollama,
    local: new LocalModel({
      resolved: (id) => (id === 'ollama' ? world.ollama : id === 'lmstudio' ? list : undefined),
      provider: (id) => (id === 'ollama' ? speaker : id === 'lmstudio' ? lmstudio : undefined),
      localModels: (id) => (id === 'ollama' ? server : undefined),
      memory: { totalBytes: () => 16 * 2 ** 30 },
      remembered,
      answered,
      clock,
      durations,
      logger: silentLogger,
    }),
  };
  return world;
}

describe('the local model', () => {
  it('asks nobody before the one look, which comes 2 s after activation', async () => {
    const { local, clock, server } = createWorld([middle]);
    local.lookOnce();
    await clock.advance(durations.firstLookMs - 1);
    assert.deepEqual(server.calls, []);
    assert.equal(local.modelFor('ollama', 'chat'), undefined);
    await clock.advance(1);
    assert.deepEqual(server.calls, ['list', 'loaded']);
    assert.equal(local.modelFor('ollama', 'chat'), 'gemma3:4b');
    await clock.advance(600_000);
    assert.deepEqual(server.calls, ['list', 'loaded']);
  });

  it('does not look at an Ollama that has been moved off this machine', async () => {
    const world = createWorld([middle]);
    world.ollama = resolvedProvider('ollama', { baseUrl: 'http://gpu.lan:11434', local: true });
    world.local.lookOnce();
    await world.clock.advance(10_000);
    assert.deepEqual(world.server.calls, []);
  });

  it('does not look while any of its addresses is off this machine', async () => {
    const world = createWorld([middle]);
    const baseUrls = ['http://127.0.0.1:11434', 'http://gpu.lan:11434'];
    world.ollama = resolvedProvider('ollama', { baseUrls, local: true });
    world.local.lookOnce();
    await world.clock.advance(10_000);
    assert.deepEqual(world.server.calls, []);
  });

  it('makes no look after it was disposed', async () => {
    const { local, clock, server } = createWorld([middle]);
    local.lookOnce().dispose();
    local.dispose();
    await clock.advance(10_000);
    assert.deepEqual(server.calls, []);
  });

  it('remembers the loopback origin that answered', async () => {
    const { local, answered } = createWorld([middle]);
    assert.equal(answered.has('http://127.0.0.1:11434'), false);
    await local.refresh('ollama', signal);
    assert.equal(answered.has('http://127.0.0.1:11434'), true);
  });

  it('does not remember an origin that refused', async () => {
    const { local, answered, server } = createWorld([middle]);
    server.failure = failureOf('local-stopped');
    assert.equal((await local.refresh('ollama', signal)).ok, false);
    assert.deepEqual(answered.values(), []);
  });

  it('knows the names of its models after the server has stopped, and that none is loaded', async () => {
    const { local, server } = createWorld([middle]);
    server.inMemory = ['gemma3:4b'];
    await local.refresh('ollama', signal);
    assert.deepEqual(local.models('ollama')?.loaded, ['gemma3:4b']);
    server.failure = failureOf('local-stopped');
    await local.refresh('ollama', signal);
    assert.equal(local.modelFor('ollama', 'chat'), 'gemma3:4b');
    assert.deepEqual(local.models('ollama')?.loaded, []);
  });

  it('says why it knows no model: nobody has looked, the look failed, or there is none', async () => {
    const world = createWorld([]);
    assert.equal(world.local.whyNoModel('ollama'), 'not-looked');
    await world.local.refresh('ollama', signal);
    assert.equal(world.local.whyNoModel('ollama'), 'no-model');
    world.server.failure = failureOf('local-stopped');
    await world.local.refresh('ollama', signal);
    assert.equal(world.local.whyNoModel('ollama'), 'local-stopped');
    world.ollama = resolvedProvider('ollama', { local: true, baseUrl: 'http://127.0.0.1:9999' });
    assert.equal(world.local.whyNoModel('ollama'), 'not-looked');
  });

  it('forgets a list when the address changes', async () => {
    const world = createWorld([middle]);
    await world.local.refresh('ollama', signal);
    world.ollama = resolvedProvider('ollama', { local: true, baseUrl: 'http://127.0.0.1:9999' });
    assert.equal(world.local.modelFor('ollama', 'chat'), undefined);
  });

  it('makes one look of two at the same time, and lets each caller leave', async () => {
    const { local, server } = createWorld([middle]);
    const leaving = new AbortController();
    const left = local.refresh('ollama', leaving.signal);
    const stayed = local.refresh('ollama', signal);
    leaving.abort();
    await assert.rejects(left, Cancelled);
    assert.equal((await stayed).ok, true);
    assert.deepEqual(server.calls, ['list', 'loaded']);
  });

  it('looks before an ask only where nothing usable is known', async () => {
    const { local, server } = createWorld([middle]);
    server.failure = failureOf('local-stopped');
    await local.refreshUnknown(['claude', 'ollama', 'ollama'], signal);
    server.failure = undefined;
    await local.refreshUnknown(['ollama'], signal);
    await local.refreshUnknown(['ollama'], signal);
    assert.deepEqual(server.calls, ['list', 'list', 'loaded']);
    assert.equal(local.modelFor('ollama', 'chat'), 'gemma3:4b');
  });

  it('completes code with the model that fills holes', async () => {
    const { local } = createWorld([middle, chatModel('codegemma:2b', 1.6, 'insert')]);
    await local.refresh('ollama', signal);
    assert.equal(local.modelFor('ollama', 'completion'), 'codegemma:2b');
  });

  it('does not chat with the model an earlier window had loaded for completions', async () => {
    const remembered = createFakeRemembered();
    const models = [middle, chatModel('codegemma:2b', 1.6, 'insert')];
    await createWorld(models, remembered).local.refresh('ollama', signal);
    const next = createWorld(models, remembered);
    next.server.inMemory = ['codegemma:2b'];
    await next.local.refresh('ollama', signal);
    assert.equal(next.local.modelFor('ollama', 'chat'), 'gemma3:4b');
  });

  it('asks with one context, worked out once from memory, size and limit, unless the user names one', async () => {
    const world = createWorld([{ ...small, contextWindow: 2_048 }, middle]);
    assert.equal(world.local.plannedContext(world.ollama, middle.id), undefined, 'before a look');
    await world.local.refresh('ollama', signal);
    assert.equal(world.local.contextTokens(world.ollama, middle.id), 16_384);
    assert.equal(world.local.contextTokens(world.ollama, small.id), 2_048);
    world.server.models = [{ ...middle, sizeBytes: 12e9 }];
    await world.local.refresh('ollama', signal);
    assert.equal(world.local.contextTokens(world.ollama, middle.id), 16_384, 'another one would load it anew');
    assert.equal(world.local.contextTokens({ ...world.ollama, contextWindow: 5_000 }, middle.id), 5_000);
  });

  it('keeps the context of a call that went out before the first look', async () => {
    const world = createWorld([middle]);
    assert.equal(world.local.contextTokens(world.ollama, middle.id), 8_192, 'what the row says');
    await world.local.refresh('ollama', signal);
    assert.equal(world.local.contextTokens(world.ollama, middle.id), 8_192, 'another one would load it anew');
    assert.equal(world.local.plannedContext(world.ollama, middle.id), 8_192);
  });

  it('believes another server a smaller context than ours, never a larger one', async () => {
    const world = createWorld([]);
    await world.local.refresh('lmstudio', signal);
    const server = resolvedProvider('lmstudio', { local: true, type: 'openai', baseUrl: 'http://127.0.0.1:1234/v1' });
    assert.equal(world.local.contextTokens(server, 'phi'), 100_000, 'the server lists 131,072');
    assert.equal(world.local.contextTokens(server, 'b'), 4_096);
    assert.equal(world.local.contextTokens(server, 'unknown'), 100_000);
  });

  it('takes the first chat model that a server of another kind lists', async () => {
    const { local } = createWorld([]);
    await local.refresh('lmstudio', signal);
    assert.equal(local.modelFor('lmstudio', 'chat'), 'phi');
  });

  it('learns from real traffic that a model is too slow here, across windows', async () => {
    const remembered = createFakeRemembered();
    const { local } = createWorld([small, middle], remembered);
    await local.refresh('ollama', signal);
    await local.noteOutcome({ provider: 'ollama', model: 'gemma3:4b', use: 'chat' }, { firstTokenMs: 12_000 });
    assert.equal(local.modelFor('ollama', 'chat'), 'gemma3:1b');
    const next = createWorld([small, middle], remembered);
    await next.local.refresh('ollama', signal);
    assert.equal(next.local.modelFor('ollama', 'chat'), 'gemma3:1b');
  });
});

describe('trying models', () => {
  const search = (world: World, own = signal): ReturnType<typeof findSpeaking> =>
    findSpeaking(
      'ollama',
      world.local,
      { provider: world.speaker, localModels: world.server, clock: world.clock },
      () => undefined,
      own,
    );

  it('takes the first that speaks in time, loading not counted', async () => {
    const world = createWorld([small, middle]);
    world.speaker.play([{ wait: 9_000 }, ...says('Hi')]);
    const found = search(world);
    await world.clock.advance(9_000);
    assert.deepEqual(await found, { t: 'spoke', model: 'gemma3:4b' });
    assert.ok(world.server.calls.includes('load gemma3:4b'));
  });

  it('goes on to a smaller one after 10 s of silence and remembers it', async () => {
    const world = createWorld([small, middle]);
    world.server.load = () => Promise.resolve({ ok: true, value: undefined });
    world.speaker.play(['hang'], says('Hi'));
    const found = search(world);
    await world.clock.advance(10_000);
    assert.deepEqual(await found, { t: 'spoke', model: 'gemma3:1b' });
    assert.equal(world.local.modelFor('ollama', 'chat'), 'gemma3:1b');
    assert.equal(world.speaker.calls[0]?.aborted, true);
  });

  it('goes on when a model does not fit into memory after all', async () => {
    const world = createWorld([small, middle]);
    world.speaker.play(fails('local-memory'), says('Hi'));
    assert.deepEqual(await search(world), { t: 'spoke', model: 'gemma3:1b' });
  });

  it('keeps the smallest when all are slow', async () => {
    const world = createWorld([small]);
    world.speaker.play(['hang']);
    const found = search(world);
    await world.clock.advance(10_000);
    assert.deepEqual(await found, { t: 'slow', model: 'gemma3:1b' });
  });

  it('does not blame a model for a server that fails', async () => {
    const world = createWorld([middle]);
    world.speaker.play(fails('local-stopped'));
    const found = await search(world);
    assert.equal(found.t, 'failure');
    assert.equal(world.local.modelFor('ollama', 'chat'), 'gemma3:4b');
  });

  it('says so where there is nothing to try', async () => {
    assert.deepEqual(await search(createWorld([])), { t: 'no-model' });
  });

  it('ends at once and leaves no timer when the user cancels', async () => {
    const world = createWorld([middle]);
    world.speaker.play(['hang']);
    const cancel = new AbortController();
    const found = search(world, cancel.signal);
    await settle();
    cancel.abort();
    await assert.rejects(found, Cancelled);
    assert.equal(world.clock.pending, 0);
  });
});
