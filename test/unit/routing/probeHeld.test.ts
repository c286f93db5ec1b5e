import assert from 'node:assert/strict';
import type { AnswerEvent } from '../../../src/core/contract/events';
import type { FailureKind } from '../../../src/core/contract/failure';
import { createRoutingWorld, story } from '../../support/routingWorld';
import { failureOf, fails, says } from '../../support/scriptedProvider';

type World = ReturnType<typeof createRoutingWorld>;

/** Another ask leaves Claude in the moment between what the next one plans and its permit. */
function loseClaude(world: World, kind: FailureKind): void {
  world.beforePermit = (id) => {
    if (id !== 'claude') return Promise.resolve(undefined);
    world.beforePermit = () => Promise.resolve(undefined);
    const { info } = world.provider('claude');
    const permit = world.health.acquire(
      { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' },
      info,
      'normal',
    );
    permit?.settle({ t: 'failure', failure: failureOf(kind), left: true });
    return Promise.resolve(undefined);
  };
}

/** The providers that an ask nobody answered tells of, each with its reason. */
function toldReasons(events: readonly AnswerEvent[]): readonly string[] {
  const last = events.at(-1);
  assert.ok(last?.t === 'failed', JSON.stringify(story(events)));
  const failures = last.failures.map(({ target, failure }) => `${target.provider} failed: ${failure.kind}`);
  return [...failures, ...last.skipped.map(({ provider, why }) => `${provider} skipped: ${why}`)];
}

/** A world in which Claude was left for an overload and its time has run out. */
async function createDueWorld(more: Parameters<typeof createRoutingWorld>[0] = {}) {
  const world = createRoutingWorld(more);
  world.provider('claude').play(fails('overloaded'));
  await world.answer();
  await world.clock.advance(20_000);
  world.provider('claude').play(says('Back.'));
  return world;
}

describe('a target that somebody else probes', () => {
  it('is passed over for this ask, and the stand-in answers', async () => {
    const world = await createDueWorld();
    world.probesElsewhere = true;
    const events = await world.answer();
    assert.deepEqual(story(events), ['started ollama', 'done ollama complete']);
    assert.equal(world.provider('claude').calls.length, 0);
    world.probesElsewhere = false;
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });

  it('is asked all the same when nobody else is left', async () => {
    const world = await createDueWorld();
    world.probesElsewhere = true;
    world.provider('ollama').play(fails('local-stopped'));
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });

  it('is asked all the same when it is alone on its route', async () => {
    const world = await createDueWorld({ chatRoute: ['claude'] });
    world.probesElsewhere = true;
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });
});

describe('a target that another ask has just left', () => {
  it('is passed over, and told with its reason where nobody else answers', async () => {
    const world = createRoutingWorld();
    loseClaude(world, 'auth');
    world.provider('ollama').play(fails('local-stopped'));
    assert.deepEqual(toldReasons(await world.answer()), ['ollama failed: local-stopped', 'claude skipped: auth']);
    assert.equal(world.provider('claude').calls.length, 0);
  });

  it('is told with its reason where nobody stands behind it', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude'] });
    loseClaude(world, 'auth');
    assert.deepEqual(toldReasons(await world.answer()), ['claude skipped: auth']);
  });

  it('is asked as a last resort where that is allowed', async () => {
    const world = createRoutingWorld();
    loseClaude(world, 'overloaded');
    world.provider('ollama').play(fails('local-stopped'));
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });

  it('is told once when it had failed here before', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude'] });
    world.provider('claude').play(fails('empty'));
    const asked = world.ask();
    await world.clock.advance(0);
    loseClaude(world, 'auth');
    await world.clock.advance(1_000);
    await asked.finished;
    assert.deepEqual(toldReasons(asked.events), ['claude failed: empty']);
  });

  it('is tried as a probe and then passed over when it is due by then and another window probes it', async () => {
    const world = createRoutingWorld();
    loseClaude(world, 'rate-limited');
    const lose = world.beforePermit;
    world.beforePermit = async (id) => {
      await lose(id);
      world.health.tryNow('claude');
      world.probesElsewhere = true;
      world.beforePermit = () => Promise.resolve(undefined);
      return undefined;
    };
    world.provider('ollama').play(fails('local-stopped'));
    assert.deepEqual(toldReasons(await world.answer()), [
      'ollama failed: local-stopped',
      'claude skipped: rate-limited',
    ]);
  });

  it('is tried once more, and not for ever, when nothing is said against it by then', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude'] });
    let permits = 0;
    world.beforePermit = () => {
      permits += 1;
      return Promise.resolve('refused');
    };
    await world.answer();
    assert.equal(permits, 2);
  });
});

describe('an ask that is stopped while it waits for the right to probe', () => {
  it('asks nobody, leaves no timer, and gives the right back', async () => {
    const world = await createDueWorld();
    let give = (_right: undefined): void => undefined;
    world.beforePermit = () => new Promise((resolve) => (give = resolve));
    const stop = new AbortController();
    const asked = world.ask('Hello?', stop.signal);
    await world.clock.advance(0);
    const pending = world.clock.pending;
    const calls = world.provider('claude').calls.length;
    stop.abort();
    give(undefined);
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done claude stopped');
    assert.equal(world.clock.pending, pending);
    assert.equal(world.provider('claude').calls.length, calls);
    world.beforePermit = () => Promise.resolve(undefined);
    assert.equal(story(await world.answer()).at(-1), 'done claude complete');
  });
});
