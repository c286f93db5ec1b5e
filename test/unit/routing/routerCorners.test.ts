import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, failureOf, says } from '../../support/scriptedProvider';

type World = ReturnType<typeof createRoutingWorld>;

const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

/** Makes a target fail once, so that its breaker is open. */
async function trip(world: World, provider: string, kind: Parameters<typeof fails>[0] = 'overloaded'): Promise<void> {
  world.provider(provider).play(fails(kind));
  await world.answer();
}

describe('the router in its corners', () => {
  it('asks the gate before each attempt, also when a rule changes while an offer waits', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'], failoverMode: 'ask' }, rows);
    world.provider('claude').play(fails('auth'));
    const asked = world.ask();
    await world.clock.advance(100);
    world.permissions = { ...world.permissions, localOnly: true };
    const offer = asked.events.at(-1);
    assert.ok(offer?.t === 'offer');
    offer.accept();
    await asked.finished;
    const last = asked.events.at(-1);
    assert.deepEqual(last?.t === 'failed' && last.skipped.filter(({ provider }) => provider === 'openai'), [
      { provider: 'openai', why: 'local-only' },
    ]);
    assert.equal(world.provider('openai').calls.length, 0);
  });

  it('names who answers when a retry may not be made because another ask has tripped the breaker', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    const first = world.ask('one');
    await world.clock.advance(500);
    const second = world.ask('two');
    await world.clock.advance(60_000);
    await Promise.all([first.finished, second.finished]);
    for (const { events } of [first, second]) {
      assert.deepEqual(story(events).slice(-2), ['before claude→ollama (overloaded)', 'done ollama complete']);
    }
  });

  it('asks before another paid cloud when the spent one is merely due', async () => {
    const rows = [...defaultRows(), cloudRow('openai'), cloudRow('gemini')];
    const chatRoute = ['openai', 'claude', 'gemini'];
    const world = createRoutingWorld({ chatRoute, onQuota: 'switch' }, rows);
    world.provider('openai').play(fails('overloaded'));
    world.provider('claude').play(fails('quota', { scope: 'credential' }));
    await world.answer();
    await world.clock.advance(2_000_000);
    world.settings = { ...world.settings, onQuota: 'ask' };
    world.provider('gemini').play(says('Paid.'));
    const asked = world.ask();
    await world.clock.advance(30_000);
    assert.equal(story(asked.events).at(-1), 'offer quota gemini');
  });

  it('takes a restarted answer without a word for a failure', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'ollama', 'openai'] }, rows);
    world.provider('claude').play(breaksOff('Seventeen letters'));
    world.provider('ollama').play(says());
    world.provider('openai').play(says('A whole answer.'));
    const events = await world.answer();
    assert.equal(answerText(events), 'A whole answer.');
    assert.equal(story(events).at(-1), 'done openai complete');
  });

  it('puts nobody beside a probe where the user wants to be asked before a move', async () => {
    const world = createRoutingWorld({ failoverMode: 'ask' });
    world.provider('claude').play(fails('overloaded'));
    const asked = world.ask();
    await world.clock.advance(3_000);
    const offer = asked.events.at(-1);
    assert.ok(offer?.t === 'offer');
    offer.decline();
    await asked.finished;
    world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 1e6);
    await world.clock.advance(21_000);
    world.provider('claude').play(['hang']);
    const again = world.ask();
    await world.clock.advance(10_000);
    assert.equal(story(again.events).at(-1), 'offer failover ollama');
    assert.equal(world.provider('ollama').calls.length, 0);
  });

  it('takes a yes to carrying on for no yes to paying, and a yes to paying for both', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'], onCutOff: 'ask' }, rows);
    world.provider('claude').play([{ t: 'text', text: long }, ...fails('quota', { scope: 'credential' })]);
    const asked = world.ask();
    await world.clock.advance(100);
    const offer = asked.events.at(-1);
    assert.ok(offer?.t === 'offer' && offer.reason === 'quota', JSON.stringify(story(asked.events)));
    offer.accept();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done openai complete');
  });

  it('does not go around the refusal of a probe by the stand-in beside it', async () => {
    for (const refusal of [fails('refused', { scope: 'ask' }), [{ t: 'end', reason: 'refused' }] as const]) {
      const world = createRoutingWorld();
      await trip(world, 'claude');
      world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 1e6);
      await world.clock.advance(21_000);
      world.provider('claude').play(refusal);
      world.provider('ollama').play([{ wait: 2_000 }, ...says('I would not mind.')]);
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude refused']);
    }
  });

  it('sends no fifth request to a cloud, not even a trimmed one', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const world = createRoutingWorld(
      { chatRoute: ids },
      ids.map((id) => cloudRow(id)),
    );
    for (const id of ids) world.provider(id).play(fails(id === 'd' ? 'too-long' : 'forbidden', { scope: 'ask' }));
    await world.answer();
    assert.equal(world.provider('d').calls.length, 1);
  });

  it('does not come back to a stand-in that failed beside a probe', async () => {
    const world = createRoutingWorld();
    await trip(world, 'claude');
    world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 1e6);
    await world.clock.advance(21_000);
    world.provider('claude').play(['hang']);
    world.provider('ollama').play(fails('local-memory'), says('Too late.'));
    const events = await world.answer();
    assert.equal(story(events).at(-1), 'failed ollama:local-memory claude:slow-start');
    assert.equal(world.provider('ollama').calls.length, 1);
  });

  it('lets a stand-in carry on a probe that breaks off, although it had said all it had to say beside it', async () => {
    const world = createRoutingWorld();
    await trip(world, 'claude');
    world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 1e6);
    await world.clock.advance(21_000);
    world.provider('claude').play([{ wait: 500 }, { t: 'text', text: long }, { wait: 100 }, ...fails('cut-off')]);
    world.provider('ollama').play(says('A short word.'), says(' And so it ends.'));
    const events = await world.answer();
    assert.deepEqual(story(events), ['started claude', 'continue claude→ollama (cut-off)', 'done ollama complete']);
  });

  it('lets no warm local model overtake the cloud that stands in by the user’s order while the first choice is probed', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, rows);
    await trip(world, 'claude');
    world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 1e6);
    await world.clock.advance(21_000);
    world.provider('claude').play(fails('overloaded'));
    world.provider('openai').play(says('The user’s second choice.'));
    assert.equal(answerText(await world.answer()), 'The user’s second choice.');
    assert.equal(world.provider('ollama').calls.length, 0);
  });

  it('leaves a paused provider alone with failover off', async () => {
    const world = createRoutingWorld({ failoverMode: 'off' });
    world.health.pause('claude');
    assert.deepEqual(story(await world.answer()), ['failed']);
    assert.equal(world.provider('claude').calls.length, 0);
  });

  it('learns from an unreachable provider although the user stops during the second look', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('unreachable', { scope: 'provider' }));
    let decide: () => void = () => undefined;
    world.judge = (failure) => new Promise((resolve) => (decide = () => resolve(failure)));
    world.provider('ollama').play(['hang']);
    const stop = new AbortController();
    const asked = world.ask('Hello?', stop.signal);
    await world.clock.advance(5_000);
    stop.abort();
    await asked.finished;
    decide();
    await world.clock.advance(0);
    world.provider('claude').play(says('Too early.'));
    world.provider('ollama').play(says('Stand-in.'));
    assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
  });

  it('tries a usable local target after a cloud that was the last resort', async () => {
    const world = createRoutingWorld();
    await trip(world, 'claude');
    world.provider('ollama').play(breaksOff('Half', 'stalled'));
    await world.answer();
    world.provider('claude').play(fails('overloaded'));
    world.provider('ollama').play(says('Here I am.'));
    assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
  });

  it('shortens a request that was too long once more as the last resort, with the reason kept', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude'] });
    await trip(world, 'claude');
    world.provider('claude').play(fails('too-long', { scope: 'ask' }));
    const last = (await world.answer()).at(-1);
    assert.equal(world.provider('claude').calls.length, 2);
    assert.deepEqual(last?.t === 'failed' && last.failures.map(({ failure }) => failure.kind), ['too-long']);
  });

  it('halves the request for the target that counts more tokens, not for the larger one after it', async () => {
    const rows = [...defaultRows(), cloudRow('gemini', { contextWindow: 1_000_000 })];
    const world = createRoutingWorld({ chatRoute: ['claude', 'gemini'] }, rows);
    world.provider('claude').play(fails('too-long', { scope: 'ask' }));
    await world.answer();
    const limits = [...world.provider('claude').calls, ...world.provider('gemini').calls].map(({ request }) =>
      request.kind === 'chat' ? request.maxOutputTokens : undefined,
    );
    assert.deepEqual([limits[0], limits[2]], [16_000, 16_000]);
    assert.ok((limits[1] ?? 0) < 16_000 / 2, 'half of all it was sent, the room for the answer included');
  });

  it('does not wait for a local server that is being looked at while a cloud is ready', async () => {
    const world = createRoutingWorld();
    world.prepare = () => new Promise(() => undefined);
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });

  it('finds a local server that was looked at beside the ask once nobody else is left', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude'] });
    let found: () => void = () => undefined;
    world.prepare = () => new Promise((resolve) => (found = resolve));
    world.provider('claude').play(fails('auth'));
    const asked = world.ask();
    await world.clock.advance(100);
    world.settings = { ...world.settings, chatRoute: ['claude', 'ollama'] };
    found();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done ollama complete');
  });

  it('takes a provider that throws for a failure at once', async () => {
    const world = createRoutingWorld();
    Object.assign(world.provider('claude'), {
      chat: () => {
        throw new Error('a bug');
      },
    });
    assert.equal(story(await world.answer(undefined, 1_000)).at(-1), 'done ollama complete');
  });

  it('judges a failure of the network after the text was carried on as well', async () => {
    const world = createRoutingWorld();
    world
      .provider('claude')
      .play([{ t: 'text', text: long }, ...fails('unreachable', { scope: 'provider' }, 'midAnswer')]);
    world.judge = () => Promise.resolve(failureOf('offline', { scope: 'network' }));
    world.provider('ollama').play(says('The end.'));
    assert.equal(answerText(await world.answer()), `${long}The end.`);
  });

  it('has a closer look at a probe that found nobody while the stand-in spoke', async () => {
    const world = createRoutingWorld();
    await trip(world, 'claude');
    await world.clock.advance(21_000);
    world.provider('claude').play(fails('unreachable', { scope: 'provider' }));
    world.judge = () => Promise.resolve(failureOf('offline', { scope: 'network' }));
    assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
    assert.equal(world.health.network(), 'offline');
  });
});
