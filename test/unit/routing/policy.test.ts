import assert from 'node:assert/strict';
import type { ChatAsk, Turn } from '../../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { FailureKind } from '../../../src/core/contract/failure';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { resolvedProvider } from '../../support/providerRows';
import { fails, says } from '../../support/scriptedProvider';

/*
 * Sentences of `failover.md` that no other file of this folder plays, section by section.
 */

type World = ReturnType<typeof createRoutingWorld>;

const lastOf = (events: readonly AnswerEvent[]): string | undefined => story(events).at(-1);
const calls = (world: World, id: string): number => world.provider(id).calls.length;
const models = (world: World, id: string): string[] => world.provider(id).calls.map(({ target }) => target.model);

/** Claude and Gemma with further clouds before Gemma. */
function createWorldOf(
  clouds: readonly ResolvedProvider[],
  more: Parameters<typeof createRoutingWorld>[0] = {},
): World {
  const chatRoute = ['claude', ...clouds.map(({ id }) => id), 'ollama'];
  return createRoutingWorld({ chatRoute, ...more }, [...defaultRows(), ...clouds]);
}

describe('§1, one failure', () => {
  it('model-missing: another named model of the provider comes before the next provider, now and with the next ask', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude/old', 'ollama', 'claude/new'] });
    world.provider('claude').play(fails('model-missing'), says('The new one.'));
    assert.equal(lastOf(await world.answer()), 'done claude complete');
    assert.deepEqual(models(world, 'claude'), ['old', 'new']);
    world.provider('claude').play(says('Again.'));
    await world.answer();
    assert.deepEqual(models(world, 'claude'), ['new']);
    assert.equal(calls(world, 'ollama'), 0);
  });

  for (const kind of ['overloaded', 'server', 'slow-start', 'rate-limited', 'empty'] satisfies FailureKind[]) {
    it(`${kind}: one other model of the provider comes before the next provider, now and with the next ask`, async () => {
      const world = createRoutingWorld({ chatRoute: ['claude/a', 'ollama', 'claude/b', 'claude/c'] });
      const isRetried = kind === 'overloaded' || kind === 'server' || kind === 'empty';
      world.provider('claude').play(...(isRetried ? [fails(kind)] : []), fails(kind), says('The other one.'));
      assert.equal(lastOf(await world.answer()), 'done claude complete');
      assert.deepEqual([...new Set(models(world, 'claude'))], ['a', 'b']);
      world.provider('claude').play(fails(kind));
      assert.equal(lastOf(await world.answer()), 'done ollama complete');
      assert.deepEqual([...new Set(models(world, 'claude'))], ['b']);
    });
  }

  for (const kind of ['unreachable', 'auth', 'forbidden'] satisfies FailureKind[]) {
    it(`${kind} is not about a model: the next provider comes in its turn`, async () => {
      const world = createRoutingWorld({ chatRoute: ['claude/a', 'ollama', 'claude/b'] });
      world.provider('claude').play(fails(kind));
      assert.equal(lastOf(await world.answer()), 'done ollama complete');
      assert.deepEqual([...new Set(models(world, 'claude'))], ['a']);
    });
  }

  it('bad-request of a stand-in: it is passed over for this ask, also where it was the first to be asked', async () => {
    const world = createWorldOf([cloudRow('openai')]);
    world.provider('claude').play(fails('auth'));
    await world.answer();
    world.provider('openai').play(fails('bad-request', { scope: 'ask' }));
    assert.deepEqual(story(await world.answer()), [
      'started openai',
      'before openai→ollama (bad-request)',
      'done ollama complete',
    ]);
    world.provider('openai').play(says('Fine.'));
    assert.equal(lastOf(await world.answer()), 'done openai complete');
  });

  it('auth: the key is read once more, and one that was changed meanwhile is tried at once', async () => {
    const world = createRoutingWorld();
    const reads: boolean[] = [];
    Object.assign(world.provider('claude'), { hasNewKey: async () => reads.push(true) === 1 });
    world.provider('claude').play(fails('auth'), says('With the new key.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    world.provider('claude').play(fails('auth'));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'claude'), 1);
    assert.equal(reads.length, 2);
  });

  it('auth: it is read once, so that a key which changes at every look costs no more than one more try', async () => {
    const world = createRoutingWorld();
    Object.assign(world.provider('claude'), { hasNewKey: async () => true });
    world.provider('claude').play(fails('auth'));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'claude'), 2);
  });

  it('rate-limited: a wait that is kept is kept by every ask', async () => {
    const world = createRoutingWorld();
    const asked = (): readonly number[] => world.provider('claude').calls.map(({ at }) => at - startedAt);
    world.provider('claude').play(fails('rate-limited', { retryAfterMs: 3_000 }), says('Here.'));
    const startedAt = world.clock.now();
    const first = world.ask('One?');
    await world.clock.advance(1_000);
    const second = world.ask('Two?');
    await world.clock.advance(1_900);
    assert.deepEqual(asked(), [0]);
    await world.clock.advance(1_000);
    await Promise.all([first.finished, second.finished]);
    assert.deepEqual(asked(), [0, 3_000, 3_000]);
    assert.equal(lastOf(second.events), 'done claude complete');
    assert.equal(world.health.episode('chat'), undefined);
  });

  it('rate-limited: the wait is over at once when the user wants it tried now, and while it lasts an ask can be stopped', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('rate-limited', { retryAfterMs: 5_000 }), says('Here.'));
    const first = world.ask('One?');
    await world.clock.advance(100);
    const stop = new AbortController();
    const second = world.ask('Two?', stop.signal);
    await world.clock.advance(100);
    stop.abort();
    await second.finished;
    assert.equal(lastOf(second.events), 'done claude stopped');
    world.health.tryNow('claude');
    const third = world.ask('Three?');
    await world.clock.advance(100);
    assert.equal(lastOf(third.events), 'done claude complete');
    await world.clock.advance(5_000);
    await Promise.all([first.finished, third.finished]);
  });

  for (const turnCount of [60, 12])
    it(`too-long: the second request is shorter, and the user is told what was left out, of ${turnCount} turns`, async () => {
      const world = createRoutingWorld({ chatRoute: ['claude'] });
      world.provider('claude').play(fails('too-long', { scope: 'ask' }), says('Short enough.'));
      const turns: Turn[] = [];
      for (let turn = 0; turn < turnCount; turn++) {
        turns.push({ role: 'user', text: `Question ${turn}? ${'word '.repeat(800)}` });
        turns.push({ role: 'assistant', text: `Answer ${turn}.` });
      }
      const ask: ChatAsk = {
        use: 'chat',
        id: 'ask',
        system: '',
        instructions: [],
        turns: [...turns, { role: 'user', text: 'And now?' }],
      };
      const events: AnswerEvent[] = [];
      for await (const event of world.router.chat(ask, new AbortController().signal)) events.push(event);
      assert.deepEqual(story(events), ['started claude', 'notice trimmed', 'done claude complete']);
      const sizes = world
        .provider('claude')
        .calls.map(({ request }) => (request.kind === 'chat' ? request.messages.length : 0));
      assert.ok((sizes[1] ?? 0) < (sizes[0] ?? 0), sizes.join());
    });

  it('completions never retry, and never ask about money: they stay local', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const retry = createRoutingWorld({}, rows);
    retry.provider('claude').play(fails('overloaded'));
    assert.equal(lastOf(await retry.complete()), 'done ollama complete');
    assert.equal(calls(retry, 'claude'), 1);

    const money = createRoutingWorld({ completionsRoute: ['claude', 'openai', 'ollama'] }, rows);
    money.provider('claude').play(fails('quota', { scope: 'credential' }));
    assert.deepEqual(story(await money.complete()), [
      'started claude',
      'before claude→ollama (quota)',
      'done ollama complete',
    ]);
    assert.equal(calls(money, 'openai'), 0);
  });
});

