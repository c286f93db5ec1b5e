import assert from 'node:assert/strict';
import { LocalStates } from '../../../src/core/local/localStates';
import type { TargetStatus } from '../../../src/core/contract/status';
import type { ServerModels } from '../../../src/core/local/localModel';
import { chatModel, createLocalServer } from '../../support/localServer';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const { signal } = new AbortController();
const chat = { provider: 'ollama', model: 'gemma3:4b', use: 'chat' } as const;

/** An Ollama on the chat route after one look at it. */
function createWorld(remoteName?: string) {
  const ollama = { ...resolvedProvider('ollama', { local: true }) };
  const server = createLocalServer([chatModel('gemma3:4b', 3.3)]);
  const world = {
    ollama,
    server,
    hasOllama: true,
    reason: undefined as TargetStatus['reason'],
    look: { origin: ollama.origin, models: server.models, loaded: [] } as ServerModels | undefined,
    model: 'gemma3:4b' as string | undefined,
    loading: undefined as typeof chat | undefined,
    isBusy: false,
    told,
  };
  const states = new LocalStates({
    local: { models: () => world.look, modelFor: () => world.model },
    memory: { totalBytes: () => 16 * 2 ** 30 },
    resolved: () => ollama,
    localModels: () => server,
    ollamaProgram: { isInstalled: async () => world.hasOllama, remoteName },
  });
  /** State, sentence and button after the look. */
  async function told(): Promise<string[]> {
    await states.learn('ollama', signal);
    const { reason } = world;
    const target = { ...chat, label: 'Ollama', local: true, setUp: true, state: 'closed' } as const;
    const statuses = states.statuses([{ ...target, ...(reason ? { reason } : {}) }], {
      loading: world.loading ? [world.loading] : [],
      busy: new Set(world.isBusy ? ['ollama'] : []),
    });
    return statuses.flatMap(({ state, text, action }) => [state, text, `${action.label} = ${action.id}`]);
  }
  return world;
}

describe('the state of a local server', () => {
  it('not installed: its program is nowhere, and the page to get it is one click away', async () => {
    const world = createWorld();
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('local-stopped') };
    world.hasOllama = false;
    assert.deepEqual(await world.told(), [
      'not-installed',
      'Ollama is not installed on this machine.',
      'Install Ollama = start-local:ollama',
    ]);
  });

  it('stopped: it is here and does not answer', async () => {
    const world = createWorld();
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('local-stopped') };
    assert.deepEqual(await world.told(), [
      'stopped',
      'Ollama is not running at http://127.0.0.1:11434.',
      'Start Ollama = start-local:ollama',
    ]);
  });

  it('is never not installed where the server is on another machine, whose disk cannot be seen', async () => {
    const world = createWorld();
    Object.assign(world.ollama, { origin: 'http://10.0.0.5:11434' });
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('local-stopped') };
    world.hasOllama = false;
    assert.equal((await world.told())[0], 'stopped');
  });

  it('too old: by the version it says, asked for once', async () => {
    const world = createWorld();
    world.server.versionSaid = '0.9.1';
    assert.deepEqual(await world.told(), [
      'too-old',
      'Ollama 0.9.1 is too old: it cuts long conversations without a word. Get 0.12.6 or later.',
      'Update Ollama = update-local:ollama',
    ]);
    await world.told();
    assert.deepEqual(world.server.calls, ['version']);
  });

  it('running without a model: the one for this machine is offered', async () => {
    const world = createWorld();
    world.model = undefined;
    assert.deepEqual(await world.told(), [
      'no-model',
      'Ollama runs, but has no model to chat with yet.',
      'Pull gemma4:e4b = pull-model:ollama/gemma4:e4b',
    ]);
  });

  it('running without the model that was named: that one is offered, whatever tag was left out', async () => {
    const world = createWorld();
    world.model = 'gemma3:12b';
    assert.deepEqual(await world.told(), [
      'no-model',
      'Ollama has not pulled gemma3:12b yet.',
      'Pull gemma3:12b = pull-model:ollama/gemma3:12b',
    ]);
    world.server.models = [chatModel('gemma3:latest', 3.3)];
    world.look = { origin: world.ollama.origin, models: world.server.models, loaded: [] };
    world.model = 'gemma3';
    assert.equal((await world.told())[0], 'ready');
  });

  it('stopped since the last look: what an ask has found out counts', async () => {
    const world = createWorld();
    world.reason = 'local-stopped';
    assert.equal((await world.told())[0], 'stopped');
  });

  it('says on which side was looked in a remote window', async () => {
    const world = createWorld('ssh-remote');
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('local-stopped') };
    assert.equal((await world.told())[1], 'Ollama is not running on ssh-remote, where extensions run.');
    world.hasOllama = false;
    assert.equal((await world.told())[1], 'Ollama is not installed on ssh-remote, where extensions run.');
  });

  it('says aloud that OLLAMA_HOST names another machine, to which nothing is sent', async () => {
    const world = createWorld();
    Object.assign(world.ollama, { unusedHost: 'http://gpu.house:11434' });
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('local-stopped') };
    const words =
      'Ollama is not running at http://127.0.0.1:11434. OLLAMA_HOST names http://gpu.house:11434, another machine: ' +
      'nothing is sent there unless understudy.privateHosts names it too.';
    assert.equal((await world.told())[1], words);
    world.look = { origin: world.ollama.origin, models: world.server.models, loaded: [] };
    assert.equal((await world.told())[1], 'Ollama is ready with Gemma 3.', 'nothing is missed here');
  });

  it('says aloud where text goes when the server is another machine of the user’s', async () => {
    const world = createWorld();
    Object.assign(world.ollama, { origin: 'http://gpu.house:11434' });
    world.look = { origin: world.ollama.origin, models: world.server.models, loaded: [] };
    assert.equal(
      (await world.told())[1],
      'Ollama is ready with Gemma 3. What you ask it is sent to http://gpu.house:11434.',
    );
  });

  it('loading: an ask waits for it, whatever was known before', async () => {
    const world = createWorld();
    world.reason = 'local-memory';
    world.loading = chat;
    assert.deepEqual(await world.told(), [
      'loading',
      'Ollama is still loading gemma3:4b.',
      'Try again = try-now:ollama',
    ]);
  });

  it('ready: with the model that would chat', async () => {
    assert.deepEqual(await createWorld().told(), [
      'ready',
      'Ollama is ready with Gemma 3.',
      'Choose model = choose-model:ollama',
    ]);
  });

  it('busy: another request is answered', async () => {
    const world = createWorld();
    world.isBusy = true;
    assert.deepEqual(await world.told(), [
      'busy',
      'Ollama is busy with another request.',
      'Try again = try-now:ollama',
    ]);
  });

  it('out of memory: a smaller model is one click away', async () => {
    const world = createWorld();
    world.reason = 'local-memory';
    assert.deepEqual(await world.told(), [
      'out-of-memory',
      'There is not enough memory for gemma3:4b.',
      'Choose smaller = choose-model:ollama',
    ]);
  });

  it('is not told before anybody looked, nor where the failure is not a local server’s own', async () => {
    const world = createWorld();
    world.look = undefined;
    assert.deepEqual(await world.told(), []);
    world.look = { origin: world.ollama.origin, models: [], loaded: [], failure: failureOf('wrong-address') };
    assert.deepEqual(await world.told(), []);
  });
});
