import assert from 'node:assert/strict';
import type { ChatAsk, Turn } from '../../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { Target } from '../../../src/core/contract/target';
import type { Evidence } from '../../../src/core/contract/failure';
import { toFailure } from '../../../src/core/providers/failure';
import { resolveProvider } from '../../../src/core/providers/resolve';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, says, type Step } from '../../support/scriptedProvider';

/*
 * What broke in other people's fallbacks in 2026: every row of the table of `reference/failover.md` §3.5, in its order, each
 * with the thread it comes from, played against the real router and health. Two more are from §1.2 and §3.2 of the same file.
 */

type World = ReturnType<typeof createRoutingWorld>;

const claude = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;
const gemma = { provider: 'ollama', model: 'gemma4:e4b', use: 'chat' } as const;
const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

const lastOf = (events: readonly AnswerEvent[]): string | undefined => story(events).at(-1);
const calls = (world: World, id: string): number => world.provider(id).calls.length;

/** Asks with a history of about this many tokens. */
async function askAfter(world: World, tokens: number, lastBy?: Target): Promise<AnswerEvent[]> {
  const turns: Turn[] = [];
  for (let turn = 0; turn < tokens / 500; turn++) {
    turns.push({ role: 'user', text: `Question ${turn}? ${'word '.repeat(200)}` });
    turns.push({ role: 'assistant', text: `Answer ${turn}. ${'word '.repeat(200)}` });
  }
  const ask: ChatAsk = {
    use: 'chat',
    id: 'ask',
    system: 'Be brief.',
    instructions: [],
    turns: [...turns, { role: 'user', text: 'The last question?' }],
    ...(lastBy ? { lastBy } : {}),
  };
  const events: AnswerEvent[] = [];
  const finished = (async () => {
    for await (const event of world.router.chat(ask, new AbortController().signal)) events.push(event);
  })();
  await world.clock.advance(30_000);
  await finished;
  return events;
}

/** Characters of the last request a provider got. */
function sizeOfLast(world: World, id: string): number {
  const request = world.provider(id).calls.at(-1)?.request;
  assert.ok(request?.kind === 'chat');
  return request.messages.reduce((sum, message) => sum + message.text.length, 0);
}

/** Plays what a wire's evidence means, as the product reads it. */
function failsWith(world: World, evidence: Evidence): readonly Step[] {
  return [{ t: 'failure', failure: toFailure(evidence, world.provider('claude').info, world.clock.now()) }];
}

