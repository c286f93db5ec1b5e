import assert from 'node:assert/strict';
import { createRoutingWorld, story } from '../../support/routingWorld';
import { fails, says } from '../../support/scriptedProvider';

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
