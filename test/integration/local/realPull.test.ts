import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Cancelled } from '../../../src/core/base/async';
import { listedName } from '../../../src/core/providers/ollama/modelNames';
import { tryModel } from '../../../src/core/local/tryModel';
import type { LocalModels } from '../../../src/core/providers/provider';
import { systemClock } from '../../../src/platform/systemClock';
import { findGemma } from '../../support/gemma/place';
import { startOllamaRegistry, type OllamaRegistry } from '../../support/ollamaRegistry';
import { findRealOllama } from '../../support/realOllama';
import { createRealWorld } from '../../support/realWorld';
import { createDownloadHost, type DownloadHost } from './downloads';

const megabyte = 1_000_000;

/** A real server and a registry on loopback that speaks its protocol: everything but the internet is real. */
describe('a download by a real Ollama', function () {
  this.timeout(120_000);
  let baseUrl: string;
  let registry: OllamaRegistry;
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  let models: LocalModels;
  let host: DownloadHost;
  const published: string[] = [];

  before(async function () {
    const found = await findRealOllama();
    if (found === undefined) {
      console.log('      SKIPPED: OLLAMA_HOST names no Ollama that answers');
      return this.skip();
    }
    baseUrl = found;
    registry = await startOllamaRegistry();
    world = await createRealWorld({
      simulator: { only: ['ollama'] },
      settings: { providers: { ollama: { baseUrl: [found] } } },
    });
    const served = world.engine.registry.localModels('ollama');
    assert.ok(served);
    models = served;
  });
  after(async () => {
    await world?.stop();
    await registry?.stop();
    for (const model of published) {
      await fetch(new URL('/api/delete', baseUrl), { method: 'DELETE', body: JSON.stringify({ model }) });
    }
  });
  beforeEach(async () => {
    registry.bytesPerSecond = Infinity;
    registry.isLost = false;
    host = await createDownloadHost();
  });
  afterEach(() => host?.close());

  /** A model of noise: it can be pulled like any other, and never runs. */
  function publishNoise(name: string, bytes: number): string {
    const model = registry.publish(name, [
      { kind: 'model', bytes: randomBytes(bytes) },
      { kind: 'template', bytes: Buffer.from('{{ .Prompt }}') },
    ]);
    published.push(model);
    return model;
  }

  it('ends with a model that is there', async () => {
    const model = publishNoise('noise:whole', 20 * megabyte);
    registry.bytesPerSecond = 20 * megabyte;
    const download = host.start(models, model);
    assert.deepEqual(await download.end, { t: 'pulled' });
    const told = download.states.filter((state) => state.t === 'pulling');
    assert.ok(told.length > 2 && told.every(({ completed, total }) => completed <= total));
    assert.equal(download.states.at(-1)?.t, 'checking');
    const listed = await models.list(new AbortController().signal);
    assert.ok(listed.ok && listed.value.some(({ id }) => id === listedName(model)), JSON.stringify(listed));
  });

  it('goes on after a cancel from where it was: not a byte more is sent than is missing', async () => {
    const model = publishNoise('noise:cancelled', 40 * megabyte);
    registry.bytesPerSecond = 20 * megabyte;
    const first = host.start(models, model);
    await first.until((state) => state.t === 'pulling' && state.completed > 10 * megabyte);
    first.cancel();
    await assert.rejects(first.end, Cancelled);
    const kept = first.completed;
    const before = registry.sentBytes;
    const second = host.start(models, model);
    const state = await second.until(({ t }) => t === 'pulling');
    assert.ok(state.t === 'pulling' && state.completed >= kept * 0.9, `${kept} bytes were there`);
    assert.deepEqual(await second.end, { t: 'pulled' });
    assert.ok(registry.sentBytes - before < 40 * megabyte - kept * 0.8, String(registry.sentBytes - before));
  });

  it('outlives a network that is lost for some seconds', async () => {
    const model = publishNoise('noise:lost', 30 * megabyte);
    registry.bytesPerSecond = 15 * megabyte;
    const download = host.start(models, model);
    await download.until((state) => state.t === 'pulling' && state.completed > 5 * megabyte);
    registry.isLost = true;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    registry.isLost = false;
    assert.deepEqual(await download.end, { t: 'pulled' });
  });

  it('says of an unknown name that nobody knows it', async () => {
    assert.deepEqual(await host.start(models, `${registry.prefix}nothing:1b`).end, { t: 'unknown-model' });
    assert.deepEqual(await host.start(models, 'no model!').end, { t: 'unknown-model' });
  });

  it('says in the server’s own words that there is no way to a registry', async () => {
    await host.close();
    host = await createDownloadHost(1_000);
    const end = await host.start(models, 'http://127.0.0.1:9/library/tiny:latest').end;
    assert.ok(end.t === 'gave-up', JSON.stringify(end));
    assert.match(end.failure.evidence.text ?? '', /^pull model manifest: .*connection refused$/);
  });

  it('of Gemma 3 270M ends with a model that speaks', async function () {
    const gemma = findGemma();
    if (!gemma) {
      console.log('      SKIPPED: the weights of Gemma 3 270M are not on this machine');
      return this.skip();
    }
    const model = registry.publish('gemma3:270m', [
      { kind: 'model', bytes: await readFile(gemma.weights) },
      { kind: 'template', bytes: Buffer.from('{{ range .Messages }}{{ .Content }}\n{{ end }}') },
    ]);
    published.push(model);
    assert.deepEqual(await host.start(models, model).end, { t: 'pulled' });
    const provider = world.engine.registry.get('ollama');
    assert.ok(provider);
    const trial = await tryModel(
      model,
      { provider, localModels: models, clock: systemClock },
      new AbortController().signal,
    );
    assert.ok(trial.ok && 'firstTokenMs' in trial.result, JSON.stringify(trial));
    console.log(`      the first token came after ${trial.result.firstTokenMs} ms`);
  });
});