describe('§1, targets of one service', () => {
  for (const kind of ['overloaded', 'server', 'unreachable', 'slow-start'] satisfies FailureKind[]) {
    it(`share ${kind}: one more model of the provider, then nobody of that service`, async () => {
      const twin = cloudRow('claude-code', { service: 'anthropic' });
      const chatRoute = ['claude/a', 'claude/b', 'claude/c', 'claude-code', 'ollama'];
      const world = createRoutingWorld({ chatRoute }, [...defaultRows(), twin]);
      world.provider('claude').play(fails(kind));
      assert.equal(lastOf(await world.answer()), 'done ollama complete');
      assert.deepEqual([...new Set(models(world, 'claude'))], ['a', 'b']);
      assert.equal(calls(world, 'claude-code'), 0);
    });
  }

  for (const other of ['cut-off', 'empty', 'stalled', 'rate-limited'] satisfies FailureKind[]) {
    for (const kinds of [['slow-start', other] as const, [other, 'slow-start'] as const]) {
      it(`are left alone after two models of it that could not answer, ${kinds.join(' and ')}`, async () => {
        const twin = cloudRow('claude-code', { service: 'anthropic' });
        const chatRoute = ['claude/a', 'claude/b', 'claude/c', 'claude-code', 'ollama'];
        const world = createRoutingWorld({ chatRoute }, [...defaultRows(), twin]);
        world
          .provider('claude')
          .play(
            ...kinds.flatMap((kind) => (kind === 'empty' ? [fails(kind), fails(kind)] : [fails(kind)])),
            says('The third.'),
          );
        assert.equal(lastOf(await world.answer()), 'done ollama complete');
        assert.deepEqual([...new Set(models(world, 'claude'))], ['a', 'b']);
        assert.equal(calls(world, 'claude-code'), 0);
      });
    }
  }

  for (const kind of ['auth', 'forbidden'] satisfies FailureKind[]) {
    it(`do not share ${kind}`, async () => {
      const twin = cloudRow('claude-code', { service: 'anthropic' });
      const world = createRoutingWorld({ chatRoute: ['claude', 'claude-code', 'ollama'] }, [...defaultRows(), twin]);
      world.provider('claude').play(fails(kind));
      assert.equal(lastOf(await world.answer()), 'done claude-code complete');
    });
  }

  it('do not share what only says that the user’s own program could not be asked', async () => {
    const twin = cloudRow('claude-code', { service: 'anthropic' });
    const world = createRoutingWorld({ chatRoute: ['claude-code', 'claude', 'ollama'] }, [...defaultRows(), twin]);
    const tooOld = { phase: 'connect', type: 'program-too-old' } as const;
    world
      .provider('claude-code')
      .play(fails('unreachable', { evidence: tooOld }), fails('unreachable', { evidence: tooOld }));
    assert.equal(lastOf(await world.answer()), 'done claude complete');
  });

  it('are, for local servers, those of one address', async () => {
    const same = resolvedProvider('lmstudio', { local: true, type: 'openai', chatModel: 'phi' });
    const other = resolvedProvider('llamacpp', { local: true, baseUrl: 'http://127.0.0.1:8080', chatModel: 'gemma' });
    const chatRoute = ['ollama', 'lmstudio', 'llamacpp'];
    const world = createRoutingWorld({ chatRoute }, [...defaultRows(), same, other]);
    world.provider('ollama').play(fails('server'));
    assert.equal(lastOf(await world.answer()), 'done llamacpp complete');
    assert.equal(calls(world, 'lmstudio'), 0);
  });
});

