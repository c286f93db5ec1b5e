import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toDisposable } from '../../../src/core/base/disposable';
import { parseHealth } from '../../../src/core/health/shared/healthText';
import type { SharedPorts } from '../../../src/core/health/shared/ports';
import { createHealthFile } from '../../../src/platform/healthFile';
import { createLeaseFolder } from '../../../src/platform/leaseFolder';
import { until } from '../../editor/ui/until';
import { createRealWorld } from '../../support/realWorld';
import { story } from '../../support/routingWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

/** A breaker is open for 20 s at most, divided by this: long enough for a busy machine, short enough to be waited for. */
const scale = 5;
const openMs = 20_000 / scale;
const toStandIn = ['started ollama', 'done ollama complete'];

describe('several windows of one host, on the real engine', function () {
  this.timeout(30_000);
  let folder: string;
  let first: World;
  const others: World[] = [];

  const shared = (at: string): SharedPorts => ({
    file: createHealthFile(at),
    leases: createLeaseFolder(at),
    bondOf: () => Promise.resolve('tied'),
  });
  const openBeside = async (at = folder, more: Partial<SharedPorts> = {}): Promise<World> => {
    const world = await createRealWorld({ scale, beside: first.simulator, shared: { ...shared(at), ...more } });
    others.push(world);
    return world;
  };
  const claudeChats = (): number => first.simulator.control.journal.counter('claude').chat;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const warm = await createRealWorld({ scale: 1 });
    await warm.answer();
    await warm.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'understudy-windows-'));
    first = await createRealWorld({ scale, shared: shared(folder) });
  });
  afterEach(async () => {
    for (const world of others.splice(0)) await world.stop();
    await first.stop();
    await rm(folder, { recursive: true });
  });

  it('send the second one straight to the stand-in, without a failure of its own', async () => {
    const second = await openBeside();
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await first.answer();
    await first.engine.flush();
    const asked = claudeChats();
    assert.deepEqual(story(await second.answer()), toStandIn);
    assert.equal(claudeChats(), asked);
    assert.equal(second.engine.snapshot().situation, 'elsewhere');
  });

  it('say elsewhere after a reload and go straight to the stand-in', async () => {
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await first.answer();
    const before = first.engine.snapshot();
    await first.engine.flush();
    first.engine.dispose();
    const asked = claudeChats();
    const reloaded = await openBeside();
    await pause(100);
    assert.equal(reloaded.engine.snapshot().text, before.text);
    assert.equal(reloaded.engine.snapshot().chat.episode?.id, before.chat.episode?.id);
    assert.deepEqual(story(await reloaded.answer()), toStandIn);
    assert.equal(claudeChats(), asked);
  });

  it('read at their start without a request', async () => {
    first.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    await first.answer();
    await first.engine.flush();
    const requests = first.simulator.control.journal.requests.length;
    // Nobody tells it of writes, so that it knows only what it reads by itself.
    const file = { ...createHealthFile(folder), watch: () => toDisposable(() => undefined) };
    const second = await openBeside(folder, { file });
    // What is known of a key is read last, once the start is over.
    await until(
      () => second.engine.snapshot().targets.find(({ provider }) => provider === 'claude')?.reason,
      (reason) => reason === 'auth',
    );
    await pause(100);
    assert.equal(first.simulator.control.journal.requests.length, requests);
  });

  it('probe one at a time: of five that ask at the same moment one goes to Claude', async () => {
    const windows = [first, ...(await Promise.all([1, 2, 3, 4].map(() => openBeside())))];
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await first.answer();
    await first.engine.flush();
    first.simulator.control.heal('claude');
    first.simulator.control.pace({ msPerChunk: 20, charsPerChunk: 40 }, 'claude');
    await Promise.all(windows.map((world) => world.engine.flush()));
    await pause(openMs + 50);
    const asked = claudeChats();
    const stories = await Promise.all(windows.map(async (world) => story(await world.answer()).at(-1)));
    assert.equal(claudeChats(), asked + 1, stories.join(', '));
    assert.ok(stories.filter((end) => end === 'done ollama complete').length >= windows.length - 1);
    // The right to probe is given back once what came of it can be read.
    while (!(await readdir(path.join(folder, 'probe.lock'))).includes('probe-1.free')) await pause(20);
    assert.deepEqual(story(await first.answer()), ['started claude', 'done claude complete']);
  });

  it('survive a file that somebody has broken', async () => {
    await writeFile(path.join(folder, 'health.json'), '{"version":1,"facts":[{"at":');
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await first.answer();
    await first.engine.flush();
    const written = parseHealth(await readFile(path.join(folder, 'health.json'), 'utf8'));
    const known = written.t === 'read' ? written.facts.map((fact) => fact.known) : [];
    const ofClaude = known.flatMap((one) =>
      one.k === 'breaker' && one.target.provider === 'claude' ? [one.state] : [],
    );
    assert.deepEqual(
      ofClaude.map((state) => [state.t, state.t === 'open' && state.reason]),
      [['open', 'overloaded']],
    );
    const second = await openBeside();
    assert.deepEqual(story(await second.answer()), toStandIn);
    assert.equal(claudeChats(), 2, 'the second window has read it');
  });

  it('leave one file and the latest lease behind, and no half of a write', async () => {
    const second = await openBeside();
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await first.answer();
    await pause(openMs + 50);
    await second.answer();
    await Promise.all([first.engine.flush(), second.engine.flush()]);
    await pause(200);
    assert.deepEqual((await readdir(folder)).toSorted(), ['health.json', 'probe.lock']);
    assert.deepEqual(await readdir(path.join(folder, 'probe.lock')), ['probe-1.free']);
  });

  it('go on, each for itself, where nothing can be written', async () => {
    // Root may write everywhere, so a file stands where the folder ought to be.
    const blocked = path.join(folder, 'blocked');
    await writeFile(blocked, '');
    const windows = [await openBeside(blocked), await openBeside(blocked)];
    first.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    for (const world of windows) assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
    assert.equal(claudeChats(), 4);
    first.simulator.control.heal('claude');
    await pause(openMs + 50);
    for (const world of windows) {
      await world.answer();
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    }
  });
});
