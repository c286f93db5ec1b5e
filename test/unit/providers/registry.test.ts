import assert from 'node:assert/strict';
import type { LogFields } from '../../../src/core/base/logger';
import { silentLogger } from '../../../src/core/base/logger';
import { builtInRows } from '../../../src/core/providers/catalog';
import { providerProblemWords } from '../../../src/core/providers/providerProblem';
import { ProviderRegistry } from '../../../src/core/providers/registry';
import { durations } from '../../../src/core/routing/durations';
import type { Settings } from '../../../src/core/settings/snapshot';
import { createFakeClock } from '../../support/fakeClock';
import { settingsOf } from '../../support/routingWorld';
import { say } from './bytes';

describe('the registry', () => {
  const warned: LogFields[] = [];
  let settings: Settings;
  let registry: ProviderRegistry;
  beforeEach(() => {
    warned.length = 0;
    settings = settingsOf();
    registry = new ProviderRegistry({
      settings: () => settings,
      fetch: () => assert.fail('asked'),
      keys: () => Promise.resolve(undefined),
      clock: createFakeClock(),
      durations,
      logger: { ...silentLogger, warn: (_event, fields) => void warned.push(fields ?? {}) },
    });
  });

  it('has every built-in provider', () => {
    assert.deepEqual(
      registry.all().map((one) => one.id),
      builtInRows.map((row) => row.id),
    );
    assert.ok(builtInRows.every(({ id }) => registry.get(id)));
    assert.equal(registry.resolved('nobody'), undefined);
  });

  it('knows the models of those servers that tell of them', () => {
    const ids = registry.all().filter((one) => registry.localModels(one.id));
    assert.deepEqual(
      ids.map((one) => one.id),
      ['ollama', 'lmstudio', 'llamacpp'],
    );
  });

  it('adds the user’s own providers last', () => {
    settings = settingsOf({ providers: { mine: { type: 'ollama', baseUrl: ['http://127.0.0.1:5'] } } });
    assert.equal(registry.all().at(-1)?.id, 'mine');
    assert.notEqual(registry.localModels('mine'), undefined);
  });

  it('keeps a provider as it is while its own settings do not change', () => {
    const [claude, ollama] = [registry.get('claude'), registry.get('ollama')];
    settings = settingsOf({ providers: { claude: { chatModel: 'claude-opus-5-5' } } });
    assert.notEqual(registry.get('claude'), claude);
    assert.equal(registry.resolved('claude')?.chatModel, 'claude-opus-5-5');
    assert.equal(registry.get('ollama'), ollama);
  });

  it('leaves out a provider whose setting cannot be used, and warns once', () => {
    const providers = { claude: { baseUrl: ['nonsense'] } };
    settings = settingsOf({ providers });
    assert.equal(registry.resolved('claude'), undefined);
    settings = settingsOf({ providers, localOnly: true });
    assert.equal(registry.get('claude'), undefined);
    assert.deepEqual(
      registry.problems().map((one) => one.kind),
      ['bad-address'],
    );
    assert.equal(warned.length, 1);
  });

  it('keeps an address that was typed wrong out of the log', () => {
    settings = settingsOf({ providers: { claude: { baseUrl: ['htps://me:hunter2@proxy.example/v1'] } } });
    assert.equal(registry.resolved('claude'), undefined);
    assert.deepEqual(warned, [{ provider: 'claude', problem: 'bad-address' }]);
    const [problem] = registry.problems();
    assert.ok(problem);
    assert.doesNotMatch(providerProblemWords(problem).sentence, /hunter2/);
  });

  it('does not ask a provider that needs a key without one', async () => {
    const { failure } = await say(registry.get('claude')!);
    assert.equal(failure?.kind, 'auth');
  });
});