describe('§1, money', () => {
  it('asks about the first paid cloud after a spent one, not about each', async () => {
    const world = createWorldOf([cloudRow('openai'), cloudRow('gemini')]);
    // The spent one is not the first choice, so that there is no episode which could remember the yes.
    world.settings = { ...world.settings, chatRoute: ['ollama', 'claude', 'openai', 'gemini'] };
    world.health.pause('ollama');
    world.provider('claude').play(fails('quota', { scope: 'credential' }));
    world.provider('openai').play(fails('forbidden'));
    const asked = world.ask();
    await world.clock.advance(1_000);
    const offer = asked.events.at(-1);
    assert.ok(offer?.t === 'offer' && offer.next.provider === 'openai');
    offer.accept();
    await world.clock.advance(1_000);
    assert.equal(lastOf(asked.events), 'done gemini complete');
  });
});

describe('§1, money, as a last resort', () => {
  it('asks before a paid cloud that is only asked because everybody is open', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'] }, [...defaultRows(), cloudRow('openai')]);
    world.pins.pin({ provider: 'openai', model: 'openai-large', use: 'chat' });
    world.provider('openai').play(fails('slow-start'));
    await world.answer();
    world.pins.unpin('chat');
    world.provider('claude').play(fails('quota', { scope: 'credential' }));
    world.provider('openai').play(says('That costs.'));
    const asked = world.ask();
    await world.clock.advance(1_000);
    assert.equal(lastOf(asked.events), 'offer quota openai');
    assert.equal(calls(world, 'openai'), 0);
    const offer = asked.events.at(-1);
    if (offer?.t === 'offer') offer.accept();
    await asked.finished;
    assert.equal(lastOf(asked.events), 'done openai complete');
  });
});

