import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import type { ModelInfo, Provider, ResolvedProvider, Result } from '../../../src/core/providers/provider';
import { readSettings } from '../../../src/core/settings/readSettings';
import type { Settings } from '../../../src/core/settings/snapshot';
import { SecretKeys } from '../../../src/editor/secrets';
import { chooseModel } from '../../../src/editor/setup/chooseModel';
import { completeWith } from '../../../src/editor/setup/completeWith';
import type { CompletionsConsent, SetUpDeps } from '../../../src/editor/setup/deps';
import { remarkOnKey } from '../../../src/editor/setup/keyText';
import { removeApiKey } from '../../../src/editor/setup/removeApiKey';
import { setApiKey } from '../../../src/editor/setup/setApiKey';
import { createFakeClock } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { createFakeSecrets } from '../../support/fakeSecrets';
import { createFakeSetupUi, type FakeSetupUi } from '../../support/fakeSetupUi';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf, says, scriptedProvider } from '../../support/scriptedProvider';

const claude = resolvedProvider('claude', {
  keyEnv: 'ANTHROPIC_API_KEY',
  keyPattern: /^sk-ant-/,
  chatModel: 'sonnet',
  completionModel: 'haiku',
});
const openai = resolvedProvider('openai', { label: 'OpenAI' });
const mistral = resolvedProvider('mistral', { fim: 'mistral-fim' });
const lmstudio = resolvedProvider('lmstudio', { local: true, key: 'optional', baseUrl: 'http://127.0.0.1:1234' });
const ollama = resolvedProvider('ollama', { local: true });
const claudeCode = resolvedProvider('claude-code', { type: 'claude-code', key: 'none' });

interface World extends SetUpDeps {
  readonly ui: FakeSetupUi;
  readonly keys: SecretKeys;
  readonly environment: Record<string, string>;
  readonly written: Record<string, unknown>;
  readonly consentAsked: string[];
  rows: readonly ResolvedProvider[];
  list: Result<readonly ModelInfo[]>;
  consent: CompletionsConsent;
  localOnly: boolean;
  /** What every model says. */
  answer: string;
}

function createWorld(...answers: readonly (string | undefined)[]): World {
  const environment: Record<string, string> = {};
  const env = (name: string): string | undefined => environment[name];
  const written: Record<string, unknown> = {};
  const consentAsked: string[] = [];
  const defaults: Settings = readSettings(() => ({ folders: [], languages: [] })).settings;
  const provider = (info: ResolvedProvider): Provider => {
    const speaker = scriptedProvider(info, createFakeClock());
    speaker.play(says(world.answer));
    return { ...speaker, listModels: () => Promise.resolve(world.list) };
  };
  const world: World = {
    ui: createFakeSetupUi(...answers),
    keys: new SecretKeys({
      secrets: createFakeSecrets(),
      remembered: createFakeRemembered(),
      env,
      logger: silentLogger,
    }),
    env,
    environment,
    written,
    consentAsked,
    rows: [claude, claudeCode, ollama, openai, mistral, lmstudio],
    list: { ok: true, value: [{ id: 'text-embedding-3' }, { id: 'gpt-6' }, { id: 'whisper-2' }] },
    consent: undefined,
    localOnly: false,
    answer: 'Hello.',
    writer: {
      writeRoutes: async (routes) => void Object.assign(written, routes),
      writeProvider: async (id, field, value) => void (written[`${id}.${field}`] = value),
    },
    clock: createFakeClock(),
    memory: { totalBytes: () => 16 * 2 ** 30 },
    local: {
      models: () => (world.list.ok ? { origin: '', models: world.list.value, loaded: [] } : undefined),
      modelFor: () => undefined,
    },
    localModels: () => undefined,
    downloadModel: (model) => world.ui.opened.push(`downloadModel ${model}`),
    settings: () => defaults,
    providers: () => world.rows,
    provider: (id) => {
      const info = world.rows.find((row) => row.id === id);
      return info && provider(info);
    },
    isSetUp: (row) => row.local || world.keys.hasKey(row),
    mayReach: () => !world.localOnly,
    openSetApiKey: (id) => world.ui.opened.push(`setApiKey ${id}`),
    askCompletionsConsent: async (row) => {
      consentAsked.push(row.id);
      return world.consent;
    },
  };
  return world;
}

