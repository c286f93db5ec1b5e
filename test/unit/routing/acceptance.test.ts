import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { Evidence } from '../../../src/core/contract/failure';
import { NetworkJudge } from '../../../src/core/health/network';
import type { Reach } from '../../../src/core/health/reach';
import { toFailure } from '../../../src/core/providers/failure';
import { claudeApiPage } from '../../../src/core/providers/rows/statusPages';
import { durations } from '../../../src/core/routing/durations';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, says, type Step } from '../../support/scriptedProvider';

/*
 * The acceptance cases at the end of `reference/traps.md`, taken from other people's bugs, as far as they concern the engine;
 * the numbers are rows of its tables, whose threads they name. Played elsewhere, on the wires themselves:
 *   529 before the first byte and inside a 200; EOF without proof; an empty 200; a portal's page: every fault in every phase
 *     in test/integration/routing/failover.test.ts and providers/faults.test.ts
 *   one malformed frame; every byte split (#27 opencode#26170, #28 oh-my-pi#5912, #29): test/unit/providers/streams.test.ts,
 *     inBand.test.ts
 *   fail-ok-fail-ok; late news; 8k after 60k; a smaller window on return: othersBugs.test.ts
 *   the model that runs elsewhere (#20): test/integration/providers/answers.test.ts
 *   a clock jump of two hours (#32): test/unit/health/sleepWatch.test.ts
 *   no request before the first ask (#33): test/integration/routing/failover.test.ts
 */

type World = ReturnType<typeof createRoutingWorld>;

const claude = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;
const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);
const lastOf = (events: readonly AnswerEvent[]): string | undefined => story(events).at(-1);
const calls = (world: World, id: string): number => world.provider(id).calls.length;

/** Plays what a wire's evidence means, as the product reads it. */
function failsWith(world: World, evidence: Evidence, id = 'claude'): readonly Step[] {
  return [{ t: 'failure', failure: toFailure(evidence, world.provider(id).info, world.clock.now()) }];
}

/** A world whose failures to connect are judged by the real judge; `second` is what the status page answers. */
function createNetworkWorld(second: Awaited<ReturnType<Reach>>) {
  const statusPage = { ...claudeApiPage, feeds: ['https://status.claude.test'] };
  const rows = defaultRows().map((row) => (row.local ? row : { ...row, statusPage }));
  const world = createRoutingWorld({}, rows);
  const asked: string[] = [];
  const judge = new NetworkJudge({
    reach: (url) => {
      asked.push(url);
      return Promise.resolve(second);
    },
    mayReach: () => true,
    clouds: () => rows.filter((row) => !row.local),
    firstChoice: () => rows[0],
    isUnreachable: () => false,
    clock: world.clock,
    durations,
    logger: silentLogger,
  });
  world.judge = (failure) =>
    judge.judge(failure, rows[0] ?? world.provider('claude').info, new AbortController().signal);
  return Object.assign(world, { asked });
}

