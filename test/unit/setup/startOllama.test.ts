import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { LocalModel } from '../../../src/core/local/localModel';
import { isLoopbackOrigin } from '../../../src/core/providers/origins';
import type { ModelInfo, ResolvedProvider } from '../../../src/core/providers/provider';
import { durations } from '../../../src/core/routing/durations';
import { readSettings } from '../../../src/core/settings/readSettings';
import { RememberedSet } from '../../../src/core/settings/remembered';
import type { Settings } from '../../../src/core/settings/snapshot';
import { startOllama, type StartOllamaDeps } from '../../../src/editor/setup/startOllama';
import { createFakeClock, settle, type FakeClock } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { createFakeSetupUi, type FakeSetupUi } from '../../support/fakeSetupUi';
import { chatModel, createLocalServer, type LocalServer } from '../../support/localServer';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf, scriptedProvider } from '../../support/scriptedProvider';

interface World extends StartOllamaDeps {
  readonly ui: FakeSetupUi;
  readonly clock: FakeClock;
  readonly server: LocalServer;
  readonly written: unknown[];
  readonly downloads: string[];
  readonly answered: RememberedSet;
  ollama: ResolvedProvider;
  route: readonly string[];
  program: string | undefined;
  localOnly: boolean;
}

function createWorld(models: readonly ModelInfo[] = [chatModel('gemma3:1b', 0.8)]): World {
  const clock = createFakeClock();
  const server = createLocalServer(models);
  const remembered = createFakeRemembered();
  const answered = new RememberedSet(remembered, 'answeredOrigins');
  const memory = { totalBytes: () => 16 * 2 ** 30 };
  const ollama = resolvedProvider('ollama', { local: true, windows: [{ prefix: '', tokens: 8_192 }] });
  const speaker = scriptedProvider(ollama, clock);
  const defaults = readSettings(() => ({ folders: [], languages: [] })).settings;
  const written: unknown[] = [];
  const ports = {
    resolved: () => world.ollama,
    provider: () => speaker,
    localModels: () => server,
  };
  const world: World = {
    ...ports,
    ui: createFakeSetupUi(),
    clock,
    server,
    memory,
    answered,
    written,
    downloads: [],
    downloadModel: (model) => world.downloads.push(model),
    ollama,
    route: defaults.chatRoute,
    program: undefined,
    localOnly: false,
    mayReach: (url) => !world.localOnly || isLoopbackOrigin(url),
    local: new LocalModel({ ...ports, memory, remembered, answered, clock, durations, logger: silentLogger }),
    writer: { writeRoutes: async (routes) => void written.push(routes), writeProvider: async () => undefined },
    settings: (): Settings => ({ ...defaults, chatRoute: world.route }),
    serveLine: () => Promise.resolve(world.program),
    env: () => undefined,
  };
  return world;
}

