import assert from 'node:assert/strict';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { completionTimings } from '../../../src/core/completions/timings';
import { createFakeRouter, createPorts, inputAt, targets } from './rig';

const { silentWaitMs, debounceMaxMs } = completionTimings;

/** Six keys while the first one's request says nothing; each key ends the call of the one before, as the editor does. */
async function typeSixKeys(local: boolean) {
  const target = local ? targets.ollama : targets.claude;
  const router = createFakeRouter(target, { local, fim: local ? 'suffix' : 'none' });
  const ports = createPorts(router, target);
  const pipeline = new CompletionPipeline(ports);
  const { clock } = ports;
  let controller = new AbortController();
  const type = (code: string): Promise<unknown> => {
    controller.abort();
    controller = new AbortController();
    return Promise.resolve(pipeline.provide(inputAt(`${code}▮`), controller.signal));
  };
  void type('const total = items.');
  await clock.advance(debounceMaxMs);
  assert.equal(router.asked.length, 1);
  let latest: Promise<unknown> = Promise.resolve();
  for (const typed of ['l', 'le', 'len', 'leng', 'lengt', 'length']) {
    await clock.advance(100);
    latest = type(`const total = items.${typed}`);
  }
  return { router, clock, pipeline, type, latest };
}

describe('A request that has said nothing yet', () => {
  it('is replaced on a cloud soon after the last of six keys, by one that knows all of them', async () => {
    const { router, clock } = await typeSixKeys(false);
    await clock.advance(silentWaitMs - 1);
    assert.equal(router.asked.length, 1, 'its answer may be about to come');
    await clock.advance(1);
    assert.equal(router.asked.length, 2);
    assert.ok(router.asked[0]?.signal.aborted);
    assert.match(router.last.ask.prefix, /items\.length$/);
  });

  it('is waited for on a cloud once it has begun to say what is typed', async () => {
    const { router, clock, latest } = await typeSixKeys(false);
    router.last.text('<COMPLETION>len');
    await clock.advance(5_000);
    assert.equal(router.asked.length, 1);
    router.last.text('gthOf(a);</COMPLETION>');
    router.last.done();
    await clock.advance(0);
    assert.match(JSON.stringify(await latest), /items\.lengthOf\(a\);/);
  });

  it('is waited for on a cloud where the same place asks again: its prompt lacks nothing', async () => {
    const { router, clock, type } = await typeSixKeys(false);
    await clock.advance(1_000);
    assert.equal(router.asked.length, 2);
    void type('const total = items.length');
    await clock.advance(5_000);
    assert.equal(router.asked.length, 2);
  });

  it('is waited for on a local server, which would read its prompt anew', async () => {
    const { router, clock, pipeline } = await typeSixKeys(true);
    await clock.advance(5_000);
    assert.equal(router.asked.length, 1);
    assert.equal(router.last.signal.aborted, false);
    pipeline.dispose();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
  });
});
