import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import type { FailureKind } from '../../../src/core/contract/failure';
import type { Target, Use } from '../../../src/core/contract/target';
import { WarmUp } from '../../../src/core/local/warmUp';
import { durations } from '../../../src/core/routing/durations';
import type { Settings } from '../../../src/core/settings/snapshot';
import { settle } from '../../support/fakeClock';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { chatModel, createLocalServer } from '../../support/localServer';
import { failureOf } from '../../support/scriptedProvider';

/** Claude before a local model that a server could load. */
function createWorld(keepWarm: Settings['keepWarm'] = 'onTrouble') {
  const base = createHealthWorld();
  const { clock, health, claude, ollama } = base;
  const server = createLocalServer([chatModel('ollama-model', 3)]);
  const world = {
    ...base,
    server,
    keepWarm,
    looks: 0,
    /** Other models beside which there is room. */
    room: 3,
    evictions: new Array<string>(),
    loading: new Array<string | undefined>(),
    order: [claude, ollama],
    loads: () => server.calls.filter((call) => call.startsWith('load ')).length,
    fails: async (target: Target, kind: FailureKind): Promise<void> => {
      const failure = { ...failureOf(kind), phase: 'headers' } as const;
      warmUp.hear({
        t: 'attempt-failed',
        ask: 'a',
        use: target.use,
        at: clock.now(),
        target,
        failure,
        mode: 'normal',
        left: false,
      });
      await settle();
    },
  };
  const route = (use: Use) => ({
    targets: world.order.map((provider) => ({ target: targetOf(provider, use), provider })),
    skipped: [],
    alone: false,
  });
  const warmUp = new WarmUp({
    settings: () => ({ keepWarm: world.keepWarm }),
    route,
    look: () => Promise.resolve(void world.looks++),
    localModels: (id) => (id === 'ollama' ? server : undefined),
    fits: async (_target, others) => others.length <= world.room,
    noteLoading: (target) => world.loading.push(target?.model),
    noteEvicted: ({ model }, evicted) => world.evictions.push(`${evicted.join()} for ${model}`),
    health,
    clock,
    durations,
    logger: silentLogger,
  });
  health.onDidChange(() => warmUp.noteHealth());
  return Object.assign(world, { warmUp });
}

