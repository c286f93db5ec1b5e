import assert from 'node:assert/strict';
import type { CompletionAsk } from '../../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { IsEnough } from '../../../src/core/routing/hedge';
import type { Settings } from '../../../src/core/settings/snapshot';
import type { RenderCompletion } from '../../../src/core/routing/errand';
import { createRoutingWorld, story } from '../../support/routingWorld';
import { fails, says, type Step } from '../../support/scriptedProvider';

const cloud = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;
const local = { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' } as const;
const hole: CompletionAsk = {
  use: 'completion',
  id: 'completion-1',
  languageId: 'typescript',
  path: 'a.ts',
  uri: 'file:///w/a.ts',
  prefix: 'const a = ',
  suffix: '',
  multiline: false,
};

/** Claude before a loaded Gemma; completions are whole when they end in a semicolon. */
function createHedgeWorld(claude: readonly Step[], gemma: readonly Step[], more: Partial<Settings> = {}) {
  const world = createRoutingWorld(more);
  world.provider('claude').play(claude);
  world.provider('ollama').play(gemma);
  world.health.noteLoaded(local, world.clock.now() + 1_800_000);
  const isEnough: IsEnough = (_target, said, atEnd) => said.endsWith(';') || (atEnd && said !== '');
  /** Until it settles the local server does not say how its model fills holes. */
  let localSays: Promise<void> | undefined;
  const complete = (signal = new AbortController().signal, ask = hole) => {
    const events: AnswerEvent[] = [];
    const render: RenderCompletion = async (_ask, entry) => {
      if (entry.provider.local) await localSays;
      return { kind: 'raw', prompt: 'const a = ', maxOutputTokens: 32, stop: [] };
    };
    const finished = (async () => {
      for await (const event of world.router.complete(ask, render, signal, isEnough)) events.push(event);
    })();
    return { events, finished };
  };
  const play = async (forMs: number) => {
    const asked = complete();
    await world.clock.advance(forMs);
    return asked.events;
  };
  const playSlowLocal = async (localMs: number, forMs: number) => {
    localSays = new Promise((resolve) => void world.clock.schedule(localMs, resolve));
    return play(forMs);
  };
  const playOverdue = async (forMs: number) => {
    const asked = complete(undefined, { ...hole, overdue: true });
    await world.clock.advance(forMs);
    return asked.events;
  };
  const calls = (id: string) => world.provider(id).calls;
  const { info } = world.provider('claude');
  const isSpared = (draw: number) => ((world.chance.next = draw), world.health.spares(cloud, info));
  return {
    ...world,
    complete,
    play,
    playSlowLocal,
    playOverdue,
    calls,
    isSpared,
    standing: () => world.health.standing(cloud, info).kind,
  };
}

describe('a completion that its cloud is late with', () => {
  it('starts the loaded local model after 600 ms, not before, and takes the first acceptable result', async () => {
    const world = createHedgeWorld(['hang'], [{ wait: 200 }, ...says('1;')]);
    const asked = world.complete();
    await world.clock.advance(599);
    assert.equal(world.calls('ollama').length, 0);
    await world.clock.advance(1);
    assert.equal(world.calls('ollama').length, 1);
    await world.clock.advance(200);
    await asked.finished;
    assert.deepEqual(story(asked.events), ['started ollama', 'done ollama complete']);
    assert.equal(answerText(asked.events), '1;');
    assert.equal(world.calls('claude')[0]?.aborted, true);
  });

  it('waits only as long as 95 of 100 of its own answers took', async () => {
    const world = createHedgeWorld(['hang'], says('1;'));
    for (let answer = 0; answer < 19; answer++) world.health.firstToken(cloud, 150);
    world.health.firstToken(cloud, 5_000);
    const asked = world.complete();
    await world.clock.advance(149);
    assert.equal(world.calls('ollama').length, 0);
    await world.clock.advance(1);
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done ollama complete');
  });

  it('asks nobody else when the cloud speaks in time, however long it then takes', async () => {
    const world = createHedgeWorld([{ wait: 500 }, { t: 'text', text: '4' }, { wait: 900 }, ...says('2;')], says('1;'));
    assert.deepEqual(story(await world.play(1_500)), ['started claude', 'done claude complete']);
    assert.equal(world.calls('ollama').length, 0);
  });

  it('takes the cloud when it is the first with an acceptable result, and cancels the local model', async () => {
    const gemma: Step[] = [{ t: 'text', text: '1' }, { wait: 800 }, ...says(';')];
    const world = createHedgeWorld([{ wait: 700 }, ...says('42;')], gemma);
    const events = await world.play(1_000);
    assert.deepEqual(story(events), ['started claude', 'done claude complete']);
    assert.equal(answerText(events), '42;');
    assert.equal(world.calls('ollama')[0]?.aborted, true);
    assert.equal(world.standing(), 'ready');
  });

  it('does not wait for a local server that is slow to be opened once the cloud has answered', async () => {
    const world = createHedgeWorld([{ wait: 700 }, ...says('42;')], says('1;'));
    assert.deepEqual(story(await world.playSlowLocal(5_000, 710)), ['started claude', 'done claude complete']);
    assert.equal(world.calls('ollama').length, 0);
    await world.clock.advance(5_000);
    assert.ok(world.calls('ollama').every(({ aborted }) => aborted));
    assert.equal(world.clock.pending, 0);
  });

  it('waits for it where the cloud ends without an answer meanwhile', async () => {
    const world = createHedgeWorld([{ wait: 700 }, ...fails('overloaded')], says('1;'));
    assert.deepEqual(story(await world.playSlowLocal(2_000, 2_700)), ['started ollama', 'done ollama complete']);
  });

  it('asks the cloud again when both were slept through, and takes the sleep for no slowness', async () => {
    const world = createHedgeWorld(['hang'], ['hang']);
    world.provider('claude').play(['hang'], says('42;'));
    const watch = world.watchSleep();
    const asked = world.complete();
    await world.clock.advance(700);
    assert.equal(world.calls('ollama').length, 1);
    world.clock.jump(7_200_000);
    await world.clock.advance(20_000);
    await asked.finished;
    watch.dispose();
    assert.deepEqual(story(asked.events), ['started claude', 'done claude complete']);
    assert.ok((world.health.medianTtft(cloud) ?? 0) < 1_000);
  });

  it('is no evidence against the cloud, only how late it was is known', async () => {
    const world = createHedgeWorld(['hang'], says('1;'));
    await world.play(700);
    assert.equal(world.standing(), 'ready');
    assert.equal(world.health.episode('completion'), undefined);
    assert.equal(world.health.medianTtft(cloud), 600);
    // Its permit is settled: the same news again would be told as a second settlement.
    world.provider('claude').play(says('42;'));
    assert.deepEqual(story(await world.play(100)), ['started claude', 'done claude complete']);
  });

  it('makes a cloud that has said nothing be asked less often, and one that has begun to speak not', async () => {
    const silent = createHedgeWorld(['hang'], says('1;'));
    await silent.play(700);
    assert.equal(silent.isSpared(0.49), true);
    assert.equal(silent.isSpared(0.5), false);
    const speaks = createHedgeWorld([{ wait: 620 }, { t: 'text', text: '4' }, 'hang'], [{ wait: 50 }, ...says('1;')]);
    assert.deepEqual(story(await speaks.play(700)), ['started ollama', 'done ollama complete']);
    assert.equal(speaks.isSpared(0), false);
  });

  it('starts the local model at once where the cloud had its time just before, which tells nothing of the cloud', async () => {
    const world = createHedgeWorld(['hang'], [{ wait: 200 }, ...says('1;')]);
    assert.deepEqual(story(await world.playOverdue(200)), ['started ollama', 'done ollama complete']);
    assert.equal(world.calls('claude').length, 1);
    assert.equal(world.health.medianTtft(cloud), undefined);
    assert.equal(world.isSpared(0), false);
  });

  it('takes the cloud all the same where that is the quicker one after all', async () => {
    const world = createHedgeWorld([{ wait: 100 }, ...says('42;')], [{ wait: 200 }, ...says('1;')]);
    assert.deepEqual(story(await world.playOverdue(200)), ['started claude', 'done claude complete']);
    assert.equal(world.calls('ollama')[0]?.aborted, true);
  });

  it('settles every permit, whoever wins', async () => {
    const late: Step[] = [{ wait: 700 }, ...says('42;')];
    const ends: readonly (readonly [readonly Step[], readonly Step[]])[] = [
      [['hang'], says('1;')],
      [late, ['hang']],
      [
        [{ wait: 700 }, ...fails('overloaded')],
        [{ wait: 300 }, ...says('1;')],
      ],
      [late, fails('local-memory')],
    ];
    for (const [claude, gemma] of ends) {
      const world = createHedgeWorld(claude, gemma);
      const acquire = world.health.acquire.bind(world.health);
      let open = 0;
      world.health.acquire = (...asked) => {
        const permit = acquire(...asked);
        if (!permit) return undefined;
        open += 1;
        return { ...permit, settle: (outcome) => (permit.settle(outcome), (open -= 1)) };
      };
      await world.play(2_000);
      assert.equal(world.calls('ollama').length, 1);
      assert.equal(open, 0);
    }
  });

  it('lets the cloud’s own failure trip its breaker, and the local model answer', async () => {
    const world = createHedgeWorld([{ wait: 700 }, ...fails('overloaded')], [{ wait: 400 }, ...says('1;')]);
    const events = await world.play(1_200);
    assert.deepEqual(story(events), ['started ollama', 'done ollama complete']);
    assert.equal(world.standing(), 'blocked');
    assert.equal(world.calls('ollama').length, 1);
  });

  it('leaves the cloud its time when the local model fails or has nothing', async () => {
    for (const gemma of [fails('local-memory'), says()] as const) {
      const world = createHedgeWorld([{ wait: 1_500 }, ...says('42;')], gemma);
      assert.deepEqual(story(await world.play(2_000)), ['started claude', 'done claude complete']);
    }
  });

  it('does not ask the local model again in the same breath once it has failed or has nothing', async () => {
    for (const gemma of [fails('local-memory'), says()] as const) {
      const world = createHedgeWorld(['hang'], gemma);
      await world.play(3_000);
      assert.equal(world.calls('ollama').length, 1);
    }
  });

  it('believes a cloud that has nothing to say here', async () => {
    const world = createHedgeWorld([{ wait: 650 }, ...says()], [{ wait: 500 }, ...says('1;')]);
    assert.deepEqual(story(await world.play(700)), ['started claude', 'done claude complete']);
    assert.equal(world.calls('ollama')[0]?.aborted, true);
  });

  it('does not go around a cloud that refuses to answer', async () => {
    for (const refusal of [fails('refused', { scope: 'ask' }), [{ t: 'end', reason: 'refused' }] as const]) {
      const world = createHedgeWorld([{ wait: 700 }, ...refusal], [{ wait: 1_000 }, ...says('1;')]);
      assert.deepEqual(story(await world.play(3_000)), ['started claude', 'done claude refused']);
    }
  });

  it('starts no model that is not loaded, and none where the user wants to be asked before a move', async () => {
    const cold = createHedgeWorld([{ wait: 1_000 }, ...says('42;')], says('1;'));
    cold.health.noteLoadedModels('ollama', [], 0);
    assert.deepEqual(story(await cold.play(1_100)), ['started claude', 'done claude complete']);
    assert.equal(cold.calls('ollama').length, 0);
    const asks = createHedgeWorld([{ wait: 1_000 }, ...says('42;')], says('1;'), { failoverMode: 'ask' });
    await asks.play(1_100);
    assert.equal(asks.calls('ollama').length, 0);
  });

  it('ends both when nobody waits any more, and leaves no timer', async () => {
    const world = createHedgeWorld(['hang'], ['hang']);
    const stop = new AbortController();
    const asked = world.complete(stop.signal);
    await world.clock.advance(700);
    stop.abort();
    await asked.finished;
    assert.equal(world.calls('claude')[0]?.aborted, true);
    assert.equal(world.calls('ollama')[0]?.aborted, true);
    assert.equal(world.standing(), 'ready');
    assert.equal(world.clock.pending, 0);
  });

  it('is never a billed chat', async () => {
    const world = createHedgeWorld([{ wait: 5_000 }, ...says('Hello.')], says('1;'));
    await world.answer();
    assert.equal(world.calls('ollama').length, 0);
  });
});
