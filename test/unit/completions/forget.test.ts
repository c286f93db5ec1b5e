import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/core/base/async';
import { CompletionPipeline, type PipelinePorts } from '../../../src/core/completions/pipeline';
import { completionTimings } from '../../../src/core/completions/timings';
import { settle } from '../../support/fakeClock';
import { createFakeRouter, createPorts, inputAt, targets } from './rig';

const { closedByMs } = completionTimings;

function setUp(changes: Partial<PipelinePorts> = {}) {
  const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
  const ports = createPorts(router, targets.ollama);
  const pipeline = new CompletionPipeline({ ...ports, ...changes });
  const ask = (code: string): Promise<unknown> =>
    Promise.resolve(pipeline.provide(inputAt(`${code}▮`), new AbortController().signal));
  return { router, clock: ports.clock, pipeline, ask };
}

describe('When settings or ignore rules change', () => {
  it('an ask in its debounce is not sent, and the next one is', async () => {
    const { router, clock, pipeline, ask } = setUp();
    const waiting = ask('const total = items.');
    await clock.advance(50);
    pipeline.forget();
    assert.equal(await waiting, undefined);
    await clock.advance(5_000);
    assert.equal(router.asked.length, 0);
    void ask('const total = items.');
    await clock.advance(5_000);
    assert.equal(router.asked.length, 1);
  });

  it('an ask that waits for other files is not sent', async () => {
    const context = { prepare: () => new Promise<boolean>(() => undefined), candidates: () => [] };
    const { router, clock, pipeline, ask } = setUp({ context });
    void ask('const total = items.');
    // Past the debounce of a first key after a dot (300 ms), within the wait for other files.
    await clock.advance(350);
    assert.equal(router.asked.length, 0);
    pipeline.forget();
    await clock.advance(5_000);
    assert.equal(router.asked.length, 0);
    assert.equal(clock.pending, 0);
  });

  it('an ask that waits for the end of another is not sent', async () => {
    const { router, clock, pipeline, ask } = setUp();
    router.holdClosing = createDeferred();
    void ask('const total = items.');
    await clock.advance(2_000);
    void ask('const sum = 1 + ');
    await clock.advance(closedByMs / 2);
    pipeline.forget();
    router.holdClosing.resolve();
    await settle();
    assert.equal(router.asked.length, 1);
  });

  it('a file that became secret while its ask waited for the end of another is not sent', async () => {
    let isSecret = false;
    const { router, clock, ask } = setUp({ mayRead: async () => !isSecret });
    router.holdClosing = createDeferred();
    void ask('const total = items.');
    await clock.advance(2_000);
    const second = ask('const sum = 1 + ');
    await clock.advance(closedByMs / 2);
    isSecret = true;
    router.holdClosing.resolve();
    assert.equal(await second, undefined);
    assert.equal(router.asked.length, 1);
  });

  it('of two asks that wait for slow rules one runs at a time', async () => {
    const rules = createDeferred<boolean>();
    const { router, clock, ask } = setUp({ mayRead: () => rules.promise });
    void ask('const total = items.');
    void ask('const sum = 1 + ');
    await clock.advance(2_000);
    rules.resolve(true);
    await settle();
    assert.equal(router.asked.filter(({ isClosed }) => !isClosed).length, 1);
  });
});