describe('the local model is loaded ahead of need', () => {
  it('at the first counted failure of the first choice, also one that is tried again', async () => {
    const world = createWorld();
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.deepEqual(world.server.calls, ['loaded', 'load ollama-model']);
    assert.equal(world.health.isWarm(targetOf(world.ollama)), true);
    assert.deepEqual(world.loading, ['ollama-model', undefined], 'the status says so meanwhile');
  });

  it('once, as long as it is in memory', async () => {
    const world = createWorld();
    await world.fails(targetOf(world.claude), 'overloaded');
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.loads(), 1);
    await world.clock.advance(durations.keepAliveMs);
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.loads(), 2);
  });

  it('not for what is no outage, nor for the failure of a stand-in', async () => {
    const world = createWorld();
    await world.fails(targetOf(world.claude), 'bad-request');
    await world.fails(targetOf(world.claude), 'auth');
    await world.fails(targetOf(world.ollama), 'stalled');
    assert.equal(world.loads(), 0);
  });

  it('for an incident on the component of the first choice', async () => {
    const world = createWorld();
    world.warmUp.notePage('openai', true);
    await settle();
    assert.equal(world.loads(), 0);
    world.warmUp.notePage('claude', true);
    await settle();
    assert.equal(world.loads(), 1);
  });

  it('after a minute of slow, and not when it was slow for less', async () => {
    const world = createWorld();
    const target = targetOf(world.claude);
    world.health.standing(target, world.claude);
    world.health.firstToken(target, 9_000);
    await world.clock.advance(40_000);
    world.health.firstToken(target, 800);
    await world.clock.advance(60_000);
    assert.equal(world.loads(), 0);
    world.health.firstToken(target, 9_000);
    await world.clock.advance(59_000);
    assert.equal(world.loads(), 0);
    await world.clock.advance(1_000);
    assert.equal(world.loads(), 1);
  });

  it('never where the user wants that, and from the first ask on, again and again, where he wants that', async () => {
    const never = createWorld('never');
    await never.fails(targetOf(never.claude), 'overloaded');
    never.health.firstToken(targetOf(never.claude), 9_000);
    await never.clock.advance(120_000);
    assert.equal(never.looks, 0);

    const always = createWorld('always');
    await always.clock.advance(3_600_000);
    assert.equal(always.looks, 0);
    always.warmUp.hear({ t: 'asked', ask: 'a', use: 'chat', at: 0 });
    await settle();
    assert.equal(always.loads(), 1);
    await always.clock.advance(3 * durations.keepAliveMs);
    assert.equal(always.loads(), 4);
    assert.equal(always.health.isWarm(targetOf(always.ollama)), true);
  });

  it('and kept there where it was in memory already at the first ask, for a time that its server was told by others', async () => {
    const world = createWorld('always');
    const target = targetOf(world.ollama);
    world.health.noteLoaded(target, world.clock.now() + durations.keepAliveMs / 6);
    for (let asks = 0; asks < 3; asks += 1) {
      world.warmUp.hear({ t: 'asked', ask: 'a', use: 'chat', at: 0 });
      await settle();
    }
    assert.equal(world.loads(), 1);
    await world.clock.advance(durations.keepAliveMs / 2);
    assert.equal(world.health.isWarm(target), true);
    await world.clock.advance(2 * durations.keepAliveMs);
    assert.equal(world.loads(), 3);
    assert.equal(world.health.isWarm(target), true);
  });

  it('not at all where the local model comes first or there is none', async () => {
    const world = createWorld();
    world.order = [world.ollama, world.claude];
    await world.fails(targetOf(world.ollama), 'stalled');
    world.order = [world.claude];
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.loads(), 0);
  });

  it('is given up quietly when the server has stopped, and tried again with the next failure', async () => {
    const world = createWorld();
    world.server.failure = failureOf('local-stopped');
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.health.isWarm(targetOf(world.ollama)), false);
    world.server.failure = undefined;
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.health.isWarm(targetOf(world.ollama)), true);
  });

  it('leaves no timer behind', async () => {
    const world = createWorld('always');
    world.warmUp.hear({ t: 'asked', ask: 'a', use: 'chat', at: 0 });
    await settle();
    world.health.firstToken(targetOf(world.claude), 9_000);
    assert.ok(world.clock.pending > 0);
    world.warmUp.dispose();
    assert.equal(world.clock.pending, 0);
  });
});

describe('the local model and those that others loaded', () => {
  const stranger = 'somebody-elses:7b';
  const hasAnswered = async (world: ReturnType<typeof createWorld>, target: Target): Promise<void> => {
    world.warmUp.hear({ t: 'answered', ask: 'a', use: 'chat', at: 0, target, outcome: 'complete', chars: 1 });
    await settle();
  };

  it('is loaded beside them where there is room, and nobody is told', async () => {
    const world = createWorld();
    world.server.inMemory = [stranger];
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.deepEqual([world.loads(), world.evictions], [1, []]);
  });

  it('is not loaded ahead at their cost; a question that comes may do that, and it is told', async () => {
    const world = createWorld();
    world.room = 0;
    world.server.inMemory = [stranger];
    await world.fails(targetOf(world.claude), 'overloaded');
    assert.equal(world.loads(), 0);
    // The server makes room for the question.
    world.server.inMemory = ['ollama-model'];
    await hasAnswered(world, targetOf(world.ollama));
    assert.deepEqual(world.evictions, [`${stranger} for ollama-model`]);
    await hasAnswered(world, targetOf(world.ollama));
    assert.equal(world.evictions.length, 1, 'once');
  });

  it('is told to have pushed them out by a question too, whether it stood first or came to it by a switch', async () => {
    for (const t of ['asked', 'switched'] as const) {
      const world = createWorld();
      const [ollama, claude] = [targetOf(world.ollama), targetOf(world.claude)];
      world.server.inMemory = [stranger];
      const news = { ask: 'a', use: 'chat', at: 0 } as const;
      if (t === 'asked') world.warmUp.hear({ ...news, t, first: ollama });
      else {
        const failure = { kind: 'overloaded', phase: 'headers' } as const;
        world.warmUp.hear({ ...news, t, from: claude, to: ollama, failure, mode: 'before', keptChars: 0 });
      }
      await settle();
      world.server.inMemory = ['ollama-model'];
      await hasAnswered(world, ollama);
      assert.deepEqual(world.evictions, [`${stranger} for ollama-model`]);
    }
  });

  it('is not said to have pushed out what left by itself, or stands on the route', async () => {
    const world = createWorld();
    const ollama = targetOf(world.ollama);
    world.server.inMemory = [stranger, 'ollama-model'];
    world.warmUp.hear({ t: 'asked', ask: 'a', use: 'chat', at: 0, first: ollama });
    await settle();
    world.server.inMemory = ['ollama-model'];
    await hasAnswered(world, ollama);
    assert.deepEqual(world.evictions, []);
  });

  it('is loaded at their cost where the user wants it in memory always, and where the guess was wrong, and it is told', async () => {
    for (const keepWarm of ['always', 'onTrouble'] as const) {
      const world = createWorld(keepWarm);
      world.room = keepWarm === 'always' ? 0 : 3;
      world.server.inMemory = [stranger];
      world.server.isNarrow = true;
      await world.fails(targetOf(world.claude), 'overloaded');
      assert.deepEqual([world.loads(), world.evictions], [1, [`${stranger} for ollama-model`]]);
    }
  });
});

