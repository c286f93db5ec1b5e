import assert from 'node:assert/strict';
import { createRealWorld } from '../../support/realWorld';

const { signal } = new AbortController();

describe('the engine tells how the Ollama of this machine stands', function () {
  this.timeout(30_000);
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  let hasProgram = true;

  const createWorld = (localBusyMs: number) =>
    createRealWorld({
      settings: { chatRoute: ['ollama'], completionsRoute: ['ollama'] },
      simulator: { only: ['ollama'] },
      durations: { localBusyMs },
      ollamaProgram: { isInstalled: () => Promise.resolve(hasProgram) },
    });

  beforeEach(async () => {
    hasProgram = true;
    world = await createWorld(300);
  });
  afterEach(() => world.stop());

  /** After a look at the server, as at the start, with an ask, or by the readiness check. */
  async function looked(): Promise<string[]> {
    await world.engine.local.refresh('ollama', signal);
    await world.engine.learnLocal('ollama');
    return told();
  }
  const told = (): string[] =>
    (world.engine.snapshot().local ?? []).flatMap(({ state, text, action }) => [state, text, action.label]);
  const state = (): string | undefined => told()[0];

  it('nothing before anybody looked', () => assert.deepEqual(told(), []));

  it('ready; stopped when it is gone; not installed when its program is gone too; ready when it is back', async () => {
    assert.deepEqual(await looked(), ['ready', 'Ollama is ready with Gemma 4.', 'Choose model']);
    world.simulator.control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
    const [stopped, words, start] = await looked();
    assert.deepEqual([stopped, start], ['stopped', 'Start Ollama']);
    assert.match(words ?? '', /^Ollama is not running at http:/);
    hasProgram = false;
    assert.deepEqual(await looked(), ['not-installed', 'Ollama is not installed on this machine.', 'Install Ollama']);
    world.simulator.control.heal('ollama');
    await world.simulator.settled();
    assert.equal((await looked())[0], 'ready');
  });

  it('ready again once it has answered an ask, whatever the last look has found', async () => {
    await looked();
    world.simulator.control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
    assert.equal((await looked())[0], 'stopped');
    world.simulator.control.heal('ollama');
    await world.simulator.settled();
    await world.answer();
    assert.equal(state(), 'ready');
  });

  it('too old, by a version asked for once', async () => {
    world.simulator.shelf.version = '0.9.1';
    assert.deepEqual(
      (await looked()).filter((_, index) => index !== 1),
      ['too-old', 'Update Ollama'],
    );
    await looked();
    const asked = world.simulator.control.journal.requests.filter(({ path }) => path === '/api/version');
    assert.equal(asked.length, 1);
  });

  it('without the model that is asked for, and without any', async () => {
    world.simulator.shelf.models = world.simulator.shelf.models.filter(({ name }) => name !== 'gemma4:e4b');
    assert.deepEqual(await looked(), ['no-model', 'Ollama has not pulled gemma4:e4b yet.', 'Pull gemma4:e4b']);
    world.settings = { ...world.settings, providers: { ollama: { baseUrl: [world.simulator.url('ollama')] } } };
    world.simulator.shelf.models = [];
    const [none, words] = await looked();
    assert.deepEqual([none, words], ['no-model', 'Ollama runs, but has no model to chat with yet.']);
  });

  it('loading while an ask waits for the model, and ready with the answer', async () => {
    await looked();
    world.simulator.shelf.loadMs = 400;
    const seen = new Set<string | undefined>();
    const listening = world.engine.onDidChange(() => seen.add(state()));
    await world.answer();
    listening.dispose();
    assert.ok(seen.has('loading'), [...seen].join());
    assert.equal(state(), 'ready');
  });

  it('loading while an ask waits, though the last look found nobody', async () => {
    world.simulator.control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
    assert.equal((await looked())[0], 'stopped');
    world.simulator.control.heal('ollama');
    await world.simulator.settled();
    world.simulator.shelf.loadMs = 400;
    const seen = new Set<string | undefined>();
    const listening = world.engine.onDidChange(() => seen.add(state()));
    await world.answer();
    listening.dispose();
    assert.ok(seen.has('loading'), [...seen].join());
    assert.equal(state(), 'ready');
  });

  it('busy when it turns an ask away, for a while', async () => {
    await looked();
    world.simulator.control.set({ service: 'ollama', fault: 'busy' });
    await world.answer();
    assert.deepEqual(told(), ['busy', 'Ollama is busy with another request.', 'Try again']);
    await new Promise<void>((resolve) => {
      const listening = world.engine.onDidChange(() => {
        if (state() !== 'ready') return;
        listening.dispose();
        resolve();
      });
    });
  });

  it('no longer busy once an ask has met something else', async () => {
    await world.stop();
    world = await createWorld(60_000);
    world.settings = { ...world.settings, providers: { ollama: { baseUrl: [world.simulator.url('ollama')] } } };
    await looked();
    world.simulator.control.set({ service: 'ollama', fault: 'busy' });
    await world.answer();
    assert.equal(state(), 'busy');
    world.simulator.control.heal('ollama');
    world.simulator.control.set({ service: 'ollama', fault: 'memory' });
    world.engine.health.tryNow('ollama');
    await world.answer();
    // A smaller model is chosen by itself.
    assert.equal(state(), 'ready');
  });

  it('by what is there after a model was removed that was asked for', async () => {
    world.settings = { ...world.settings, providers: { ollama: { baseUrl: [world.simulator.url('ollama')] } } };
    await looked();
    world.simulator.shelf.models = [];
    await world.answer();
    // The look goes beside the answer; the test's own limit ends this.
    const words = 'Ollama runs, but has no model to chat with yet.';
    while (told()[1] !== words) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(state(), 'no-model');
  });

  it('out of memory until a smaller model is chosen', async () => {
    await looked();
    world.simulator.control.set({ service: 'ollama', fault: 'memory' });
    await world.answer();
    assert.deepEqual(told(), ['out-of-memory', 'There is not enough memory for gemma4:e4b.', 'Choose smaller']);
  });
});
