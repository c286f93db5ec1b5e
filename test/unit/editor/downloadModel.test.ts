import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { UnfinishedDownloads } from '../../../src/core/local/download/unfinished';
import { LocalModel } from '../../../src/core/local/localModel';
import type { PullProgress, Result } from '../../../src/core/providers/provider';
import { durations } from '../../../src/core/routing/durations';
import { readSettings } from '../../../src/core/settings/readSettings';
import { RememberedSet } from '../../../src/core/settings/remembered';
import type { LocalModelDeps } from '../../../src/editor/local/deps';
import { downloadModel } from '../../../src/editor/local/downloadModel';
import { offerToResume } from '../../../src/editor/local/offerToResume';
import { createFakeClock } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { createFakeSetupUi } from '../../support/fakeSetupUi';
import { chatModel, createLocalServer } from '../../support/localServer';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf, says, scriptedProvider } from '../../support/scriptedProvider';

/** A user with answers, before a server that fetches at once unless told otherwise. */
function createWorld(...answers: readonly (string | undefined)[]) {
  const clock = createFakeClock();
  const ui = createFakeSetupUi(...answers);
  const server = createLocalServer([]);
  const remembered = createFakeRemembered();
  const ollama = resolvedProvider('ollama', { local: true, windows: [{ prefix: '', tokens: 8_192 }] });
  const speaker = scriptedProvider(ollama, clock);
  const settings = readSettings(() => ({ folders: [], languages: [] })).settings;
  const world = {
    clock,
    ui,
    server,
    ollama,
    speaker,
    remembered,
    pulls: [] as string[],
    /** Downloads begun by a button beside the verdict on another model. */
    downloads: [] as string[],
    written: [] as unknown[],
    started: 0,
    route: settings.chatRoute,
    completionsEnabled: true,
    /** What comes with a pull; a failure instead where one is set. */
    gigabytes: 3.3,
    abilities: [] as string[],
    failure: undefined as Result<undefined> | undefined,
    free: 1e12,
  };
  const pull = async (model: string, note: (progress: PullProgress) => void): Promise<Result<undefined>> => {
    world.pulls.push(model);
    if (world.failure) return world.failure;
    note({ status: 'pulling', digest: 'sha256:1', total: 1e9, completed: 5e8 });
    server.models = [...server.models, chatModel(model, world.gigabytes, ...world.abilities)];
    return { ok: true, value: undefined };
  };
  const ports = { resolved: () => ollama, provider: () => speaker, localModels: () => Object.assign(server, { pull }) };
  const memory = { totalBytes: () => 16 * 2 ** 30 };
  const answered = new RememberedSet(remembered, 'answeredOrigins');
  const local = new LocalModel({ ...ports, memory, remembered, answered, clock, durations, logger: silentLogger });
  const deps: LocalModelDeps = {
    ...ports,
    ui,
    local,
    memory,
    clock,
    durations,
    logger: silentLogger,
    remembered,
    window: 'this window',
    writer: {
      writeRoutes: async (routes) => void world.written.push(routes),
      writeProvider: async (...written) => void world.written.push(written),
    },
    lease: async () => ({ take: async () => async () => undefined, renew: async () => true }),
    freeBytes: async () => world.free,
    settings: () => ({ ...settings, chatRoute: world.route, completionsEnabled: world.completionsEnabled }),
    mayReach: () => true,
    startOllama: () => (world.started += 1),
    chooseModel: () => undefined,
    downloadModel: (model) => world.downloads.push(model),
  };
  return Object.assign(world, { deps });
}

