import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/contract/failure';
import type { Permit } from '../../../src/core/routing/live';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const offline = failureOf('offline', { scope: 'network' });
const signInPage = failureOf('intercepted', { scope: 'network' });
const missing = failureOf('model-missing');

/** The attempt ends, and its ask goes elsewhere. */
function leave(permit: Permit, failure: Failure): void {
  permit.settle({ t: 'failure', failure, left: true });
}

describe('late news', () => {
  type World = ReturnType<typeof createHealthWorld>;
  const changes: readonly (readonly [string, (world: World) => void])[] = [
    ['the key has changed', ({ health }) => health.credentialChanged('claude')],
    ['the settings have changed', ({ health }) => health.settingsChanged()],
    ['the user wanted it tried', ({ health }) => health.tryNow('claude')],
  ];
  for (const [title, change] of changes)
    it(`of a missing model marks nothing once ${title}`, () => {
      const world = createHealthWorld();
      const { health, claude, permit, standing } = world;
      health.noteFirstChoice('chat', targetOf(claude));
      const old = permit(targetOf(claude), claude);
      change(world);
      leave(old, missing);
      assert.equal(standing(claude), 'ready');
      assert.equal(health.episode('chat'), undefined);
      leave(permit(targetOf(claude), claude), missing);
      assert.equal(standing(claude), 'blocked: model-missing');
    });

  it('of a missing model is news where the key of another provider has changed', () => {
    const { health, claude, permit, standing } = createHealthWorld();
    const asked = permit(targetOf(claude), claude);
    health.credentialChanged('openai');
    leave(asked, missing);
    assert.equal(standing(claude), 'blocked: model-missing');
  });

  it('of an answer with the old key does not find the model that the new key misses', () => {
    const { health, claude, permit, standing } = createHealthWorld();
    const old = permit(targetOf(claude), claude);
    health.credentialChanged('claude');
    leave(permit(targetOf(claude), claude), missing);
    old.settle({ t: 'success' });
    assert.equal(standing(claude), 'blocked: model-missing');
  });

  it('of a model that has answered again meanwhile marks nothing', () => {
    const { claude, permit, standing } = createHealthWorld();
    const [slow, other] = [permit(targetOf(claude), claude), permit(targetOf(claude), claude)];
    leave(permit(targetOf(claude), claude), missing);
    other.settle({ t: 'success' });
    leave(slow, missing);
    assert.equal(standing(claude), 'ready');
  });

  const openings: readonly (readonly [string, (world: World, answers: Permit) => void])[] = [
    ['a look has opened it', ({ health }) => health.openNetwork()],
    ['a cloud has answered', (_world, answers) => answers.settle({ t: 'success' })],
    ['the user wanted it tried', ({ health }) => health.tryNow('claude')],
    ['another window has opened it', ({ health }) => health.adopt(({ gate }) => gate.adopt({ t: 'unknown' }))],
  ];
  for (const [title, open] of openings)
    for (const failure of [offline, signInPage])
      it(`of a network that is ${failure.kind} closes nothing once ${title}`, () => {
        const world = createHealthWorld();
        const { health, claude, permit, standing } = world;
        const openai = resolvedProvider('openai');
        const old = permit(targetOf(claude), claude);
        const answers = permit(targetOf(openai), openai);
        health.closeNetwork();
        open(world, answers);
        leave(old, failure);
        assert.equal(standing(openai), 'ready');
        leave(permit(targetOf(openai), openai), failure);
        assert.equal(standing(openai), `blocked: ${failure.kind}`);
      });

  it('of a network is news while the gate was never closed, however many have answered', () => {
    const { health, claude, permit, answer } = createHealthWorld();
    const long = permit(targetOf(claude), claude);
    answer(claude);
    answer(claude);
    leave(long, offline);
    assert.equal(health.network(), 'offline');
  });
});
