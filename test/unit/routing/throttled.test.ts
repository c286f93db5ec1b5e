import assert from 'node:assert/strict';
import type { Settings } from '../../../src/core/settings/snapshot';
import { createRoutingWorld, hole, story } from '../../support/routingWorld';
import { failureOf, fails, says } from '../../support/scriptedProvider';

const cloud = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;

/** Claude has failed so often of late that nine attempts in ten are held back, and its breaker is closed all the same. */
async function createSickWorld(more: Partial<Settings> = {}) {
  const world = createRoutingWorld(more);
  const { info } = world.provider('claude');
  for (let fail = 0; fail < 20; fail++) {
    const failure = failureOf('overloaded');
    world.health.acquire(cloud, info, 'last-resort')?.settle({ t: 'failure', failure, left: true });
  }
  world.chance.next = 1;
  await world.clock.advance(60_000);
  world.health.acquire(cloud, info, 'probe')?.settle({ t: 'success', ttftMs: 300 });
  assert.equal(world.health.standing(cloud, info).kind, 'ready');
  world.chance.next = 0.85;
  world.chance.draws = 0;
  world.provider('claude').play(says('1;'));
  world.provider('ollama').play(says('2;'));
  return { ...world, calls: (id: string) => world.provider(id).calls.length };
}

describe('a completion whose cloud is throttled', () => {
  it('passes it over after one draw, and the next target answers', async () => {
    const world = await createSickWorld();
    assert.deepEqual(story(await world.complete()), ['started ollama', 'done ollama complete']);
    assert.equal(world.calls('claude'), 0);
    assert.equal(world.chance.draws, 1);
  });

  it('has nobody where the others fail, and draws no second time', async () => {
    const world = await createSickWorld();
    world.provider('ollama').play(fails('local-stopped'));
    assert.equal(story(await world.complete()).at(-1), 'failed ollama:local-stopped');
    assert.equal(world.calls('claude'), 0);
    assert.equal(world.chance.draws, 1);
  });

  it('has nobody where it is alone on its route', async () => {
    const world = await createSickWorld({ completionsRoute: ['claude'] });
    assert.equal(story(await world.complete()).at(-1), 'failed');
    assert.equal(world.calls('claude'), 0);
    assert.equal(world.chance.draws, 1);
  });

  it('is told why it was passed over', async () => {
    const world = await createSickWorld();
    world.provider('ollama').play(() => {
      world.health.pause('claude');
      return fails('local-stopped');
    });
    const last = (await world.complete()).at(-1);
    assert.ok(last?.t === 'failed');
    assert.deepEqual(last.skipped, [{ provider: 'claude', why: 'throttled' }]);
  });

  it('is not held back when the user has asked for it by a command', async () => {
    const world = await createSickWorld();
    assert.equal(story(await world.complete({ ...hole, explicit: true })).at(-1), 'done claude complete');
    assert.equal(world.chance.draws, 0);
  });
});
