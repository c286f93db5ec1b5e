import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import type { LocalModels } from '../../../src/core/providers/provider';
import { createRealWorld } from '../../support/realWorld';
import { createDownloadHost, type DownloadHost } from './downloads';

const gigabyte = 1e9;
const model = 'gemma4:26b';

describe('a download through the real package', function () {
  this.timeout(20_000);
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  let host: DownloadHost;
  let models: LocalModels;

  before(async () => {
    world = await createRealWorld({ simulator: { only: ['ollama'] } });
    const found = world.engine.registry.localModels('ollama');
    assert.ok(found);
    models = found;
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.simulator.reset();
    // 18 GB in a second, in lines 20 ms apart.
    world.simulator.shelf.registry.bytesPerSecond = 18 * gigabyte;
    host = await createDownloadHost();
  });
  afterEach(() => host.close());

  const registry = () => world.simulator.shelf.registry;
  const pulls = () => world.simulator.control.journal.requests.filter(({ path }) => path === '/api/pull');

  it('adds up all layers and ends with a model that is there', async () => {
    const download = host.start(models, model);
    assert.deepEqual(await download.end, { t: 'pulled' });
    const told = download.states.filter((state) => state.t === 'pulling');
    assert.ok(told.every(({ completed, total }) => completed <= total));
    assert.ok(told.length > 3 && told.every((state, at) => state.completed >= (told[at - 1]?.completed ?? 0)));
    assert.ok((told.at(-1)?.total ?? 0) > 17.9 * gigabyte);
    assert.equal(download.states.at(-1)?.t, 'checking');
    const listed = await models.list(new AbortController().signal);
    assert.ok(listed.ok && listed.value.some(({ id }) => id === model));
    assert.deepEqual(pulls()[0]?.body, { name: model, stream: true, insecure: false });
  });

  it('stops at the server when it is cancelled, and goes on from there the next time', async () => {
    const first = host.start(models, model);
    await first.until((state) => state.t === 'pulling' && state.completed > 3 * gigabyte);
    first.cancel();
    await assert.rejects(first.end, Cancelled);
    await settled(() => pulls()[0]?.outcome === 'left');
    const kept = host.unfinished.at('http://127.0.0.1')[0]?.completed ?? 0;
    assert.ok(kept > 3 * gigabyte);
    const second = host.start(models, model);
    const state = await second.until(({ t }) => t === 'pulling');
    assert.ok(state.t === 'pulling' && state.completed >= kept, 'it does not begin again');
    assert.deepEqual(await second.end, { t: 'pulled' });
    assert.deepEqual(host.unfinished.at('http://127.0.0.1'), []);
  });

  it('goes on by itself when the connection to the server is cut', async () => {
    registry().tearAfterBytes = 5 * gigabyte;
    const download = host.start(models, model);
    const cut = await download.until(({ t }) => t === 'interrupted');
    assert.ok(cut.t === 'interrupted' && ['unreachable', 'cut-off'].includes(cut.failure.kind), JSON.stringify(cut));
    assert.deepEqual(await download.end, { t: 'pulled' });
    assert.equal(pulls().length, 2);
  });

  it('goes on by itself when the server gets at its registry again', async () => {
    const download = host.start(models, model);
    await download.until((state) => state.t === 'pulling' && state.completed > 3 * gigabyte);
    registry().isLost = true;
    const lost = await download.until(({ t }) => t === 'interrupted');
    assert.ok(lost.t === 'interrupted');
    assert.match(lost.failure.evidence.text ?? '', /^max retries exceeded/);
    registry().isLost = false;
    assert.deepEqual(await download.end, { t: 'pulled' });
  });

  it('gives up where there is no way to the registry at all', async () => {
    await host.close();
    host = await createDownloadHost(1_000);
    registry().isLost = true;
    const end = await host.start(models, model).end;
    assert.ok(end.t === 'gave-up');
    assert.match(end.failure.evidence.text ?? '', /no such host$/);
    assert.equal(pulls().length, 7);
  });

  it('says of a name nobody knows that nobody knows it, and of one that is none', async () => {
    assert.deepEqual(await host.start(models, 'no-such-model:1b').end, { t: 'unknown-model' });
    assert.deepEqual(await host.start(models, 'no model!').end, { t: 'unknown-model' });
    assert.equal(pulls().length, 2);
  });

  it('begins nothing where the disk has no room, and stops where the server finds that out', async () => {
    host.freeBytes = 2 * gigabyte;
    assert.deepEqual(await host.start(models, model, 18 * gigabyte).end, {
      t: 'no-space',
      neededBytes: 18 * gigabyte,
      freeBytes: 2 * gigabyte,
    });
    assert.equal(pulls().length, 0);
    const surprised = await host.start(models, model).end;
    assert.equal(surprised.t, 'no-space');
    host.freeBytes = 1e12;
    registry().diskBytes = 8 * gigabyte;
    assert.equal((await host.start(models, model).end).t, 'no-space');
    assert.equal(world.simulator.shelf.find(model), undefined);
  });

  it('is one for two windows that want the same, each with its own connection', async () => {
    const beside = await createRealWorld({ beside: world.simulator });
    try {
      const others = beside.engine.registry.localModels('ollama');
      assert.ok(others);
      const [one, two] = [host.start(models, model), host.start(others, model)];
      assert.deepEqual(await Promise.all([one.end, two.end]), [{ t: 'pulled' }, { t: 'pulled' }]);
      assert.equal(pulls().length, 1);
      assert.equal(registry().mostAtOnce, 1);
    } finally {
      await beside.stop();
    }
  });

  it('passes to the second window when the first cancels, without losing a byte', async () => {
    const beside = await createRealWorld({ beside: world.simulator });
    try {
      const others = beside.engine.registry.localModels('ollama');
      assert.ok(others);
      const one = host.start(models, model);
      await one.until((state) => state.t === 'pulling' && state.completed > 3 * gigabyte);
      const two = host.start(others, model);
      await two.until(({ t }) => t === 'waiting');
      one.cancel();
      const state = await two.until(({ t }) => t === 'pulling');
      assert.ok(state.t === 'pulling' && state.completed > 3 * gigabyte);
      assert.deepEqual(await two.end, { t: 'pulled' });
      assert.equal(registry().mostAtOnce, 1);
    } finally {
      await beside.stop();
    }
  });
});

async function settled(is: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !is(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(is());
}
