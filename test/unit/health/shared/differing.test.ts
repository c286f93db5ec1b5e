import assert from 'node:assert/strict';
import type { StatusPageLook } from '../../../../src/core/health/statusPagePoll';
import { targetOf } from '../../../support/healthWorld';
import { resolvedProvider } from '../../../support/providerRows';
import { createWindowsWorld } from '../../../support/windowsWorld';

const second = 1_000;

/** Lets what both windows have learnt go round, and then counts the writes of ten seconds. */
async function writesAtRest({ clock, file }: ReturnType<typeof createWindowsWorld>): Promise<number> {
  await clock.advance(2 * second);
  const writes = file.writes;
  assert.ok(writes > 0 && writes < 8, `${writes} writes`);
  await clock.advance(10 * second);
  return file.writes - writes;
}

describe('windows that differ come to rest, and each keeps what it knows,', () => {
  for (const kind of ['auth', 'quota', 'model-missing'] as const)
    it(`where each has its own key and both hold "${kind}"`, async () => {
      const world = createWindowsWorld();
      const ofKey = (key: string) => ({ bondOf: () => Promise.resolve(key) });
      const [one, other] = [await world.open(ofKey('one')), await world.open(ofKey('two'))];
      one.leave(world.claude, kind);
      other.leave(world.claude, kind);
      assert.equal(await writesAtRest(world), 0);
      for (const key of ['one', 'two'])
        assert.equal((await world.open(ofKey(key))).standing(world.claude), `blocked: ${kind}`);
      assert.equal((await world.open(ofKey('three'))).standing(world.claude), 'ready');
    });

  it('where one key is replaced and the other one is still refused', async () => {
    const world = createWindowsWorld();
    const ofKey = (key: string) => ({ bondOf: () => Promise.resolve(key) });
    const [one, other] = [await world.open(ofKey('one')), await world.open(ofKey('two'))];
    one.leave(world.claude, 'auth');
    other.leave(world.claude, 'auth');
    await writesAtRest(world);
    one.health.credentialChanged('claude');
    assert.equal(await writesAtRest(world), 0);
    assert.equal(other.standing(world.claude), 'blocked: auth');
    assert.equal((await world.open(ofKey('one'))).standing(world.claude), 'ready');
  });

  it('where each reaches the provider at its own address', async () => {
    const world = createWindowsWorld();
    const moved = resolvedProvider('claude', { baseUrl: 'https://other.test' });
    const elsewhere = { providers: new Map([['claude', moved]]) };
    const [one, other] = [await world.open(), await world.open(elsewhere)];
    one.leave(world.claude, 'overloaded');
    other.leave(moved, 'server');
    assert.equal(await writesAtRest(world), 0);
    assert.equal((await world.open()).standing(world.claude), 'blocked: overloaded');
    assert.equal((await world.open(elsewhere)).standing(moved), 'blocked: server');
  });

  it('where one is local only: it has lost nobody, also before its first ask', async () => {
    const world = createWindowsWorld();
    const [one, local] = [await world.open({ first: 'claude' }), await world.open({ first: 'ollama' })];
    one.health.noteFirstChoice('chat', targetOf(world.claude));
    one.leave(world.claude, 'overloaded');
    assert.equal(await writesAtRest(world), 0);
    assert.equal(local.health.episode('chat'), undefined);
    assert.equal((await world.open({ first: 'claude' })).health.episode('chat')?.reason, 'overloaded');
  });

  it('where the first choice is another model of the same provider', async () => {
    const world = createWindowsWorld();
    const [one, other] = [await world.open(), await world.open()];
    one.health.noteFirstChoice('chat', targetOf(world.claude));
    other.health.noteFirstChoice('chat', targetOf(world.claude, 'chat', 'another-model'));
    one.leave(world.claude, 'overloaded');
    assert.equal(await writesAtRest(world), 0);
    assert.equal(other.health.episode('chat')?.reason, 'overloaded');
  });

  it('where one cannot take over all of what another has read of a status page', async () => {
    const world = createWindowsWorld();
    const look = { lookedAt: world.clock.now(), readAt: 0, summary: { components: [], incidents: [] }, etag: '"1"' };
    const withoutTag = ({ etag: _theirs, ...other }: StatusPageLook): StatusPageLook => other;
    const [one, other] = [await world.open(), await world.open({ takeOver: withoutTag })];
    one.lookedAt('https://status.test', look);
    await world.clock.advance(second);
    assert.equal(world.file.writes, 1);
    assert.equal(other.looks.size, 1);
  });
});