describe('Download model', () => {
  it('asks which, fetches it, tries it and says that it is ready', async () => {
    const world = createWorld('gemma3:4b');
    await downloadModel(world.deps);
    assert.deepEqual(world.ui.asked, ['Download model']);
    assert.equal(world.ui.offered[0]?.[0], 'gemma4:e4b');
    assert.equal(world.ui.offered[0]?.at(-1), 'Another model…');
    assert.deepEqual(world.pulls, ['gemma3:4b']);
    assert.deepEqual(world.ui.said, ['asking for its parts…', '0.5 GB of 1.0 GB']);
    assert.match(world.ui.told[0]?.sentence ?? '', /^Gemma 3 is ready for chat; its first word took /);
    assert.deepEqual(world.written, [], 'it is chosen by itself, and Ollama is on the routes');
  });

  it('has a model to chat with fill a known hole where it completes code too, and advises a small one beside it', async () => {
    const world = createWorld();
    world.speaker.play(says('Hello.'), says('<COMPLETION>a + b</COMPLETION>'));
    await downloadModel(world.deps, 'gemma3:4b');
    assert.equal(world.speaker.calls.at(-1)?.target.use, 'completion');
    const verdict = world.ui.told[1];
    assert.match(
      verdict?.sentence ?? '',
      /^Gemma 3 is a chat model: it fills holes in code by a prompt, .*qwen2\.5-coder/,
    );
    assert.equal(verdict?.action?.label, 'Download qwen2.5-coder:1.5b');
    verdict?.action?.run();
    assert.deepEqual(world.downloads, ['qwen2.5-coder:1.5b']);
  });

  it('asks no chat model to fill a hole where another one completes code, or nobody does', async () => {
    const beside = createWorld();
    beside.server.models = [chatModel('qwen2.5-coder:1.5b', 1, 'insert')];
    await downloadModel(beside.deps, 'gemma3:4b');
    const off = createWorld();
    off.completionsEnabled = false;
    await downloadModel(off.deps, 'gemma3:4b');
    for (const world of [beside, off]) {
      assert.deepEqual(
        world.ui.told.map(({ sentence }) => sentence.slice(0, 26)),
        ['Gemma 3 is ready for chat;'],
      );
      assert.ok(world.speaker.calls.every(({ target }) => target.use === 'chat'));
    }
  });

  it('writes the model into the settings where another one would be chosen, and puts Ollama on the route', async () => {
    const world = createWorld();
    world.server.models = [chatModel('gemma3:12b', 8.1)];
    world.route = ['claude'];
    await downloadModel(world.deps, 'gemma3:1b');
    assert.deepEqual(world.written, [
      ['ollama', 'chatModel', 'gemma3:1b'],
      { chatRoute: ['claude', 'ollama'], completionsRoute: ['claude', 'ollama'] },
    ]);
  });

  it('puts a model that fills holes to completions', async () => {
    const world = createWorld();
    world.server.models = [chatModel('gemma3:4b', 3.3)];
    world.abilities = ['insert'];
    world.gigabytes = 1;
    Object.assign(world.ollama, { fim: 'suffix' });
    world.speaker.play(says('Hello.'), says('a + b'));
    await downloadModel(world.deps, 'qwen2.5-coder:1.5b');
    assert.match(world.ui.told[0]?.sentence ?? '', /^Qwen 2\.5 Coder fills holes in code; one took /);
    assert.equal(world.ui.told.length, 1);
    assert.deepEqual(world.written, []);
  });

  it('puts a model to completions whose family’s marks are known, though its server has no template for it', async () => {
    const world = createWorld();
    world.server.models = [chatModel('gemma3:4b', 3.3)];
    world.gigabytes = 1;
    Object.assign(world.ollama, { fim: 'raw' });
    world.speaker.play(says('Hello.'), says('a + b'));
    await downloadModel(world.deps, 'hf.co/bartowski/Qwen2.5-Coder-1.5B-GGUF');
    assert.match(world.ui.told[0]?.sentence ?? '', /fills holes in code; one took /);
    assert.deepEqual(world.written, [['ollama', 'completionModel', 'hf.co/bartowski/Qwen2.5-Coder-1.5B-GGUF:latest']]);
  });

  it('leaves the route as it is where a model for completions fills a known hole wrongly', async () => {
    const world = createWorld();
    world.server.models = [chatModel('gemma3:4b', 3.3)];
    world.abilities = ['insert'];
    world.gigabytes = 1;
    world.route = ['claude'];
    Object.assign(world.ollama, { fim: 'suffix' });
    world.speaker.play(says('Hello.'), says('nothing of that kind'));
    await downloadModel(world.deps, 'qwen2.5-coder:1.5b');
    assert.match(world.ui.told[0]?.sentence ?? '', /does not fill holes/);
    assert.deepEqual(world.written, []);
  });

  it('takes a name that is not listed, and none that is no name or runs in a cloud', async () => {
    const typed = createWorld('Another model…', ' hf.co/unsloth/gemma-3-4b-it-GGUF ');
    await downloadModel(typed.deps);
    assert.deepEqual(typed.pulls, ['hf.co/unsloth/gemma-3-4b-it-GGUF']);
    for (const name of ['no model', 'gpt-oss:120b-cloud']) {
      const world = createWorld('Another model…', name);
      await downloadModel(world.deps);
      assert.deepEqual(world.pulls, [], name);
    }
  });

  it('fetches nothing that is here, and tries it all the same', async () => {
    const world = createWorld();
    world.server.models = [chatModel('gemma3:4b', 3.3)];
    await downloadModel(world.deps, 'gemma3:4b');
    assert.deepEqual(world.pulls, []);
    assert.match(world.ui.told[0]?.sentence ?? '', /^Gemma 3 is ready/);
  });

  it('offers to start an Ollama that is not running', async () => {
    const world = createWorld();
    world.server.failure = failureOf('local-stopped');
    await downloadModel(world.deps);
    assert.deepEqual(world.ui.asked, []);
    assert.equal(world.ui.told[0]?.action?.label, 'Start Ollama');
    world.ui.told[0]?.action?.run();
    assert.equal(world.started, 1);
  });

  it('says what is missing on the disk before anything is fetched, and fetches it when told to all the same', async () => {
    const world = createWorld();
    world.free = 5e9;
    await downloadModel(world.deps, 'gemma4:e4b');
    assert.deepEqual(world.pulls, []);
    assert.match(world.ui.told[0]?.sentence ?? '', /^gemma4:e4b needs 9\.6 GB of disk/);
    assert.equal(world.ui.told[0]?.action?.label, 'Download anyway');
    await world.ui.told[0].action.run();
    assert.deepEqual(world.pulls, ['gemma4:e4b']);
  });

  it('does not look at the disk here for a server on another machine', async () => {
    const world = createWorld();
    Object.assign(world.ollama, { origin: 'http://gpu.lan:11434' });
    world.free = 0;
    await downloadModel(world.deps, 'gemma3:4b');
    assert.deepEqual(world.pulls, ['gemma3:4b']);
  });

  it('says so in one sentence with one action where nobody knows the name', async () => {
    const world = createWorld();
    const text = 'pull model manifest: file does not exist';
    world.failure = { ok: false, failure: { ...failureOf('server'), evidence: { phase: 'firstEvent', text } } };
    await downloadModel(world.deps, 'gemma9:1b');
    assert.deepEqual(
      world.ui.told.map(({ sentence, action }) => [sentence, action?.label]),
      [['No model is called gemma9:1b.', 'Download another']],
    );
    assert.deepEqual(world.written, []);
  });
});

