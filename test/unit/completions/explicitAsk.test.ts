import assert from 'node:assert/strict';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { createRoutingWorld } from '../../support/routingWorld';
import { fails, says } from '../../support/scriptedProvider';
import { createFakeRouter, createPorts, inputAt, targets } from './rig';

const start = 'const total = items.▮';
const never = new AbortController().signal;

function setUp() {
  const router = createFakeRouter();
  const ports = createPorts(router, targets.claude);
  return { router, clock: ports.clock, pipeline: new CompletionPipeline(ports) };
}

describe('a completion asked for by a command', () => {
  it('tells the router so, and one that comes up while typing does not', async () => {
    const { router, clock, pipeline } = setUp();
    void pipeline.provide(inputAt(start), never);
    await clock.advance(1_000);
    void pipeline.provide(inputAt('run(a);▮ rest', { explicit: true }), never);
    await clock.advance(1_000);
    assert.deepEqual(
      router.asked.map(({ ask }) => ask.explicit),
      [undefined, true],
    );
  });

  for (const [how, end] of [
    ['comes to nothing', (last: ReturnType<typeof createFakeRouter>['last']) => last.done()],
    ['fails', (last) => last.say({ t: 'failed', failures: [], skipped: [] })],
  ] satisfies [string, (last: ReturnType<typeof createFakeRouter>['last']) => void][]) {
    it(`asks for itself where the request under way ${how}`, async () => {
      const { router, clock, pipeline } = setUp();
      void pipeline.provide(inputAt(start), never);
      await clock.advance(1_000);
      const shown = pipeline.provide(inputAt(start, { explicit: true }), never);
      await clock.advance(100);
      assert.equal(router.asked.length, 1, 'it waits for the request under way');
      end(router.last);
      await clock.advance(1_000);
      assert.equal(router.asked.length, 2);
      assert.equal(router.last.ask.explicit, true);
      router.last.text('<COMPLETION>length;</COMPLETION>');
      router.last.done();
      assert.equal((await shown)?.insertText, 'const total = items.length;');
    });
  }

  it('takes what the request under way says, and is asked no second time by a second command', async () => {
    const { router, clock, pipeline } = setUp();
    void pipeline.provide(inputAt(start), never);
    await clock.advance(1_000);
    const shown = pipeline.provide(inputAt(start, { explicit: true }), never);
    await clock.advance(100);
    router.last.text('<COMPLETION>length;</COMPLETION>');
    router.last.done();
    assert.equal((await shown)?.insertText, 'const total = items.length;');
    assert.equal(router.asked.length, 1);

    void pipeline.provide(inputAt('run(a);▮ rest', { explicit: true }), never);
    await clock.advance(100);
    const second = pipeline.provide(inputAt('run(a);▮ rest', { explicit: true }), never);
    await clock.advance(100);
    router.last.done();
    assert.equal(await second, undefined);
    assert.equal(router.asked.length, 2);
  });

  it('reaches a cloud whose time has not run out, which typing before it does not', async () => {
    const world = createRoutingWorld({ completionsRoute: ['claude'] });
    const ports = createPorts(createFakeRouter(), targets.claude);
    const pipeline = new CompletionPipeline({ ...ports, clock: world.clock, router: world.router });
    world.provider('claude').play(fails('overloaded'), says('<COMPLETION>length;</COMPLETION>'));
    for (let pause = 0; pause < 3; pause++) {
      void pipeline.provide(inputAt(start), never);
      await world.clock.advance(2_000);
    }
    assert.equal(world.provider('claude').calls.length, 1);
    const shown = pipeline.provide(inputAt(start, { explicit: true }), never);
    await world.clock.advance(2_000);
    assert.equal((await shown)?.insertText, 'const total = items.length;');
  });
});