describe('what broke elsewhere', () => {
  it('a first choice that fails and heals by turns trips all the same (opencrabs#1667)', async () => {
    const world = createRoutingWorld();
    const turns = Array.from({ length: 10 }, () => [fails('overloaded'), says('Fine.')]).flat();
    world.provider('claude').play(...turns);
    const ends: (string | undefined)[] = [];
    for (let turn = 0; turn < 10; turn++) ends.push(lastOf(await world.answer()));
    assert.ok(ends.includes('done ollama complete'), ends.join());
    assert.equal(ends[0], 'done claude complete');
  });

  it('a fallback is not for ever (pi-goal-list-loop-audit#12, golembot PR 16)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    world.provider('claude').play(says('I am back.'));
    await world.clock.advance(20_000);
    await world.answer();
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });

  it('the chain never runs out in a session, whatever it was left for (hermes-agent#57582)', async () => {
    const world = createRoutingWorld();
    for (const kind of ['overloaded', 'slow-start', 'unreachable', 'rate-limited', 'empty', 'stalled'] as const) {
      world.provider('claude').play(fails(kind));
      assert.equal(lastOf(await world.answer()), 'done ollama complete', kind);
      world.provider('claude').play(says('I am back.'));
      await world.clock.advance(20_000);
      await world.answer();
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete'], kind);
    }
  });

  it('a conversation that outgrew the first choice stays where it fits, and goes back where it does not matter (oh-my-pi#7952)', async () => {
    const rows = [cloudRow('small', { contextWindow: 8_000 }), cloudRow('large')];
    const world = createRoutingWorld({ chatRoute: ['small', 'large'] }, rows);
    world.provider('small').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    world.provider('small').play(says('I am back.'));
    const events = await askAfter(world, 40_000);
    assert.equal(lastOf(events), 'done large complete');
    assert.equal(calls(world, 'small'), 0);
    assert.equal(
      events.some((event) => event.t === 'notice' && event.kind === 'trimmed'),
      false,
    );
    assert.equal(lastOf(await world.answer('A short one?')), 'done small complete');
    const asked = calls(world, 'small');
    const large = { provider: 'large', model: 'large-large', use: 'chat' } as const;
    const goesOn = await askAfter(world, 40_000, large);
    assert.equal(lastOf(goesOn), 'done large complete', 'the short one of another chat has not made it fit');
    assert.equal(calls(world, 'small'), asked);
    assert.equal(lastOf(await askAfter(world, 1_000, large)), 'done small complete');
    const grown = await askAfter(world, 40_000, { ...large, provider: 'small', model: 'small-large' });
    assert.equal(lastOf(grown), 'done small complete', 'one that was with the first choice stays with it');
    world.health.pause('large');
    assert.equal(lastOf(await askAfter(world, 40_000, large)), 'done small complete', 'nobody has more room');
  });

  it('a long history goes to a smaller fallback as far as it fits, and that is said (openclaw PR 19878, hermes-agent PR 33598, pydantic-ai#7453)', async () => {
    const rows = defaultRows().map((row) => (row.local ? { ...row, contextWindow: 8_192 } : row));
    const world = createRoutingWorld({}, rows);
    world.provider('claude').play(fails('overloaded'));
    const events = await askAfter(world, 60_000);
    assert.equal(lastOf(events), 'done ollama complete');
    assert.ok(events.some((event) => event.t === 'notice' && event.kind === 'trimmed'));
    assert.ok(sizeOfLast(world, 'ollama') < 8_192 * 4, String(sizeOfLast(world, 'ollama')));
    assert.ok(sizeOfLast(world, 'claude') > 60_000 * 2);
    const request = world.provider('ollama').calls[0]?.request;
    assert.ok(request?.kind === 'chat' && request.messages.at(-1)?.text === 'The last question?');
  });

  it('making a conversation shorter asks nobody, least of all whoever has just refused (opencrabs#1379)', async () => {
    const rows = defaultRows().map((row) => (row.local ? { ...row, contextWindow: 8_192 } : row));
    const world = createRoutingWorld({}, rows);
    world.provider('claude').play(fails('auth'));
    await askAfter(world, 60_000);
    assert.equal(calls(world, 'claude'), 1);
    assert.equal(calls(world, 'ollama'), 1);
  });

  it('a late failure does not open a recovered route again (vellum-assistant PR 41284)', async () => {
    const world = createRoutingWorld();
    const late: Step[] = [{ wait: 14_000 }, ...fails('slow-start')];
    world.provider('claude').play(late, fails('slow-start'), says('I am back.'));
    const slow = world.ask('The slow one?');
    await world.clock.advance(100);
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    world.health.tryNow('claude');
    assert.equal(lastOf(await world.answer()), 'done claude complete');
    await world.clock.advance(20_000);
    await slow.finished;
    assert.equal(lastOf(slow.events), 'done ollama complete');
    const standing = world.health.standing(claude, world.provider('claude').info);
    assert.equal(standing.kind, 'ready', 'the news is of another generation');
  });

  it('a 200 that stalls is left at the first token’s deadline (mnfst/llm-gateway#1656, mlflow#25262, litellm#6957)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play([{ t: 'usage', input: 10, output: 0 }, 'hang']);
    const startedAt = world.clock.now();
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.ok(world.clock.now() - startedAt <= 15_200);
  });

  for (const [name, evidence] of [
    ['529', { status: 529, type: 'overloaded_error', phase: 'headers' }],
    ['503', { status: 503, phase: 'headers' }],
    ['529 whose text speaks of a rate limit', { status: 529, text: 'rate limit, try later', phase: 'headers' }],
    ['overloaded inside a stream, without a status', { type: 'overloaded_error', phase: 'firstEvent' }],
  ] as const satisfies readonly (readonly [string, Evidence])[]) {
    it(`${name} moves the ask on (openclaw#69642, openclaw#78535)`, async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(failsWith(world, evidence));
      assert.deepEqual(story(await world.answer()).slice(-2), [
        'before claude→ollama (overloaded)',
        'done ollama complete',
      ]);
    });
  }

  it('a quota gone for the month costs no back-off, and one counter holds for all retries (opencrabs#952)', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'], onQuota: 'switch' }, rows);
    const spent: Evidence = { status: 429, code: 'enforced_spend_limit_reached', phase: 'headers' };
    world.provider('claude').play(failsWith(world, spent));
    world.provider('openai').play(fails('server'));
    world.provider('ollama').play(fails('empty'), says('Here.'));
    const startedAt = world.clock.now();
    const events = await world.answer();
    assert.equal(calls(world, 'claude'), 1);
    assert.equal(calls(world, 'openai'), 2);
    assert.equal(calls(world, 'ollama'), 1, 'the ask had its one retry at openai');
    assert.match(lastOf(events) ?? '', /^failed claude:quota openai:server ollama:empty/);
    assert.ok(world.clock.now() - startedAt <= 1_600);
  });

  it('a 401 is neither fatal nor an outage: the next answers, and another key heals at once (routatic#106, Helicone)', async () => {
    const world = createRoutingWorld();
    const refused: Evidence = { status: 401, type: 'authentication_error', phase: 'headers' };
    world.provider('claude').play(failsWith(world, refused));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'claude'), 1);
    await world.clock.advance(300_000 / 10);
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'claude'), 1, 'time alone does not heal it');
    world.health.credentialChanged('claude');
    world.provider('claude').play(says('With the new key.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });

  describe('a switched-off failover is off in every path (litellm#19077)', () => {
    const scripts: Readonly<Record<string, readonly Step[]>> = {
      'before the first byte': fails('overloaded'),
      'in the middle of an answer': breaksOff(long),
      'at a refused key': fails('auth'),
      'at a stall': ['hang'],
    };
    for (const [path, script] of Object.entries(scripts)) {
      it(path, async () => {
        const world = createRoutingWorld({ failoverMode: 'off' });
        world.health.noteLoaded(gemma, world.clock.now() + 1e9);
        world.provider('claude').play(script);
        await world.answer();
        await world.clock.advance(21_000);
        await world.answer();
        assert.equal(calls(world, 'ollama'), 0);
      });
    }
  });

  it('a route that is half open gets one ask, not the full load (Yuzu#3018)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    world.provider('claude').play([{ wait: 1_000 }, ...says('I am back.')]);
    world.provider('ollama').play([{ wait: 200 }, ...says('Stand-in.')]);
    const asks = Array.from({ length: 8 }, (_, index) => world.ask(`Question ${index}?`));
    await world.clock.advance(10_000);
    await Promise.all(asks.map(({ finished }) => finished));
    assert.equal(calls(world, 'claude'), 1);
    assert.equal(asks.filter(({ events }) => lastOf(events) === 'done claude complete').length, 1);
    assert.equal(asks.filter(({ events }) => lastOf(events) === 'done ollama complete').length, 7);
  });

  it('whoever chose a target is never switched off it, nor onto a bill of somebody else’s, unasked (fojin PR 426)', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const pinned = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, rows);
    pinned.pins.pin(claude);
    pinned.provider('claude').play(fails('overloaded'));
    assert.match(lastOf(await pinned.answer()) ?? '', /^failed claude:overloaded/);
    assert.equal(calls(pinned, 'openai') + calls(pinned, 'ollama'), 0);

    const asked = createRoutingWorld({ chatRoute: ['claude', 'openai'] }, rows);
    asked.provider('claude').play(fails('quota', { scope: 'credential' }));
    const ask = asked.ask();
    await asked.clock.advance(1_000);
    assert.equal(lastOf(ask.events), 'offer quota openai');
    assert.equal(calls(asked, 'openai'), 0);
  });

  it('nor onto the bill of a cloud that they have added themselves; a subscription costs nothing instead', async () => {
    const setting = { type: 'openai', baseUrl: ['https://api.together.test/v1'], chatModel: 'large' } as const;
    const resolution = resolveProvider(undefined, 'together', setting, []);
    assert.ok(resolution.ok);
    for (const row of [resolution.provider, cloudRow('claude-code', { type: 'claude-code', key: 'none' })]) {
      const world = createRoutingWorld({ chatRoute: ['claude', row.id] }, [...defaultRows(), row]);
      world.provider('claude').play(fails('quota', { scope: 'credential' }));
      const ask = world.ask();
      await world.clock.advance(1_000);
      const isPaid = row.id === 'together';
      assert.equal(lastOf(ask.events), isPaid ? 'offer quota together' : 'done claude-code complete');
      assert.equal(calls(world, row.id), isPaid ? 0 : 1);
    }
  });

  it('176 switches in three days do not drain the second account: a yes holds for one episode only (oh-my-pi#8633, §3.2)', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'] }, rows);
    const spent = fails('quota', { scope: 'credential' });
    world.provider('claude').play(spent);
    const first = world.ask();
    await world.clock.advance(100);
    const offer = first.events.at(-1);
    assert.ok(offer?.t === 'offer');
    offer.accept();
    await first.finished;
    assert.equal(lastOf(await world.answer()), 'done openai complete', 'the yes holds in the episode');
    world.health.credentialChanged('claude');
    world.provider('claude').play(says('Paid up.'));
    await world.answer();
    world.provider('claude').play(spent);
    const next = world.ask();
    await world.clock.advance(100);
    assert.equal(lastOf(next.events), 'offer quota openai', 'the next episode asks again');
  });

  it('an end without proof is no answer: the next carries it on (opencode#26170, §1.2)', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play([{ t: 'text', text: long }]);
    world.provider('ollama').play(says('The end.'));
    const events = await world.answer();
    assert.equal(answerText(events), `${long}The end.`);
    assert.equal(story(events)[1], 'continue claude→ollama (cut-off)');
  });
});