describe('acceptance cases of other people’s bugs', () => {
  it('20 tokens, then 60 s in which only pings come: the answer goes on', async () => {
    // Pings keep the bytes alive (`watchedFetch.test.ts`); for the events there is only the limit of no progress.
    const world = createRoutingWorld();
    world.provider('claude').play([{ t: 'text', text: 'One, ' }, { wait: 60_000 }, ...says('two.')]);
    const events = await world.answer();
    assert.equal(answerText(events), 'One, two.');
    assert.equal(lastOf(events), 'done claude complete');
  });

  it('20 tokens, then pings for ever: after 120 s without progress the next carries on', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play([{ t: 'text', text: long }, 'hang']);
    world.provider('ollama').play(says('The end.'));
    const startedAt = world.clock.now();
    const events = await world.answer(undefined, 130_000);
    assert.equal(story(events)[1], 'continue claude→ollama (stalled)');
    assert.ok(world.clock.now() - startedAt <= 120_300);
  });

  it('an empty 200: once more after 250 ms, then the next', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(says());
    assert.deepEqual(story(await world.answer()).slice(-2), ['before claude→ollama (empty)', 'done ollama complete']);
    const [first, second] = world.provider('claude').calls;
    assert.equal((second?.at ?? 0) - (first?.at ?? 0), 250);
    assert.equal(calls(world, 'claude'), 2);
  });

  it('401 now, good once the credential has changed', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(failsWith(world, { status: 401, type: 'authentication_error', phase: 'headers' }));
    await world.answer();
    assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
    world.health.credentialChanged('claude');
    world.provider('claude').play(says('Fine.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });

  for (const [header, kept] of [
    ['300', 300_000],
    ['3600', 600_000],
  ] as const) {
    it(`429 with retry-after: ${header} is left alone for exactly ${kept / 1_000} s`, async () => {
      const world = createRoutingWorld();
      const evidence = { status: 429, headers: { 'retry-after': header }, phase: 'headers' } as const;
      world.provider('claude').play(failsWith(world, evidence));
      await world.answer();
      assert.equal(calls(world, 'claude'), 1);
      const openedAt = world.provider('claude').calls[0]?.at ?? 0;
      world.provider('claude').play(says('Again.'));
      await world.clock.advance(openedAt + kept - 100 - world.clock.now());
      await world.answer();
      assert.equal(calls(world, 'claude'), 0);
      await world.clock.advance(openedAt + kept - world.clock.now());
      await world.answer();
      assert.equal(calls(world, 'claude'), 1);
    });
  }

  it('429 with retry-after: 3 is waited for, and no failure', async () => {
    const world = createRoutingWorld();
    const evidence = { status: 429, headers: { 'retry-after': '3' }, phase: 'headers' } as const;
    world.provider('claude').play(failsWith(world, evidence), says('Fine.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'notice retrying', 'done claude complete']);
    const [first, second] = world.provider('claude').calls;
    assert.equal((second?.at ?? 0) - (first?.at ?? 0), 3_000);
  });

  it('429 without retry-after backs off as usual', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(failsWith(world, { status: 429, type: 'rate_limit_error', phase: 'headers' }));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    const standing = world.health.standing(claude, world.provider('claude').info);
    // 20 s times the three quarters that chance gives here.
    assert.equal(standing.kind === 'blocked' && (standing.until ?? 0) - standing.openedAt, 15_000);
  });

  it('enforced_spend_limit_reached is a spent quota, kept until its reset', async () => {
    const world = createRoutingWorld();
    const headers = { 'retry-after': '7200' };
    const evidence = { status: 429, code: 'enforced_spend_limit_reached', headers, phase: 'headers' } as const;
    world.provider('claude').play(failsWith(world, evidence));
    assert.equal(story(await world.answer())[1], 'before claude→ollama (quota)');
    world.provider('claude').play(says('Next month.'));
    await world.clock.advance(7_100_000);
    await world.answer();
    assert.equal(calls(world, 'claude'), 0);
    await world.clock.advance(100_000);
    await world.answer();
    assert.equal(calls(world, 'claude'), 1);
  });

  it('a login page with 200 from a portal is somebody else’s answer, and is named (#26)', async () => {
    const world = createNetworkWorld({
      status: 200,
      headers: { 'content-type': 'text/html' },
    });
    const page = {
      status: 200,
      observed: 'not-the-wire',
      headers: { 'content-type': 'text/html' },
      phase: 'headers',
    } as const;
    const info = { ...world.provider('claude').info, edgeMarks: ['cf-ray'] };
    const failure = toFailure(page, info, world.clock.now());
    assert.equal(failure.kind, 'intercepted');
    world.provider('claude').play([{ t: 'failure', failure }]);
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'claude'), 1);
    await world.answer();
    assert.equal(calls(world, 'claude'), 1);
  });

  it('ECONNREFUSED while the second host answers is the provider’s', async () => {
    const world = createNetworkWorld({ status: 200, headers: {} });
    world.provider('claude').play(failsWith(world, { errno: 'ECONNREFUSED', phase: 'connect' }));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.deepEqual(world.asked, ['https://status.claude.test']);
    assert.equal(world.health.network(), 'unknown');
    const standing = world.health.standing(claude, world.provider('claude').info);
    assert.equal(standing.kind === 'blocked' && standing.reason, 'unreachable');
  });

  it('ECONNREFUSED while the second host is silent too is the network’s: no breaker trips (start with no network)', async () => {
    const world = createNetworkWorld({ errno: 'ENOTFOUND' });
    world.provider('claude').play(failsWith(world, { errno: 'ENOTFOUND', phase: 'connect' }));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    await world.clock.advance(10);
    assert.equal(world.health.network(), 'offline');
    await world.answer();
    assert.equal(calls(world, 'claude'), 2, 'the first ask’s two tries were the last');
    world.health.openNetwork();
    assert.equal(world.health.standing(claude, world.provider('claude').info).kind, 'ready');
  });

  it('all targets open: the one that opened first is asked', async () => {
    const rows = [cloudRow('a'), cloudRow('b'), cloudRow('c')];
    const world = createRoutingWorld({ chatRoute: ['a', 'b', 'c'] }, rows);
    world.provider('a').play(fails('auth'));
    world.provider('b').play(fails('slow-start'));
    world.provider('c').play([{ wait: 100 }, ...fails('slow-start')]);
    assert.match(lastOf(await world.answer()) ?? '', /^failed/);
    for (const id of ['a', 'b', 'c']) world.provider(id).play(says(`I am ${id}.`));
    assert.equal(answerText(await world.answer()), 'I am b.');
  });

  it('a tool call open at the cut is dropped, and the answer starts again', async () => {
    const world = createRoutingWorld();
    const open: Step = { t: 'tool', id: '1', name: 'read', json: '{"pa', last: false };
    world.provider('claude').play([{ t: 'text', text: long }, open, ...fails('cut-off', {}, 'tool')]);
    world.provider('ollama').play(says('A whole answer.'));
    const events = await world.answer();
    assert.equal(story(events)[1], 'restart claude→ollama (cut-off)');
    assert.equal(answerText(events), 'A whole answer.');
  });

  it('thoughts of one vendor never reach another, nor does a prefill (#30 strands#1694, #31 hermes-agent#24401, weave PR 861)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play([{ t: 'thinking', text: 'A secret thought.' }, ...breaksOff(long)]);
    world.provider('ollama').play(says('The end.'));
    await world.answer();
    const request = world.provider('ollama').calls[0]?.request;
    assert.ok(request?.kind === 'chat');
    assert.equal(JSON.stringify(request).includes('secret'), false);
    assert.deepEqual(
      request.messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.deepEqual(Object.keys(request).toSorted(), ['kind', 'maxOutputTokens', 'messages', 'system', 'use']);
  });

  describe('Ollama', () => {
    const ollamaOnly = (): World => createRoutingWorld({ chatRoute: ['ollama', 'claude'] });

    it('stopped and missing are told as that, and looked at again with the next ask', async () => {
      for (const [evidence, kind] of [
        [{ errno: 'ECONNREFUSED', phase: 'connect' }, 'local-stopped'],
        [{ status: 404, text: "model 'gemma4:e4b' not found", phase: 'headers' }, 'local-missing'],
      ] as const satisfies readonly (readonly [Evidence, string])[]) {
        const world = ollamaOnly();
        world.provider('ollama').play(failsWith(world, evidence, 'ollama'));
        assert.equal(story(await world.answer())[1], `before ollama→claude (${kind})`);
        world.provider('ollama').play(says('Here I am.'));
        assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
      }
    });

    it('loading for 40 s is waited for, said once, and never counted (#19 ollama#2431)', async () => {
      const world = ollamaOnly();
      world.provider('ollama').play([{ wait: 40_000 }, ...says('Warm now.')]);
      const asked = world.ask();
      await world.clock.advance(5_000);
      assert.deepEqual(world.router.loading?.provider, 'ollama');
      await world.clock.advance(40_000);
      await asked.finished;
      assert.equal(lastOf(asked.events), 'done ollama complete');
      assert.equal(calls(world, 'ollama'), 1);
    });

    it('a server that says it is loading is asked until it has loaded', async () => {
      const world = ollamaOnly();
      const loading = fails('local-loading');
      world.provider('ollama').play(...Array.from({ length: 80 }, () => loading), says('Loaded.'));
      const events = await world.answer();
      assert.deepEqual(story(events), ['started ollama', 'notice loading', 'done ollama complete']);
      assert.equal(calls(world, 'ollama'), 81);
      assert.equal(calls(world, 'claude'), 0);
      assert.equal(world.router.loading, undefined);
    });

    it('one that loads for ever is left after 180 s', async () => {
      const world = ollamaOnly();
      world.provider('ollama').play(fails('local-loading'));
      const startedAt = world.clock.now();
      assert.equal(lastOf(await world.answer(undefined, 200_000)), 'done claude complete');
      assert.ok(Math.abs(world.clock.now() - startedAt - 180_000) < 1_000);
    });

    it('busy is asked once more, then the next, and never counted', async () => {
      const world = ollamaOnly();
      const evidence = { status: 503, text: 'server busy, please try again.', phase: 'headers' } as const;
      const info = { ...world.provider('ollama').info, quirks: ['ollama-text'] as const };
      const failure = toFailure(evidence, info, world.clock.now());
      assert.equal(failure.kind, 'local-busy');
      for (let ask = 0; ask < 4; ask++) {
        world.provider('ollama').play([{ t: 'failure', failure }]);
        assert.equal(story(await world.answer()).at(-1), 'done claude complete');
        assert.equal(calls(world, 'ollama'), 2);
      }
    });
  });

  it('after two hours of sleep everybody is asked afresh, and nothing counts for 15 s (#32)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    world.health.noteWake();
    world.provider('claude').play(fails('slow-start'));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    world.provider('claude').play(says('Awake.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });
});
