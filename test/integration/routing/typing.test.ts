import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { silentLogger } from '../../../src/core/base/logger';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { completionTimings } from '../../../src/core/completions/timings';
import { systemClock } from '../../../src/platform/systemClock';
import type { RequestRecord } from '../../simulator/journal';
import { createRealWorld } from '../../support/realWorld';
import { countSockets, pause, within } from '../../support/sockets';
import { cursorMark, inputAt } from '../../unit/completions/rig';

/** Typing forty times as fast as a person, on a pipeline that waits as much less. */
const scale = 40;

const timings = Object.fromEntries(
  Object.entries(completionTimings).map(([key, ms]) => [key, ms / scale]),
) as unknown as typeof completionTimings;

const faults = [
  'none',
  'none',
  'stall',
  'reset',
  'overloaded',
  'eof',
  'empty',
  'broken-frame',
  'overloaded-event',
] as const;

/** A key after a pause (milliseconds at a person's pace), perhaps with a word of the cloud's health before it. */
const keystroke = fc.record({
  key: fc.constantFrom('a', 'b', '.', ' ', '(', '\n', ', '),
  pauseMs: fc.constantFrom(30, 80, 200, 600, 1_500),
  cloud: fc.constantFrom(...faults, undefined, undefined, undefined),
  keepsOlder: fc.constantFrom(false, false, false, true),
});

describe('typing on real SDKs while the cloud comes and goes', function () {
  this.timeout(60_000);

  it('leaves no call unsettled, no request running and no socket busy, and asks a local server one thing at a time', async () => {
    const world = await createRealWorld({ scale, simulator: { pace: { msPerChunk: 1, charsPerChunk: 3 } } });
    const { control } = world.simulator;
    control.script('claude', { completion: 'a.b(a, b);' });
    control.script('ollama', { completion: 'b.a(b, a);' });
    await world.engine.registry.localModels('ollama')?.load('gemma4:e4b', new AbortController().signal);
    const pipeline = new CompletionPipeline({
      router: world.engine.router,
      clock: systemClock,
      logger: silentLogger,
      currentTarget: () => world.engine.snapshot().completions.current,
      mayRead: async () => true,
      timings,
    });
    const running = (): readonly RequestRecord[] =>
      control.journal.requests.filter(({ outcome }) => outcome === 'running');
    const sockets = countSockets();
    let asked = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(keystroke, { minLength: 20, maxLength: 30 }), async (keys) => {
          control.heal('claude');
          world.engine.health.tryNow('claude');
          const calls: { readonly controller: AbortController; readonly done: Promise<unknown>; settled: boolean }[] =
            [];
          let code = 'const total = items.';
          for (const { key, pauseMs, cloud, keepsOlder } of keys) {
            if (cloud === 'none') control.heal('claude');
            else if (cloud) breakCloud(cloud);
            if (!keepsOlder) for (const { controller } of calls) controller.abort();
            code += key;
            const controller = new AbortController();
            const answer = Promise.resolve(pipeline.provide(inputAt(`${code}${cursorMark}\n`), controller.signal));
            const call = { controller, done: answer, settled: false };
            void answer.then(() => (call.settled = true));
            calls.push(call);
            await pause(pauseMs / scale);
            const busy = running().filter(({ service, use }) => service === 'ollama' && use === 'completion');
            assert.ok(busy.length <= 1, `${busy.length} completions at the local server`);
          }
          for (const { controller } of calls) controller.abort();
          await within(1_000, () => calls.every(({ settled }) => settled), 'a call did not settle');
          // Only a request may run that the last key has begun; nobody waits for it, so it ends by itself.
          await within(3_000, () => running().length === 0, 'a request goes on');
          asked += control.journal.requests.filter(({ use }) => use === 'completion').length;
          control.journal.reset();
        }),
        { numRuns: 8 },
      );
      assert.ok(asked > 5, `${asked} asked: nothing was tested`);
      pipeline.dispose();
      await within(3_000, () => sockets.busy() === 0, 'a socket is busy');
    } finally {
      sockets.stop();
      await world.stop();
    }

    function breakCloud(fault: string): void {
      control.heal('claude');
      control.set({ service: 'claude', fault });
    }
  });
});