describe('the local model leaves the memory', () => {
  const unloads = ({ server }: ReturnType<typeof createWorld>): number =>
    server.calls.filter((call) => call.startsWith('unload')).length;
  /** An episode of Claude's in which the local model was loaded. */
  const inEpisode = async (before: (world: ReturnType<typeof createWorld>) => void = () => undefined) => {
    const world = createWorld();
    before(world);
    const claude = targetOf(world.claude);
    world.health.noteFirstChoice('chat', claude);
    world.health
      .acquire(claude, world.claude, 'normal')
      ?.settle({ t: 'failure', failure: failureOf('overloaded'), left: true });
    assert.ok(world.health.episode('chat'));
    await world.fails(claude, 'overloaded');
    return world;
  };
  const recovers = async (world: ReturnType<typeof createWorld>): Promise<void> => {
    // A long episode ends with the second good answer.
    for (let answers = 0; answers < 2; answers += 1) {
      world.health.acquire(targetOf(world.claude), world.claude, 'last-resort')?.settle({ t: 'success', ttftMs: 300 });
    }
    await settle();
    assert.equal(world.health.episode('chat'), undefined);
  };

  it('some time after the episode it was loaded for, and is not warm any more', async () => {
    const world = await inEpisode();
    await world.clock.advance(3 * durations.letGoMs);
    assert.equal(unloads(world), 0, 'not in the episode');
    await recovers(world);
    await world.clock.advance(durations.letGoMs - 1_000);
    assert.equal(unloads(world), 0);
    await world.clock.advance(1_000);
    assert.equal(unloads(world), 1);
    assert.equal(world.health.isWarm(targetOf(world.ollama)), false);
    await world.clock.advance(3 * durations.letGoMs);
    assert.equal(unloads(world), 1);
  });

  it('not when the trouble comes back meanwhile', async () => {
    const world = await inEpisode();
    await recovers(world);
    await world.clock.advance(durations.letGoMs / 2);
    world.warmUp.notePage('claude', true);
    await world.clock.advance(durations.letGoMs);
    assert.equal(unloads(world), 0);
    world.warmUp.notePage('claude', false);
    await world.clock.advance(durations.letGoMs);
    assert.equal(unloads(world), 1);
  });

  it('not when it was in memory before, nor when it was asked after the trouble, nor when it is wanted always or first', async () => {
    const before = await inEpisode(({ server }) => (server.inMemory = ['ollama-model']));
    const asked = await inEpisode();
    const always = await inEpisode();
    const first = await inEpisode();
    for (const world of [before, asked, always, first]) await recovers(world);
    await asked.clock.advance(1_000);
    asked.health.acquire(targetOf(asked.ollama), asked.ollama, 'normal')?.settle({ t: 'success', ttftMs: 300 });
    always.keepWarm = 'always';
    first.order = [first.ollama, first.claude];
    for (const world of [before, asked, always, first]) {
      await world.clock.advance(2 * durations.letGoMs);
      assert.equal(unloads(world), 0);
    }
  });
});