describe('setting a key', () => {
  it('offers every provider that takes one', async () => {
    const world = createWorld(undefined);
    assert.equal(await setApiKey(world), false);
    assert.deepEqual(world.ui.offered, [['Claude', 'OpenAI', 'Mistral', 'Lmstudio']]);
  });

  it('uses a key from the environment after one click and stores nothing of it', async () => {
    const world = createWorld('Use it');
    world.environment['ANTHROPIC_API_KEY'] = 'sk-ant-env';
    assert.equal(await setApiKey(world, 'claude'), true);
    assert.deepEqual(world.ui.offered[0], ['Use it', 'Enter a key…']);
    assert.equal(world.keys.environmentName(claude), 'ANTHROPIC_API_KEY');
    assert.equal(world.keys.hasKey(claude), false);
  });

  it('asks for the key at once where the environment has none', async () => {
    const world = createWorld('  sk-ant-typed ');
    await setApiKey(world, 'claude');
    assert.equal(world.ui.asked[0], 'Claude key');
    assert.equal(await world.keys.get(claude, new AbortController().signal), 'sk-ant-typed');
  });

  it('offers the key of the former address and says where it would go', async () => {
    const world = createWorld('Use the key entered for https://old.example');
    await world.keys.set({ id: 'claude', origin: 'https://old.example' }, 'sk-ant-old');
    assert.equal(await setApiKey(world, 'claude'), true);
    assert.equal(await world.keys.get(claude, new AbortController().signal), 'sk-ant-old');
  });

  it('asks nothing of a provider that takes none', async () => {
    const world = createWorld('sk-1', 'Before local');
    assert.equal(await setApiKey(world, 'claude-code'), false);
    assert.equal(await setApiKey(world, 'ollama'), false);
    assert.deepEqual(world.ui.asked, []);
    assert.deepEqual(world.keys.known(), []);
    assert.deepEqual(world.written, {});
  });

  it('asks where a new cloud provider stands and writes both routes', async () => {
    const world = createWorld('sk-1', 'gpt-6', 'After local');
    await setApiKey(world, 'openai');
    assert.deepEqual(world.written, {
      'openai.chatModel': 'gpt-6',
      chatRoute: ['claude', 'claude-code', 'ollama', 'openai'],
      completionsRoute: ['claude', 'ollama', 'openai'],
    });
  });

  it('lets the user pick from the provider’s own models, those that can chat', async () => {
    const world = createWorld('sk-1', 'gpt-6', undefined);
    await setApiKey(world, 'openai');
    assert.deepEqual(world.ui.offered[0], ['gpt-6']);
  });

  it('keeps the key when the user leaves the later questions', async () => {
    const world = createWorld('sk-1');
    assert.equal(await setApiKey(world, 'openai'), true);
    assert.equal(world.keys.hasKey(openai), true);
    assert.deepEqual(world.written, {});
  });

  it('asks about completions once, of a provider that could serve them', async () => {
    const world = createWorld('sk-ant-1', 'Before local', 'sk-ant-2', 'sk-1');
    await setApiKey(world, 'claude');
    await setApiKey(world, 'claude');
    await setApiKey(world, 'openai');
    assert.deepEqual(world.consentAsked, ['claude']);
  });

  it('lets the user pick a completion model after a yes where none is built in', async () => {
    const world = createWorld('key', 'gpt-6', undefined, 'gpt-6');
    world.consent = 'cloud';
    await setApiKey(world, 'mistral');
    assert.deepEqual(world.written, { 'mistral.chatModel': 'gpt-6', 'mistral.completionModel': 'gpt-6' });
  });

  it('tries the built-in completion model on a known hole after a yes, and nothing after another answer', async () => {
    const world = createWorld('sk-ant-1', 'Before local');
    world.consent = 'cloud';
    world.answer = '<COMPLETION>a + b</COMPLETION>';
    await setApiKey(world, 'claude');
    assert.deepEqual(
      world.ui.told.map(({ sentence }) => sentence.replace(/took .*/, 'took')),
      ['haiku is a chat model: it fills holes in code by a prompt, and one took'],
    );
    const other = createWorld('sk-ant-1', 'Before local');
    other.consent = 'local';
    await setApiKey(other, 'claude');
    assert.deepEqual(other.ui.told, []);
  });

  it('asks nothing more when a key is replaced or the server is local', async () => {
    const world = createWorld('sk-ant-1', undefined, 'sk-ant-2', 'local-key');
    await setApiKey(world, 'claude');
    const asked = world.ui.asked.length;
    await setApiKey(world, 'claude');
    await setApiKey(world, 'lmstudio');
    assert.equal(world.ui.asked.length, asked + 2);
  });

  it('refuses a key that no header could carry, in one sentence with one action', async () => {
    const world = createWorld('sk-ant-“x”');
    assert.equal(await setApiKey(world, 'claude'), false);
    assert.equal(world.ui.told.length, 1);
    assert.equal(world.ui.told[0]?.action?.label, 'Enter a key…');
    assert.equal(world.keys.hasKey(claude), false);
  });

  it('remarks on what is typed: foreign signs and blanks stop it, an odd format only warns', () => {
    assert.equal(remarkOnKey('sk-ant-ä', claude)?.severity, 'error');
    assert.equal(remarkOnKey('sk-ant a', claude)?.severity, 'error');
    assert.equal(remarkOnKey('sk-1', claude)?.severity, 'warning');
    assert.equal(remarkOnKey(' sk-ant-1\n', claude), undefined);
    assert.equal(remarkOnKey('', claude), undefined);
  });
});