describe('Start Ollama', () => {
  it('puts an Ollama that answers to use and remembers it', async () => {
    const world = createWorld();
    await startOllama(world);
    assert.deepEqual(world.ui.told, [{ kind: 'info', sentence: 'Gemma 3 is ready.' }]);
    assert.deepEqual(world.ui.said, ['Trying gemma3:1b…']);
    assert.equal(world.answered.has(world.ollama.origin), true);
    assert.deepEqual(world.written, []);
    assert.deepEqual(world.ui.commandLines, []);
  });

  it('says of one that is too old what it would do, and offers the newer one', async () => {
    const world = createWorld();
    world.server.versionSaid = '0.5.13';
    await startOllama(world);
    const sentence = 'Ollama 0.5.13 is too old: it cuts long conversations without a word. Get 0.12.6 or later.';
    assert.equal(world.ui.told[0]?.sentence, sentence);
    assert.equal(world.ui.told[0].action?.label, 'Update Ollama');
  });

  it('says on which side of a remote window it looked, and how to forward the other one', async () => {
    for (const [remoteName, forward] of [
      ['ssh-remote', 'ssh -R 11434:127.0.0.1:11434 <host>'],
      ['wsl', 'networkingMode=mirrored'],
      ['dev-container', 'http://host.docker.internal:11434'],
    ] as const) {
      const world = createWorld();
      world.server.failure = failureOf('local-stopped');
      await startOllama({ ...world, remoteName });
      const { sentence = '' } = world.ui.told[0] ?? {};
      assert.ok(sentence.includes(`not installed on ${remoteName}, where extensions run`), sentence);
      assert.ok(sentence.includes(forward), sentence);
    }
  });

  it('opens no download page where OLLAMA_HOST names another machine, and says why that one is left alone', async () => {
    const world = createWorld();
    world.ollama = { ...world.ollama, unusedHost: 'http://gpu.house:11434' };
    world.server.failure = failureOf('local-stopped');
    await startOllama(world);
    const [told] = world.ui.told;
    assert.match(told?.sentence ?? '', /^OLLAMA_HOST names http:\/\/gpu\.house:11434, another machine/);
    assert.equal(told?.action?.label, 'Open Settings');
    assert.deepEqual(world.ui.opened, []);
  });

  it('adds it to a route that leaves it out', async () => {
    const world = createWorld();
    world.route = ['claude'];
    await startOllama(world);
    assert.deepEqual(world.written, [{ chatRoute: ['claude', 'ollama'], completionsRoute: ['claude', 'ollama'] }]);
  });

  it('starts an installed one in a visible terminal and waits until it answers', async () => {
    const world = createWorld();
    world.program = 'ollama serve';
    world.server.failure = failureOf('local-stopped');
    const done = startOllama(world);
    await world.clock.advance(1_000);
    assert.deepEqual(world.ui.commandLines, ['ollama serve']);
    world.server.failure = undefined;
    await world.clock.advance(1_000);
    await done;
    assert.equal(world.ui.told[0]?.sentence, 'Gemma 3 is ready.');
  });

  it('starts it at the port where it is looked for', async () => {
    const world = createWorld();
    world.ollama = { ...world.ollama, origin: 'http://127.0.0.1:21434' };
    world.program = 'ollama serve';
    world.server.failure = failureOf('local-stopped');
    const done = startOllama(world);
    await world.clock.advance(21_000);
    await done;
    assert.deepEqual(world.ui.commandLines, ['OLLAMA_HOST=127.0.0.1:21434 ollama serve']);
  });

  it('gives up after 20 s with one sentence and one action', async () => {
    const world = createWorld();
    world.program = 'ollama serve';
    world.server.failure = failureOf('local-stopped');
    const done = startOllama(world);
    await world.clock.advance(20_000);
    await done;
    assert.deepEqual(
      world.ui.told.map(({ kind, action }) => [kind, action?.label]),
      [['problem', 'Try again']],
    );
  });

  it('stops waiting when the user cancels', async () => {
    const world = createWorld();
    world.program = 'ollama serve';
    world.server.failure = failureOf('local-stopped');
    const done = startOllama(world);
    await world.clock.advance(1_000);
    world.ui.cancel();
    await done;
    await settle();
    assert.equal(world.clock.pending, 0);
    assert.deepEqual(world.ui.told, []);
  });

  it('opens the download page where it is not installed', async () => {
    const world = createWorld();
    world.server.failure = failureOf('local-stopped');
    await startOllama(world);
    assert.deepEqual(world.ui.opened, ['https://ollama.com/download']);
    assert.deepEqual(world.ui.commandLines, []);
    assert.equal(world.ui.told[0]?.action?.label, 'Start Ollama');
  });

  it('starts nothing here for an Ollama on another machine', async () => {
    const world = createWorld();
    world.ollama = resolvedProvider('ollama', { local: true, baseUrl: 'http://gpu.lan:11434' });
    world.program = 'ollama serve';
    world.server.failure = failureOf('unreachable');
    await startOllama(world);
    assert.deepEqual(world.ui.commandLines, []);
    assert.equal(world.ui.told[0]?.action?.label, 'Open Settings');
  });

  it('asks nobody beyond this machine while local only is on', async () => {
    const world = createWorld();
    world.localOnly = true;
    world.ollama = resolvedProvider('ollama', { baseUrl: 'http://gpu.lan:11434' });
    await startOllama(world);
    assert.deepEqual(world.server.calls, []);
    assert.deepEqual(world.ui.commandLines, []);
    assert.match(world.ui.told[0]?.sentence ?? '', /Local only is on/);
    assert.equal(world.ui.told.length, 1);
    world.ui.told[0]?.action?.run();
    assert.deepEqual(world.ui.opened, ['understudy.localOnly']);
  });

  it('looks at this machine although local only is on', async () => {
    const world = createWorld();
    world.localOnly = true;
    await startOllama(world);
    assert.deepEqual(world.ui.told, [{ kind: 'info', sentence: 'Gemma 3 is ready.' }]);
  });

  it('offers to pull a Gemma that fits where there is no model', async () => {
    const world = createWorld([]);
    await startOllama(world);
    assert.equal(world.ui.told[0]?.action?.label, 'Pull gemma4:e4b');
    world.ui.told[0]?.action?.run();
    assert.deepEqual(world.downloads, ['gemma4:e4b']);
    assert.deepEqual(world.ui.commandLines, []);
  });
});
