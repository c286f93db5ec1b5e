import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig } from '../providers/rig';

describe('the models of an Ollama server', () => {
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator();
  });
  after(() => sim.stop());
  const { signal } = new AbortController();

  it('leave the memory when they are told to, and say so', async () => {
    const models = createRig(sim).localModels('ollama')!;
    await models.load('gemma3:4b', signal);
    assert.deepEqual(await models.loaded(signal), { ok: true, value: ['gemma3:4b'] });
    assert.equal((await models.unload!('gemma3:4b', signal)).ok, true);
    assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
  });

  it('come from a server that says its version', async () => {
    sim.shelf.version = '0.5.13';
    assert.deepEqual(await createRig(sim).localModels('ollama')!.version!(signal), { ok: true, value: '0.5.13' });
  });
});