describe('choosing a model', () => {
  it('says what the provider said and offers the key where the key was refused', async () => {
    const world = createWorld();
    world.list = { ok: false, failure: failureOf('auth') };
    assert.equal(await chooseModel(world, 'openai', 'chat'), undefined);
    assert.match(world.ui.told[0]?.sentence ?? '', /OpenAI/);
    world.ui.told[0]?.action?.run();
    assert.deepEqual(world.ui.opened, ['setApiKey openai']);
  });

  it('asks nobody while local only is on', async () => {
    const world = createWorld();
    world.localOnly = true;
    world.list = { ok: false, failure: failureOf('server') };
    assert.equal(await chooseModel(world, 'openai', 'chat'), undefined);
    assert.match(world.ui.told[0]?.sentence ?? '', /Local only/);
  });

  it('says so where nothing on the list can chat', async () => {
    const world = createWorld();
    world.list = { ok: true, value: [{ id: 'text-embedding-3' }] };
    assert.equal(await chooseModel(world, 'openai', 'chat'), undefined);
    assert.equal(world.ui.told[0]?.action?.label, 'Open Settings');
  });

  it('begins with the provider where none is named, among those set up', async () => {
    const world = createWorld('Ollama', 'gpt-6');
    assert.equal(await chooseModel(world, undefined, 'completion'), 'gpt-6');
    assert.deepEqual(world.ui.offered[0], ['Ollama', 'Lmstudio']);
    assert.deepEqual(world.written, { 'ollama.completionModel': 'gpt-6' });
  });
});

describe('removing a key', () => {
  it('offers every key there is, also of an address no longer in use', async () => {
    const world = createWorld('Claude');
    await world.keys.set({ id: 'claude', origin: 'https://old.example' }, 'x');
    await removeApiKey(world);
    assert.deepEqual(world.keys.known(), []);
    assert.match(world.ui.told[0]?.sentence ?? '', /https:\/\/old\.example/);
  });

  it('says so where there is none', async () => {
    const world = createWorld();
    await removeApiKey(world);
    assert.equal(world.ui.told[0]?.action?.label, 'Set API Key');
  });
});

describe('choosing a model for completions', () => {
  const gemma: ModelInfo = { id: 'gemma4:e4b', capabilities: ['completion'] };
  const coder: ModelInfo = { id: 'qwen2.5-coder:1.5b', capabilities: ['completion', 'insert'] };
  const local = resolvedProvider('ollama', { local: true, type: 'ollama', fim: 'none' });
  const worldOf = (pick: string, models: readonly ModelInfo[], answer: string): World => {
    const world = createWorld(pick);
    world.rows = [local, openai];
    world.list = { ok: true, value: models };
    world.answer = answer;
    return world;
  };

  it('fills a known hole and shows the verdict', async () => {
    const world = worldOf('gpt-6', [{ id: 'gpt-6' }], '<COMPLETION>a + b</COMPLETION>');
    assert.equal(await chooseModel(world, 'openai', 'completion'), 'gpt-6');
    assert.match(world.ui.told[0]?.sentence ?? '', /^gpt-6 is a chat model: it fills holes in code by a prompt/);
    assert.equal(world.ui.told[0]?.action, undefined, 'a cloud’s model is as it is');
  });

  it('advises a small model beside Gemma and downloads it by a click', async () => {
    const world = worldOf('gemma4:e4b', [gemma], 'I am not sure.');
    await chooseModel(world, 'ollama', 'completion');
    assert.match(
      world.ui.told[0]?.sentence ?? '',
      /^Gemma 4 answers, but does not fill holes in code\. qwen2\.5-coder:1\.5b/,
    );
    world.ui.told[0]?.action?.run();
    assert.deepEqual(world.ui.opened, ['downloadModel qwen2.5-coder:1.5b']);
  });

  it('advises a model that is here already and tries that too', async () => {
    const world = worldOf('gemma4:e4b', [gemma, coder], '<COMPLETION>a + b</COMPLETION>');
    await chooseModel(world, 'ollama', 'completion');
    await world.ui.told[0]?.action?.run();
    assert.equal(world.written['ollama.completionModel'], 'qwen2.5-coder:1.5b');
    assert.equal(world.ui.told.length, 2);
  });

  it('takes the advice of a readiness check, which comes back from a page: only a model that is here is used', async () => {
    const world = worldOf('', [gemma, coder], 'a + b');
    await completeWith(world, 'ollama', 'not-here:1b');
    await completeWith(world, 'openai', coder.id);
    assert.deepEqual(world.written, {});
    await completeWith(world, 'ollama', coder.id);
    assert.deepEqual(world.written, { 'ollama.completionModel': coder.id });
    assert.match(world.ui.told[0]?.sentence ?? '', /^Qwen 2\.5 Coder/);
  });

  it('asks nothing of a model chosen for chat', async () => {
    const world = worldOf('gpt-6', [{ id: 'gpt-6' }], 'unasked');
    assert.equal(await chooseModel(world, 'openai', 'chat'), 'gpt-6');
    assert.deepEqual(world.ui.told, []);
  });
});
