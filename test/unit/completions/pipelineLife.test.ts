import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createDeferred } from '../../../src/core/base/async';
import type { Failure } from '../../../src/core/contract/failure';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { completionTimings } from '../../../src/core/completions/timings';
import { settle } from '../../support/fakeClock';
import { createFakeRouter, createPorts, inputAt, targets } from './rig';

const failure: Failure = { kind: 'overloaded', scope: 'model', evidence: { phase: 'headers', status: 529 } };

/** What may happen to a pipeline: the user's doing, the target's and the editor's. */
type Step =
  | { readonly t: 'key'; readonly key: string; readonly explicit: boolean; readonly keepsOlder: boolean }
  | { readonly t: 'backspace' | 'cancel' | 'elsewhere' | 'accepted' | 'forget' | 'closes' }
  | { readonly t: 'wait'; readonly ms: number }
  | { readonly t: 'says'; readonly text: string }
  | {
      readonly t: 'ends';
      readonly how: 'complete' | 'length' | 'refused' | 'stopped' | 'failed' | 'breaks' | 'switched';
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      t: fc.constant('key' as const),
      key: fc.constantFrom('a', 'b', '.', ' ', '(', ';', '\n', '  '),
      explicit: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      keepsOlder: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      t: fc.constantFrom('backspace', 'cancel', 'elsewhere', 'accepted', 'forget', 'closes', 'closes'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ t: fc.constant('wait' as const), ms: fc.nat({ max: 1_500 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      t: fc.constant('says' as const),
      text: fc.constantFrom('a', 'ab.', 'b', '<COMPLETION>', '</COMPLETION>', ' a(b)', '\n', ';'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      t: fc.constant('ends' as const),
      how: fc.constantFrom('complete', 'length', 'refused', 'stopped', 'failed', 'breaks', 'switched'),
    }),
  },
);

const world = fc.record({
  local: fc.boolean(),
  rules: fc.constantFrom('yes', 'no', 'break', 'hang'),
  context: fc.constantFrom('none', 'quick', 'hangs', 'breaks'),
  /** The server notices a closed socket only when told. */
  closesLate: fc.boolean(),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function createStage({ local, rules, context, closesLate }: World) {
  const target = local ? targets.ollama : targets.claude;
  const router = createFakeRouter(target, { local, fim: local ? 'suffix' : 'none' });
  const ports = createPorts(router, target);
  router.holdClosing = closesLate ? createDeferred() : undefined;
  const hang = new Promise<never>(() => undefined);
  const mayRead = {
    yes: async () => true,
    no: async () => false,
    break: async () => Promise.reject(new Error('no rules')),
    hang: () => hang,
  }[rules];
  const prepare = {
    quick: async () => true,
    hangs: () => hang,
    breaks: () => {
      throw new Error('a provider broke');
    },
  };
  const excerpt = { kind: 'open-file', uri: 'file:///work/b.ts', path: 'b.ts', read: () => 'let b = 1;' } as const;
  const source = context !== 'none' && { prepare: prepare[context], candidates: () => [excerpt] };
  // A stream that is late is waited for here, so that two requests at once are seen.
  const timings = { ...completionTimings, closedByMs: 1_000_000 };
  const pipeline = new CompletionPipeline({ ...ports, timings, mayRead, ...(source ? { context: source } : {}) });
  const calls: { readonly cancel: () => void; isCancelled: boolean; isSettled: boolean }[] = [];
  let code = 'const total = items.';
  let uri = 'file:///work/a.ts';

  const call = (explicit: boolean): void => {
    const controller = new AbortController();
    const record = { cancel: () => controller.abort(), isCancelled: false, isSettled: false };
    calls.push(record);
    // A rejection is nobody's to catch: it would end the test.
    void Promise.resolve(pipeline.provide(inputAt(`${code}▮\n`, { explicit, uri }), controller.signal)).then(
      () => (record.isSettled = true),
    );
  };
  const cancelAll = (): void => {
    for (const record of calls) {
      record.cancel();
      record.isCancelled = true;
    }
  };
  const act = async (event: Step): Promise<void> => {
    const last = router.asked.at(-1);
    switch (event.t) {
      case 'key':
        if (!event.keepsOlder) cancelAll();
        code += event.key;
        call(event.explicit);
        break;
      case 'backspace':
        cancelAll();
        code = code.slice(0, -1);
        call(false);
        break;
      case 'cancel':
        cancelAll();
        break;
      case 'elsewhere':
        cancelAll();
        uri = uri.endsWith('a.ts') ? 'file:///work/c.ts' : 'file:///work/a.ts';
        call(false);
        break;
      case 'accepted':
        pipeline.noteAccepted(`${uri}\n${code}`);
        break;
      case 'forget':
        pipeline.forget();
        break;
      case 'wait':
        await ports.clock.advance(event.ms);
        break;
      case 'closes':
        router.holdClosing?.resolve();
        router.holdClosing = closesLate ? createDeferred() : undefined;
        break;
      case 'says':
        last?.text(event.text);
        break;
      case 'ends':
        if (event.how === 'breaks') last?.breakOff(new Error('a bug'));
        else if (event.how === 'failed') last?.say({ t: 'failed', failures: [{ target, failure }], skipped: [] });
        else if (event.how === 'switched')
          last?.say({ t: 'switched', from: target, to: targets.ollama, failure, mode: 'restart', keptChars: 0 });
        else last?.done(event.how);
        break;
    }
    await settle(2);
  };
  return { router, ports, pipeline, calls, act, cancelAll };
}

describe('Whatever happens to the completion pipeline', () => {
  it('each call settles, each stream closes, no timer stays, and a local server has one request at a time', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(step, { minLength: 1, maxLength: 40 }), async (facts, steps) => {
        const stage = createStage(facts);
        const { router, ports, pipeline, calls } = stage;
        for (const event of steps) {
          await stage.act(event);
          const unsettled = calls.filter((call) => call.isCancelled && !call.isSettled);
          assert.equal(unsettled.length, 0, 'a cancelled call settles at once');
          const open = router.asked.filter(({ isClosed }) => !isClosed).length;
          if (facts.local) assert.ok(open <= 1, `${open} requests at a local server`);
        }
        // Whoever still waits gets an end by the target or by the end of the window.
        pipeline.dispose();
        router.holdClosing?.resolve();
        await settle();
        assert.deepEqual(
          calls.filter(({ isSettled }) => !isSettled),
          [],
        );
        assert.ok(router.asked.every(({ isClosed }) => isClosed));
        assert.equal(ports.clock.pending, 0);
      }),
      { numRuns: 300 },
    );
  });

  it('a request nobody waits for any more ends by itself, and so does a call whose target never says a word', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(step, { minLength: 1, maxLength: 25 }), async (facts, steps) => {
        const stage = createStage({ ...facts, closesLate: false });
        for (const event of steps) await stage.act(event);
        stage.cancelAll();
        stage.router.holdClosing?.resolve();
        await stage.ports.clock.advance(2_000);
        assert.ok(stage.calls.every(({ isSettled }) => isSettled));
        assert.ok(stage.router.asked.every(({ isClosed }) => isClosed));
        assert.equal(stage.ports.clock.pending, 0);
      }),
      { numRuns: 100 },
    );
  });
});
