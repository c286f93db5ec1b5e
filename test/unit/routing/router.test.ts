import assert from 'node:assert/strict';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { FailureKind } from '../../../src/core/contract/failure';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, failureOf, says } from '../../support/scriptedProvider';

const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

describe('the router', () => {
  describe('before the first text', () => {
    it('lets the first choice answer and says who answers', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(says('Hello', ' world'));
      const events = await world.answer();
      assert.deepEqual(story(events), ['started claude', 'done claude complete']);
      assert.equal(answerText(events), 'Hello world');
      assert.equal(world.provider('ollama').calls.length, 0);
    });

    for (const kind of ['overloaded', 'server', 'unreachable'] as const) {
      it(`tries once more after ${kind}, then lets the stand-in answer`, async () => {
        const world = createRoutingWorld();
        world.provider('claude').play(fails(kind));
        const events = await world.answer();
        assert.equal(world.provider('claude').calls.length, 2);
        assert.deepEqual(story(events), [
          'started claude',
          'notice retrying',
          `before claude→ollama (${kind})`,
          'done ollama complete',
        ]);
      });
    }

    it('heals by the retry without a word about a switch', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('overloaded'), says('Fine.'));
      assert.deepEqual(story(await world.answer()), ['started claude', 'notice retrying', 'done claude complete']);
    });

    for (const kind of ['auth', 'forbidden', 'slow-start', 'model-missing', 'intercepted', 'wrong-address'] as const) {
      it(`goes on at once after ${kind}`, async () => {
        const world = createRoutingWorld();
        world.provider('claude').play(fails(kind));
        const events = await world.answer();
        assert.equal(world.provider('claude').calls.length, 1);
        assert.deepEqual(story(events).slice(1), [`before claude→ollama (${kind})`, 'done ollama complete']);
      });
    }

    it('waits for a rate limit of up to five seconds and leaves for a longer one', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('rate-limited', { retryAfterMs: 3_000 }), says('Fine.'));
      assert.equal(story(await world.answer()).at(-1), 'done claude complete');
      const [first, second] = world.provider('claude').calls;
      assert.ok(first && second && second.at - first.at >= 3_000);

      world.provider('claude').play(fails('rate-limited', { retryAfterMs: 300_000 }));
      assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
      assert.equal(world.provider('claude').calls.length, 1);
    });

    it('gives up on a silent target at its deadline', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(['hang']);
      const startedAt = world.clock.now();
      const events = await world.answer();
      assert.deepEqual(story(events).slice(1), [
        'notice slow',
        'before claude→ollama (slow-start)',
        'done ollama complete',
      ]);
      assert.ok((world.provider('ollama').calls[0]?.at ?? 0) - startedAt <= 15_100);
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
    });

    it('takes thinking for a sign of life but not for an answer', async () => {
      const world = createRoutingWorld();
      world
        .provider('claude')
        .play([{ wait: 10_000 }, { t: 'thinking', text: 'Hm.' }, { wait: 30_000 }, ...says('Fine.')]);
      assert.equal(story(await world.answer()).at(-1), 'done claude complete');
      world.provider('claude').play([{ t: 'thinking', text: 'Hm.' }, ...fails('overloaded')]);
      assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
    });
  });

  describe('failures that are no outage', () => {
    it('shows a bad request of the first target and sends it to nobody else', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('bad-request', { scope: 'ask' }));
      assert.deepEqual(story(await world.answer()), ['started claude', 'failed claude:bad-request']);
      assert.equal(world.provider('ollama').calls.length, 0);
      world.provider('claude').play(says('Fine.'));
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    });

    it('skips a stand-in that calls the request bad', async () => {
      const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, [
        ...defaultRows(),
        cloudRow('openai'),
      ]);
      world.provider('claude').play(fails('auth'));
      world.provider('openai').play(fails('bad-request', { scope: 'ask' }));
      assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
    });

    it('takes a refusal for an answer', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('refused', { scope: 'ask' }));
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude refused']);
      world.provider('claude').play([
        { t: 'text', text: 'I' },
        { t: 'end', reason: 'refused' },
      ]);
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude refused']);
      assert.equal(world.provider('ollama').calls.length, 0);
    });

    it("ends a user's stop as stopped, with the text kept and the socket closed", async () => {
      const world = createRoutingWorld();
      world.provider('claude').play([{ t: 'text', text: 'Half' }, 'hang']);
      const stop = new AbortController();
      const asked = world.ask('Hello?', stop.signal);
      await world.clock.advance(100);
      stop.abort();
      await asked.finished;
      assert.equal(asked.text(), 'Half');
      assert.equal(story(asked.events).at(-1), 'done claude stopped');
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
      world.provider('claude').play(says('Fine.'));
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    });

    it('sends a request that is too long once more with less, and then only to a larger window', async () => {
      const small = createRoutingWorld();
      small.provider('claude').play(fails('too-long', { scope: 'ask' }));
      assert.equal(story(await small.answer()).at(-1), 'failed claude:too-long');
      assert.equal(small.provider('claude').calls.length, 2);
      assert.equal(small.provider('ollama').calls.length, 0);

      const rows = [...defaultRows(), cloudRow('gemini', { contextWindow: 1_000_000 })];
      const large = createRoutingWorld({ chatRoute: ['claude', 'ollama', 'gemini'] }, rows);
      large.provider('claude').play(fails('too-long', { scope: 'ask' }));
      assert.equal(story(await large.answer()).at(-1), 'done gemini complete');
    });
  });

  describe('after the first text', () => {
    for (const kind of ['cut-off', 'stalled', 'overloaded'] satisfies FailureKind[]) {
      it(`carries a long answer on after ${kind}`, async () => {
        const world = createRoutingWorld();
        world.provider('claude').play(breaksOff(long, kind));
        world.provider('ollama').play(says('And this is', ' the end.'));
        const events = await world.answer();
        assert.deepEqual(story(events), ['started claude', `continue claude→ollama (${kind})`, 'done ollama complete']);
        assert.equal(answerText(events), `${long}And this is the end.`);
        const request = world.provider('ollama').calls[0]?.request;
        assert.ok(request?.kind === 'chat');
        assert.equal(request.messages.at(-2)?.text, long.trimEnd());
        assert.match(
          request.messages.at(-1)?.text ?? '',
          /interrupted and ended with ".{60,200}"\. Continue from exactly there/s,
        );
      });
    }

    it('starts a short answer again', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(breaksOff('Only ten words.'));
      world.provider('ollama').play(says('A whole answer.'));
      const events = await world.answer();
      assert.deepEqual(story(events), ['started claude', 'restart claude→ollama (cut-off)', 'done ollama complete']);
      assert.equal(answerText(events), 'A whole answer.');
    });

    it('starts again on a local model under four billion parameters', async () => {
      const rows = defaultRows().map((row) => (row.local ? { ...row, chatModel: 'gemma3:270m' } : row));
      const world = createRoutingWorld({}, rows);
      world.provider('claude').play(breaksOff(long));
      assert.equal(story(await world.answer())[1], 'restart claude→ollama (cut-off)');
    });

    it('carries on through a second cut by the third target', async () => {
      const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, [
        ...defaultRows(),
        cloudRow('openai'),
      ]);
      world.provider('claude').play(breaksOff(long));
      world.provider('openai').play(breaksOff('Second part, by another hand, '));
      world.provider('ollama').play(says('third part.'));
      const events = await world.answer();
      assert.equal(answerText(events), `${long}Second part, by another hand, third part.`);
      assert.deepEqual(story(events).slice(1, 3), [
        'continue claude→openai (cut-off)',
        'continue openai→ollama (cut-off)',
      ]);
    });

    it('keeps the text and says so when nobody can carry on', async () => {
      const world = createRoutingWorld({ chatRoute: ['claude'] });
      world.provider('claude').play(breaksOff(long));
      const events = await world.answer();
      assert.equal(answerText(events), long);
      assert.equal(story(events).at(-1), 'failed claude:cut-off');
    });

    it('drops a half-written tool call and starts again', async () => {
      const world = createRoutingWorld();
      world
        .provider('claude')
        .play([
          { t: 'text', text: long },
          { t: 'tool', id: '1', name: 'read', json: '{"pa', last: false },
          ...fails('cut-off', {}, 'tool'),
        ]);
      assert.equal(story(await world.answer())[1], 'restart claude→ollama (cut-off)');
    });

    it('keeps what is there where the user wants that, and asks where the user wants that', async () => {
      const keep = createRoutingWorld({ onCutOff: 'keep' });
      keep.provider('claude').play(breaksOff(long));
      assert.equal(story(await keep.answer()).at(-1), 'failed claude:cut-off');
      assert.equal(keep.provider('ollama').calls.length, 0);

      const ask = createRoutingWorld({ onCutOff: 'ask' });
      ask.provider('claude').play(breaksOff(long));
      const asked = ask.ask();
      await ask.clock.advance(100);
      const offer = asked.events.find((event): event is AnswerEvent & { t: 'offer' } => event.t === 'offer');
      assert.equal(offer?.reason, 'cut-off');
      offer?.accept();
      await ask.clock.advance(100);
      assert.equal(story(asked.events).at(-1), 'done ollama complete');
    });
  });

  describe('during an episode', () => {
    it('sends the second ask straight to the stand-in', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('overloaded'));
      await world.answer();
      world.provider('claude').play(fails('overloaded'));
      assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
      assert.equal(world.provider('claude').calls.length, 0);
    });

    it('returns after one good probe beside the stand-in', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('overloaded'));
      await world.answer();
      await world.clock.advance(21_000);
      world.provider('claude').play([{ wait: 500 }, ...says('I am back.')]);
      world.provider('ollama').play([{ wait: 100 }, { t: 'text', text: 'Stand-in.' }, 'hang']);
      const events = await world.answer();
      assert.equal(answerText(events), 'I am back.');
      assert.equal(world.provider('ollama').calls[0]?.aborted, true);
      world.provider('claude').play(says('Still here.'));
      world.provider('ollama').play(says('Stand-in.'));
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
      assert.equal(world.provider('ollama').calls.length, 0);
    });

    for (const [name, script] of [
      ['fails', fails('overloaded')],
      ['stalls', ['hang']],
    ] as const) {
      it(`lets a probe that ${name} cost the user at most 1.5 s beside a warm stand-in`, async () => {
        const world = createRoutingWorld();
        world.provider('claude').play(fails('overloaded'));
        await world.answer();
        await world.clock.advance(21_000);
        world.provider('claude').play(script);
        const asked = world.ask();
        await world.clock.advance(1_500);
        assert.equal(story(asked.events).at(-1), 'done ollama complete');
        await world.clock.advance(10_000);
        world.provider('claude').play(says('Too early.'));
        assert.deepEqual(
          story(await world.answer()),
          ['started ollama', 'done ollama complete'],
          'the breaker is open again',
        );
        assert.equal(world.provider('claude').calls.length, 0);
      });
    }

    it('takes a first event in time for a good probe even if the stand-in speaks', async () => {
      const world = createRoutingWorld();
      world.provider('claude').play(fails('overloaded'));
      await world.answer();
      await world.clock.advance(21_000);
      world.provider('claude').play([{ wait: 3_000 }, ...says('Late but alive.')]);
      assert.equal(answerText(await world.answer()), 'Hello.');
      await world.clock.advance(5_000);
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
      world.provider('claude').play(says('Back.'));
      assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    });

    it('uses the last resort when everybody is open', async () => {
      const world = createRoutingWorld({ chatRoute: ['claude'] });
      world.provider('claude').play(fails('overloaded'));
      assert.equal(story(await world.answer()).at(-1), 'failed claude:overloaded');
      world.provider('claude').play(says('Back already.'));
      assert.equal(story(await world.answer()).at(-1), 'done claude complete');
    });
  });

  describe('rules of the user', () => {
    it('moves nobody with failover off', async () => {
      const world = createRoutingWorld({ failoverMode: 'off' });
      world.provider('claude').play(fails('overloaded'));
      assert.equal(story(await world.answer()).at(-1), 'failed claude:overloaded');
      assert.equal(story(await world.answer()).at(-1), 'failed claude:overloaded');
      assert.equal(world.provider('ollama').calls.length, 0);
    });

    it('asks once for an episode where failover asks', async () => {
      const world = createRoutingWorld({ failoverMode: 'ask' });
      world.provider('claude').play(fails('overloaded'));
      const asked = world.ask();
      await world.clock.advance(3_000);
      assert.equal(story(asked.events).at(-1), 'offer failover ollama');
      const offer = asked.events.at(-1);
      if (offer?.t === 'offer') offer.accept();
      await asked.finished;
      assert.equal(story(asked.events).at(-1), 'done ollama complete');
      assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
    });

    it('asks before another paid cloud when the reason is money, and never before a local one', async () => {
      const rows = [...defaultRows(), cloudRow('openai')];
      const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, rows);
      world.provider('claude').play(fails('quota', { scope: 'credential' }));
      const asked = world.ask();
      await world.clock.advance(100);
      assert.equal(story(asked.events).at(-1), 'offer quota openai');
      const offer = asked.events.at(-1);
      if (offer?.t === 'offer') offer.decline();
      await asked.finished;
      assert.match(story(asked.events).at(-1) ?? '', /^failed claude:quota/);

      const local = createRoutingWorld();
      local.provider('claude').play(fails('quota', { scope: 'credential' }));
      assert.equal(story(await local.answer()).at(-1), 'done ollama complete');
    });

    it('stays with local targets after a spent quota where told so', async () => {
      const rows = [...defaultRows(), cloudRow('openai')];
      const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'], onQuota: 'stay' }, rows);
      world.provider('claude').play(fails('quota', { scope: 'credential' }));
      assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
      assert.equal(world.provider('openai').calls.length, 0);
    });

    it('tries a pinned target alone', async () => {
      const world = createRoutingWorld();
      world.pins.pin({ provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' });
      world.provider('claude').play(fails('overloaded'));
      const last = (await world.answer()).at(-1);
      assert.ok(last?.t === 'failed' && last.pinned, 'the answer offers the route');
      assert.match(story(await world.answer()).at(-1) ?? '', /^failed claude:overloaded/);
      assert.equal(world.provider('ollama').calls.length, 0);
      assert.ok(world.provider('claude').calls.length >= 3);
    });

    it('sends nothing to a cloud with localOnly, whatever the route says', async () => {
      const world = createRoutingWorld();
      world.permissions = { ...world.permissions, localOnly: true };
      assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
      assert.equal(world.provider('claude').calls.length, 0);
    });

    it('says why for each entry when nobody is allowed', async () => {
      const world = createRoutingWorld({ chatRoute: ['claude', 'nobody'] });
      world.permissions = { ...world.permissions, isSetUp: () => false };
      const [event] = await world.answer();
      assert.deepEqual(event?.t === 'failed' && event.skipped.map(({ provider, why }) => `${provider} ${why}`), [
        'claude not-set-up',
        'nobody unknown-provider',
      ]);
    });
  });

  it('does not wait for the second host before a local stand-in, and sends no further cloud request when offline', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, rows);
    world.provider('claude').play(fails('unreachable', { scope: 'provider' }));
    world.judge = () => {
      world.health.closeNetwork();
      return Promise.resolve(failureOf('offline', { scope: 'network' }));
    };
    const events = await world.answer();
    assert.equal(story(events).at(-1), 'done ollama complete');
    assert.equal(world.provider('openai').calls.length, 0);
  });

  it('tries at most four times on clouds in one ask', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const world = createRoutingWorld({ chatRoute: [...names, 'ollama'] }, [
      ...defaultRows(),
      ...names.map((name) => cloudRow(name)),
    ]);
    for (const name of names) world.provider(name).play(fails('server'));
    assert.equal(story(await world.answer()).at(-1), 'done ollama complete');
    assert.equal(
      names.reduce((sum, name) => sum + world.provider(name).calls.length, 0),
      4,
    );
  });
});