describe('§2, half-open', () => {
  it('probes the earliest on the route whose time has run out, one per ask', async () => {
    const world = createWorldOf([cloudRow('openai')]);
    for (const id of ['claude', 'openai']) world.provider(id).play(fails('slow-start'));
    await world.answer();
    await world.clock.advance(20_000);
    for (const id of ['claude', 'openai']) world.provider(id).play(fails('slow-start'));
    await world.answer();
    assert.deepEqual([calls(world, 'claude'), calls(world, 'openai')], [1, 0]);
    await world.answer();
    assert.deepEqual([calls(world, 'claude'), calls(world, 'openai')], [1, 1]);
  });

  it('gives a probe without a warm stand-in six seconds', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    world.health.noteLoadedModels('ollama', [], 0);
    world.provider('claude').play(['hang']);
    const startedAt = world.clock.now();
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal((world.provider('ollama').calls.at(-1)?.at ?? 0) - startedAt, 6_000);
  });

  it('lets a probe that dies after text go to the seam', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    const text = 'A first choice that came back, said enough to be carried on by somebody else, and died. '.repeat(4);
    world.provider('claude').play([{ t: 'text', text }, ...fails('cut-off', {}, 'midAnswer')]);
    world.provider('ollama').play([{ wait: 300 }, ...says('The end.')]);
    const events = await world.answer();
    assert.equal(story(events)[1], 'continue claude→ollama (cut-off)');
    assert.equal(answerText(events), `${text}The end.`);
  });
});

describe('§3, what an ask may spend', () => {
  it('is 45 s to the first event of clouds in all; the last usable local target is tried all the same', async () => {
    const clouds = ['b', 'c', 'd'].map((id) => cloudRow(id));
    const world = createWorldOf(clouds);
    for (const id of ['claude', 'b', 'c', 'd']) world.provider(id).play(['hang']);
    const startedAt = world.clock.now();
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.deepEqual(
      ['claude', 'b', 'c', 'd'].map((id) => calls(world, id)),
      [1, 1, 1, 0],
    );
    assert.ok(world.clock.now() - startedAt <= 45_200);
  });

  it('leaves the one retry to the local target when no cloud may be asked any more', async () => {
    const clouds = ['b', 'c', 'd'].map((id) => cloudRow(id));
    const world = createWorldOf(clouds);
    for (const id of ['claude', 'b', 'c', 'd']) world.provider(id).play(fails('auth'));
    world.provider('ollama').play(fails('empty'), says('Here.'));
    assert.equal(lastOf(await world.answer()), 'done ollama complete');
    assert.equal(calls(world, 'ollama'), 2);
  });

  it('is the first target’s own deadline where that is wider', async () => {
    const world = createRoutingWorld({ chatRoute: ['thinker', 'claude', 'ollama'] }, [
      ...defaultRows(),
      cloudRow('thinker', { thinksUnseen: true }),
    ]);
    world.provider('thinker').play([{ wait: 59_000 }, ...says('After long thought.')]);
    assert.equal(lastOf(await world.answer()), 'done thinker complete');
  });

  it('an attempt that is ended by it counts as slow-start', async () => {
    const thinkers = ['b', 'c'].map((id) => cloudRow(id, { thinksUnseen: true }));
    const world = createWorldOf(thinkers, { chatRoute: ['claude', 'b', 'c'] });
    for (const id of ['claude', 'b', 'c']) world.provider(id).play(['hang']);
    const startedAt = world.clock.now();
    assert.equal(lastOf(await world.answer()), 'failed claude:slow-start b:slow-start');
    assert.ok(world.clock.now() - startedAt <= 45_200);
  });
});
