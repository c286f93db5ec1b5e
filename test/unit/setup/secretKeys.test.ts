import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { SecretKeys } from '../../../src/editor/secrets';
import { settle } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { createFakeSecrets, type FakeSecrets } from '../../support/fakeSecrets';

const claude = { id: 'claude', origin: 'https://api.anthropic.com' };
const elsewhere = { id: 'claude', origin: 'https://proxy.example' };
const signal = new AbortController().signal;

interface World {
  readonly keys: SecretKeys;
  readonly secrets: FakeSecrets;
  readonly env: Record<string, string | undefined>;
  readonly changes: string[];
}

function createWorld(secrets = createFakeSecrets(), remembered = createFakeRemembered()): World {
  const env: Record<string, string | undefined> = {};
  const keys = new SecretKeys({ secrets, remembered, env: (name) => env[name], logger: silentLogger });
  const changes: string[] = [];
  keys.onDidChange((id) => changes.push(id));
  return { keys, secrets, env, changes };
}

describe('keys', () => {
  it('are stored by provider and origin', async () => {
    const { keys, secrets } = createWorld();
    await keys.set(claude, 'one');
    assert.deepEqual([...secrets.stored], [['key:claude@https://api.anthropic.com', 'one']]);
    assert.equal(await keys.get(claude, signal), 'one');
    assert.equal(keys.hasKey(claude), true);
  });

  it('are not there for another origin of the same provider', async () => {
    const { keys } = createWorld();
    await keys.set(claude, 'one');
    assert.equal(await keys.get(elsewhere, signal), undefined);
    assert.equal(keys.hasKey(elsewhere), false);
  });

  it('are read at use, so that another window’s change counts at once', async () => {
    const { keys, secrets, changes } = createWorld();
    await keys.set(claude, 'one');
    await settle();
    changes.length = 0;
    await secrets.store('key:claude@https://api.anthropic.com', 'two');
    await settle();
    assert.equal(await keys.get(claude, signal), 'two');
    assert.deepEqual(changes, ['claude']);
  });

  it('never come from the environment without consent to that variable', async () => {
    const { keys, env } = createWorld();
    env['ANTHROPIC_API_KEY'] = 'from-env';
    assert.equal(await keys.get(claude, signal), undefined);
    await keys.useEnvironment(claude, 'ANTHROPIC_API_KEY');
    assert.equal(await keys.get(claude, signal), 'from-env');
    assert.equal(await keys.get(elsewhere, signal), undefined);
    env['ANTHROPIC_API_KEY'] = ' renewed\n';
    assert.equal(await keys.get(claude, signal), 'renewed');
  });

  it('leave the consent as the only trace of a key from the environment', async () => {
    const remembered = createFakeRemembered();
    const { keys, env, secrets } = createWorld(createFakeSecrets(), remembered);
    env['ANTHROPIC_API_KEY'] = 'from-env';
    await keys.useEnvironment(claude, 'ANTHROPIC_API_KEY');
    assert.equal(secrets.stored.size, 0);
    assert.deepEqual(remembered.get('environmentKeys'), [{ ...claude, env: 'ANTHROPIC_API_KEY' }]);
  });

  it('have one source: a typed key ends the consent and a consent removes the stored key', async () => {
    const { keys, secrets } = createWorld();
    await keys.useEnvironment(claude, 'ANTHROPIC_API_KEY');
    await keys.set(claude, 'typed');
    assert.equal(keys.environmentName(claude), undefined);
    await keys.useEnvironment(claude, 'ANTHROPIC_API_KEY');
    assert.equal(secrets.stored.size, 0);
    assert.equal(keys.hasKey(claude), false);
  });

  it('are gone after they were removed, stored or from the environment', async () => {
    const { keys, env } = createWorld();
    env['ANTHROPIC_API_KEY'] = 'from-env';
    await keys.useEnvironment(claude, 'ANTHROPIC_API_KEY');
    await keys.set(elsewhere, 'two');
    assert.deepEqual(keys.known(), [elsewhere, { ...claude, env: 'ANTHROPIC_API_KEY' }]);
    await keys.remove(claude);
    await keys.remove(elsewhere);
    assert.deepEqual(keys.known(), []);
    assert.equal(await keys.get(claude, signal), undefined);
  });

  it('are known by name at once after a restart, and corrected when the storage has lost them', async () => {
    const remembered = createFakeRemembered();
    await createWorld(createFakeSecrets(), remembered).keys.set(claude, 'one');
    const { keys, changes } = createWorld(createFakeSecrets({ 'other extension': 'x' }), remembered);
    assert.equal(keys.hasKey(claude), true);
    await keys.load();
    assert.equal(keys.hasKey(claude), false);
    assert.deepEqual(changes, ['claude']);
  });

  it('are found by name when another window stored them', async () => {
    const { keys, changes } = createWorld(createFakeSecrets({ 'key:openai@https://api.openai.com': 'x' }));
    await keys.load();
    assert.equal(keys.hasKey({ id: 'openai', origin: 'https://api.openai.com' }), true);
    assert.deepEqual(changes, ['openai']);
  });

  it('are not given to an ask that was cancelled meanwhile', async () => {
    const { keys } = createWorld();
    await keys.set(claude, 'one');
    await assert.rejects(keys.get(claude, AbortSignal.abort()), Cancelled);
  });

  it('leave no listener behind', () => {
    const { keys, secrets } = createWorld();
    assert.equal(secrets.listeners, 1);
    keys.dispose();
    keys.dispose();
    assert.equal(secrets.listeners, 0);
  });
});