describe('a download that ended with its window', () => {
  const begun = { model: 'gemma4:e4b', origin: 'http://127.0.0.1:11434', completed: 1, total: 2 };

  it('is offered once in that window, and goes on with a click', async () => {
    const world = createWorld();
    const unfinished = new UnfinishedDownloads(world.remembered);
    await unfinished.note({ ...begun, origin: world.ollama.origin, window: 'this window', underWay: true });
    const resumed: string[] = [];
    const resume = async (model: string): Promise<void> => void resumed.push(model);
    await offerToResume(world.deps, resume);
    await offerToResume(world.deps, resume);
    assert.equal(world.ui.told.length, 1);
    assert.deepEqual(resumed, []);
    world.ui.told[0]?.action?.run();
    assert.deepEqual(resumed, ['gemma4:e4b']);
    assert.equal(unfinished.at(world.ollama.origin).length, 1, 'it stays on the list');
  });

  it('is not offered in another window, nor where the user cancelled it', async () => {
    const world = createWorld();
    const unfinished = new UnfinishedDownloads(world.remembered);
    await unfinished.note({ ...begun, origin: world.ollama.origin, window: 'another', underWay: true });
    await unfinished.note({
      ...begun,
      model: 'gemma3:1b',
      origin: world.ollama.origin,
      window: 'this window',
      underWay: false,
    });
    await offerToResume(world.deps, async () => undefined);
    assert.deepEqual(world.ui.told, []);
  });
});
