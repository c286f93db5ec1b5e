import assert from 'node:assert/strict';
import { createHealthBond } from '../../../src/editor/healthBond';
import { createFakeSecrets } from '../../support/fakeSecrets';
import { resolvedProvider } from '../../support/providerRows';
import { createRecordingLogger } from '../../support/recordingLogger';

const claude = resolvedProvider('claude');

function createBondWorld(secrets = createFakeSecrets()) {
  const logger = createRecordingLogger();
  const key = { now: 'sk-short' as string | undefined };
  const open = () => createHealthBond({ secrets, keys: () => Promise.resolve(key.now), logger });
  return { secrets, logger, key, open };
}

describe('what ties kept health to a key', () => {
  it('is the same in every window and after a reload', async () => {
    const { open } = createBondWorld();
    const bond = await open()(claude);
    assert.ok(bond);
    assert.equal(await open()(claude), bond);
  });

  it('is another one for another key, address, header or provider, and for no key', async () => {
    const { open, key } = createBondWorld();
    const bondOf = open();
    const bonds = [
      await bondOf(claude),
      await bondOf(resolvedProvider('claude', { baseUrl: 'https://api.claude.test/v2' })),
      await bondOf(resolvedProvider('claude', { headers: { 'x-team': 'b' } })),
      await bondOf(resolvedProvider('openai', { baseUrl: claude.baseUrl })),
    ];
    key.now = 'sk-other';
    bonds.push(await bondOf(claude));
    key.now = undefined;
    bonds.push(await bondOf(claude));
    assert.equal(new Set(bonds).size, 6);
  });

  it('lets nobody guess a short key: with another salt the same key gives another text', async () => {
    const [here, there] = [createBondWorld(), createBondWorld()];
    assert.notEqual(await here.open()(claude), await there.open()(claude));
    const salt = here.secrets.stored.get('health-salt') ?? '';
    assert.equal(Buffer.from(salt, 'base64').length, 32);
  });

  it('is nothing where the secret storage refuses, which is tried again', async () => {
    const { secrets, open, logger } = createBondWorld();
    let refuses = true;
    const bondOf = createHealthBond({
      secrets: { ...secrets, get: (name) => (refuses ? Promise.reject(new Error('locked')) : secrets.get(name)) },
      keys: () => Promise.resolve('sk-short'),
      logger,
    });
    assert.equal(await bondOf(claude), undefined);
    assert.ok(logger.lines.every((line) => !line.includes('sk-short')));
    refuses = false;
    assert.equal(await bondOf(claude), await open()(claude));
  });
});
