import assert from 'node:assert/strict';
import { textOf } from '../../../src/core/chat/conversation';
import { durations } from '../../../src/core/routing/durations';
import { clockTime } from '../../../src/core/base/timeWords';
import { fileContext } from '../../support/chatFixtures';
import { cloudRow, defaultRows } from '../../support/routingWorld';
import { breaksOff, fails, says } from '../../support/scriptedProvider';
import { createWaitingWorld } from '../../support/waitingWorld';

type World = ReturnType<typeof createWaitingWorld>;

const minute = 60_000;

/** Claude overloaded and Ollama not running. */
function createDeadWorld(more: Parameters<typeof createWaitingWorld>[0] = {}): World {
  const world = createWaitingWorld(more);
  world.provider('claude').play(fails('overloaded'));
  world.provider('ollama').play(fails('local-stopped'));
  return world;
}

/** Claude back, with these words. */
function heal(world: World, ...pieces: readonly string[]): void {
  world.provider('claude').play(says(...pieces));
}

describe('a question nobody can answer', () => {
  it('says why per provider, and offers to send it when someone is back', async () => {
    const world = createDeadWorld();
    await world.fail();
    assert.equal(world.card(), 'Nobody could answer. [Send when someone is back]');
    await world.play(20 * minute);
    assert.deepEqual(world.requests('claude', 'ollama'), [0, 0], 'nobody is asked without the user’s wish');
  });

  it('offers no waiting for what waiting does not mend', async () => {
    const world = createDeadWorld();
    world.provider('claude').play(fails('bad-request', { scope: 'ask' }));
    await world.fail();
    assert.equal(world.card(), 'Claude rejected the request. [Open log]');
  });

  it('is sent when a breaker comes due, once, and answered in the same place', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    heal(world, 'I am back.');
    await world.play(14_000);
    assert.deepEqual(world.requests('claude'), [0], 'the breaker is open for 15 s');
    await world.play(4_000);
    assert.deepEqual(world.requests('claude', 'ollama'), [1, 0]);
    assert.equal(world.last().state, 'complete');
    assert.equal(textOf(world.last()), 'I am back.');
    assert.equal(world.session().conversation.turns.length, 2);
    assert.equal(world.card(), '');
    await world.play(20 * minute);
    assert.deepEqual(world.requests('claude', 'ollama'), [1, 0]);
  });

  it('says who is tried when, and that it is being tried', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    const { waiting } = world.last();
    assert.ok(waiting?.t === 'watching' && waiting.next);
    const at = clockTime(waiting.next.at);
    assert.equal(world.card(), `Waiting: Claude is tried again at ${at}. [Try now] [Stop waiting]`);
    world.provider('claude').play([{ wait: 2_000 }, ...says('Here.')]);
    await world.play(waiting.next.at - world.clock.now());
    assert.equal(world.card(), 'Waiting: trying again now… [Stop waiting]');
    assert.equal(world.session().busy, false, 'the user may write the next question meanwhile');
  });

  it('is written to disk when what it says changes, not with every change of the engine', async () => {
    const world = createDeadWorld();
    world.provider('claude').play(fails('offline', { scope: 'network' }));
    await world.failAndWait();
    await world.play(20_000);
    const { waiting } = world.last();
    assert.ok(waiting?.t === 'watching' && waiting.next?.t === 'look');
    const before = world.files.writes.length;
    for (let changes = 0; changes < 20; changes += 1) {
      world.changed.fire();
      await world.play(100);
    }
    assert.equal(world.files.writes.length, before);
  });

  it('is never sent before the instant a provider has named', async () => {
    const world = createDeadWorld();
    world.provider('claude').play(fails('rate-limited', { retryAfterMs: 90_000 }));
    const failedAt = world.clock.now();
    await world.failAndWait();
    heal(world, 'Back.');
    await world.play(3 * minute);
    const [call] = world.provider('claude').calls;
    assert.ok(call && call.at >= failedAt + 90_000, 'not early');
    assert.ok(call.at <= failedAt + 90_000 + durations.waitingJitterMs + 200, 'and soon after');
  });

  it('waits on when nobody answers, with the reasons of now, longer each time, and shows nothing of the try', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    world.provider('claude').play(fails('server'));
    const states = new Set<string>();
    world.session().onDidChange(() => states.add(world.last().state));
    await world.play(5 * minute);
    const times = world.provider('claude').calls.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.ok(times.length >= 3 && times.length <= 5, `${times.length} tries in five minutes`);
    assert.ok(
      gaps.every((gap, index) => index === 0 || gap > (gaps[index - 1] ?? 0)),
      gaps.join(' '),
    );
    assert.deepEqual([...states], ['failed']);
    assert.equal(world.last().failures[0]?.failure.kind, 'server');
  });

  it('asks nobody whose time has not come, not even as the last resort', async () => {
    const world = createWaitingWorld({ chatRoute: ['claude', 'openai'] }, [...defaultRows(), cloudRow('openai')]);
    world.provider('claude').play(fails('rate-limited', { retryAfterMs: 30_000 }));
    world.provider('openai').play(fails('overloaded'), fails('overloaded'), fails('overloaded'));
    await world.fail();
    world.health.pause('openai');
    world.session().sendWhenBack(world.last().id);
    await world.play(50_000);
    assert.deepEqual(world.requests('claude', 'openai'), [1, 0]);
  });

  it('tries one after the other when several are due, never two at a time', async () => {
    const world = createWaitingWorld({ chatRoute: ['claude', 'openai'] }, [...defaultRows(), cloudRow('openai')]);
    world.provider('claude').play(fails('overloaded'));
    world.provider('openai').play(fails('overloaded'));
    await world.fail();
    await world.play(minute);
    world.provider('openai').play(says('Hello from the other side.'));
    world.session().sendWhenBack(world.last().id);
    await world.play(5_000);
    assert.deepEqual(world.requests('claude', 'openai'), [1, 1]);
    const [first] = world.provider('claude').calls;
    const [second] = world.provider('openai').calls;
    assert.ok(first && second && second.at - first.at >= durations.retryMinMs);
    assert.equal(world.last().state, 'complete');
  });

  describe('is due at once', () => {
    it('when a local server is started', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      world.provider('ollama').play(says('Gemma here.'));
      world.health.noteLocalServer('ollama', true);
      await world.play(100);
      assert.deepEqual(world.requests('claude', 'ollama'), [0, 1]);
      assert.equal(textOf(world.last()), 'Gemma here.');
    });

    it('when the key is another one', async () => {
      const world = createDeadWorld();
      world.provider('claude').play(fails('auth', { scope: 'credential' }));
      await world.failAndWait();
      heal(world, 'Welcome.');
      world.health.credentialChanged('claude');
      await world.play(100);
      assert.deepEqual(world.requests('claude'), [1]);
      assert.equal(world.last().state, 'complete');
    });

    it('when a setting lets somebody in who was not on the route', async () => {
      const world = createWaitingWorld({}, [...defaultRows(), cloudRow('openai')]);
      world.provider('claude').play(fails('overloaded'));
      world.provider('ollama').play(fails('local-stopped'));
      await world.failAndWait();
      world.provider('openai').play(says('I may?'));
      world.settings = { ...world.settings, chatRoute: ['claude', 'openai'] };
      world.rulesChanged.fire();
      await world.play(100);
      assert.deepEqual(world.requests('claude', 'openai'), [0, 1]);
    });

    it('when a setting no longer keeps somebody from being asked', async () => {
      const world = createWaitingWorld({ chatRoute: ['claude', 'openai'], onQuota: 'stay' }, [
        ...defaultRows(),
        cloudRow('openai'),
      ]);
      world.provider('claude').play(fails('quota', { scope: 'credential' }));
      await world.failAndWait();
      await world.play(5 * minute);
      assert.deepEqual(world.requests('claude', 'openai'), [0, 0], 'who may not be asked is not waited for');
      world.settings = { ...world.settings, onQuota: 'switch' };
      world.rulesChanged.fire();
      await world.play(100);
      assert.deepEqual(world.requests('claude', 'openai'), [0, 1]);
    });

    it('when a provider is resumed', async () => {
      const world = createDeadWorld();
      world.health.pause('claude');
      await world.failAndWait();
      heal(world, 'Resumed.');
      world.health.resume('claude');
      await world.play(100);
      assert.deepEqual(world.requests('claude'), [1]);
    });

    it('when somebody else’s question has found somebody back', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      heal(world, 'For you.');
      world.health.tryNow('claude');
      await world.play(100);
      assert.equal(world.last().state, 'complete');
    });
  });

  it('looks for the network without asking anybody, and is sent at once when it is back', async () => {
    const world = createDeadWorld();
    world.provider('claude').play(fails('unreachable', { scope: 'provider' }));
    world.judge = (failure) => Promise.resolve({ ...failure, kind: 'offline', scope: 'network' });
    await world.failAndWait();
    assert.match(world.card(), /^Waiting: Claude is looked for again at /);
    await world.play(40_000);
    assert.ok(world.facts.looks.length >= 3, 'gaps of 5, 10 and 20 s');
    assert.deepEqual(world.requests('claude', 'ollama'), [0, 0]);
    heal(world, 'Online.');
    world.facts.reply = { status: 404, headers: { server: 'cloudflare' } };
    await world.play(minute);
    assert.equal(world.last().state, 'complete');
    assert.deepEqual(world.requests('claude'), [1]);
  });

  it('has a refused key checked for free, and is sent when the check passes', async () => {
    const rows = defaultRows().map((row) => (row.id === 'claude' ? { ...row, keyCheck: '/v1/models' } : row));
    const world = createWaitingWorld({}, rows);
    world.provider('claude').play(fails('auth', { scope: 'credential' }));
    world.provider('ollama').play(fails('local-stopped'));
    await world.failAndWait();
    await world.play(70_000);
    assert.deepEqual(world.facts.looks, ['key']);
    assert.deepEqual(world.requests('claude'), [0]);
    world.facts.keyIsGood = true;
    heal(world, 'It was not you.');
    await world.play(3 * minute);
    assert.deepEqual(world.facts.looks, ['key', 'key']);
    assert.deepEqual(world.requests('claude'), [1]);
    assert.equal(world.last().state, 'complete');
  });

  describe('past ten minutes', () => {
    it('waits for a click, and is not sent without one', async () => {
      const world = createDeadWorld();
      world.provider('claude').play(fails('rate-limited', { retryAfterMs: 599_000 }));
      await world.fail();
      await world.play(1_000);
      world.session().sendWhenBack(world.last().id);
      heal(world, 'Late.');
      world.health.pause('claude');
      await world.play(durations.waitingMaxMs);
      assert.equal(
        world.card(),
        'Nobody was back in time. This question still waits to be sent. [Send when someone is back]',
      );
      world.health.resume('claude');
      await world.play(minute);
      assert.deepEqual(world.requests('claude'), [0]);
      world.session().sendWhenBack(world.last().id);
      await world.play(100);
      assert.deepEqual(world.requests('claude'), [1], 'the click sends it: somebody is back');
    });

    it('waits for a click also when the machine slept over it', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      heal(world, 'Good morning.');
      world.clock.jump(8 * 60 * minute);
      world.health.noteWake();
      await world.play(100);
      assert.deepEqual(world.requests('claude'), [0]);
      assert.equal(world.last().waiting?.t, 'asleep');
    });
  });

  describe('after a reload', () => {
    it('is there, waits for a click, and goes on waiting with it', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      await world.reload();
      assert.equal(world.card(), 'This question still waits to be sent. [Send when someone is back]');
      assert.equal(world.session().banner, undefined);
      heal(world, 'Here.');
      await world.play(5 * minute);
      assert.deepEqual(world.requests('claude'), [0]);
      world.session().sendWhenBack(world.last().id);
      await world.play(100);
      assert.equal(textOf(world.last()), 'Here.');
    });

    it('of a host that was killed in mid-try it is there as well', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      world.provider('claude').play(['hang']);
      await world.play(18_000);
      assert.equal(world.last().waiting?.t, 'trying');
      await world.reload();
      assert.equal(world.last().waiting?.t, 'asleep');
      assert.equal(world.last().state, 'failed');
    });
  });

  describe('no longer waits', () => {
    it('when the user stops it: failed as before, with the same button', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      world.session().stop();
      assert.equal(world.card(), 'Nobody could answer. [Send when someone is back]');
      heal(world, 'Nobody asked.');
      world.health.tryNow('claude');
      await world.play(minute);
      assert.deepEqual(world.requests('claude'), [0]);
      assert.equal(world.last().state, 'failed');
    });

    it('when the user stops it in mid-try: the request is aborted and leaves no trace', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      world.provider('claude').play(['hang']);
      await world.play(18_000);
      world.session().stop();
      await world.play(100);
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
      assert.equal(world.card(), 'Nobody could answer. [Send when someone is back]');
      assert.equal(world.clock.pending, 0);
    });

    it('when a new question is asked, also in mid-try', async () => {
      const world = createDeadWorld();
      await world.failAndWait('First?');
      const first = world.last().id;
      world.provider('claude').play(['hang'], says('To the second.'));
      await world.play(18_000);
      assert.ok(world.session().send('Second?', []));
      await world.play(minute);
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
      assert.equal(textOf(world.last()), 'To the second.');
      const before = world.session().conversation.turns.find(({ id }) => id === first);
      assert.ok(before?.role === 'assistant' && before.state === 'failed' && before.waiting === undefined);
      await world.play(20 * minute);
      assert.equal(world.provider('claude').calls.length, 2);
    });

    it('when its chat is deleted', async () => {
      const world = createDeadWorld();
      await world.failAndWait();
      await world.session().remove(world.session().conversation.id);
      heal(world, 'Too late.');
      world.health.tryNow('claude');
      await world.play(minute);
      assert.deepEqual(world.requests('claude'), [0]);
    });
  });

  it('is sent now by the user’s Try now, to whoever is next, and waits on when that fails', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    await world.session().retry(world.last().id);
    await world.play(100);
    assert.deepEqual(world.requests('claude'), [1], 'its time had not come');
    assert.equal(world.last().waiting?.t, 'watching');
    world.provider('claude').play([{ wait: 1_000 }, ...says('Now.')]);
    await world.session().retry(world.last().id);
    await world.session().retry(world.last().id);
    await world.play(2_000);
    assert.deepEqual(world.requests('claude'), [1], 'at most one is under way');
    assert.equal(textOf(world.last()), 'Now.');
  });

  it('leaves the trying to another window that is at it', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    heal(world, 'One of you.');
    world.facts.isTaken = true;
    await world.play(25_000);
    assert.deepEqual(world.requests('claude'), [0]);
    world.facts.isTaken = false;
    await world.play(2 * minute);
    assert.deepEqual(world.requests('claude'), [1]);
    assert.equal(world.facts.leases, 0, 'the lease is given back');
  });

  it('is put together anew when it is sent: what may no longer be read stays here', async () => {
    const world = createDeadWorld();
    void world.session().send('What do these do?', [fileContext('a', 'text of a'), fileContext('b', 'text of b')]);
    await world.play(3_000);
    world.session().sendWhenBack(world.last().id);
    world.facts.forbidden = 'b';
    heal(world, 'They do.');
    await world.play(20_000);
    const request = world.provider('claude').calls.at(-1)?.request;
    assert.ok(request?.kind === 'chat');
    const sent = JSON.stringify(request.messages);
    assert.match(sent, /text of a/);
    assert.doesNotMatch(sent, /text of b/);
  });

  it('keeps the text of a cut answer, and carries it on', async () => {
    const world = createDeadWorld();
    const half = 'Half of a long answer that is worth keeping. '.repeat(8).trimEnd();
    world.provider('claude').play(breaksOff(half));
    void world.session().send('Tell me.', []);
    await world.play(10_000);
    assert.equal(world.last().state, 'cut-off');
    world.session().sendWhenBack(world.last().id);
    heal(world, ' And the rest.');
    await world.play(20_000);
    assert.equal(textOf(world.last()), `${half} And the rest.`);
    assert.equal(world.last().state, 'complete');
  });

  it('hands the user a question that comes up in a try, and waits no longer', async () => {
    const world = createDeadWorld({ failoverMode: 'ask' });
    world.health.pause('ollama');
    await world.fail();
    world.session().sendWhenBack(world.last().id);
    world.provider('ollama').play(says('Gemma.'));
    world.health.resume('ollama');
    await world.play(100);
    assert.equal(world.card(), 'Claude is overloaded. [Ask Gemma 4] [Leave it]');
    await world.session().answerOffer(world.last().id, false);
    await world.play(100);
    assert.equal(world.card(), 'Claude is overloaded. [Try again] [Send when someone is back]');
    await world.play(5 * minute);
    assert.deepEqual(world.requests('ollama'), [0]);
  });

  it('is answered out of sight while another chat is shown, and says so once', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    const waiting = world.session().conversation.id;
    world.session().newChat();
    heal(world, 'Out of sight.');
    await world.play(20_000);
    assert.deepEqual(
      world.late.map(({ conversation, answer }) => [conversation, textOf(answer)]),
      [[waiting, 'Out of sight.']],
    );
    await world.session().show(waiting);
    assert.equal(textOf(world.last()), 'Out of sight.');
  });

  it('leaves no timer and no listener behind when it is answered', async () => {
    const world = createDeadWorld();
    await world.failAndWait();
    const { size } = world.changed;
    heal(world, 'Done.');
    await world.play(20_000);
    await world.play(1_000);
    assert.equal(world.clock.pending, 0);
    assert.equal(world.changed.size, size - 1);
    assert.equal(world.rulesChanged.size, 0);
  });
});
