import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/core/contract/failure';
import { createRoutingWorld, hole, story } from '../../support/routingWorld';
import { failureOf, fails, says, type Step } from '../../support/scriptedProvider';

/*
 * Who is asked when everybody is open (`failover.md` §2, *Last resort*): whoever has a target to himself, by a pin, by
 * `failover.mode: off` or by a route of one, is under the same rule as everybody else.
 */

type World = ReturnType<typeof createRoutingWorld>;

const claude = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;
const haiku = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;
const calls = (world: World): number => world.provider('claude').calls.length;
const lastOf = async (events: ReturnType<World['answer']>): Promise<string | undefined> => story(await events).at(-1);

/** Worlds in which nobody but Claude may answer. */
const alone: Readonly<Record<string, () => World>> = {
  'with failover off': () => createRoutingWorld({ failoverMode: 'off' }),
  'with a pin': () => {
    const world = createRoutingWorld();
    world.pins.pin(claude);
    world.pins.pin(haiku);
    return world;
  },
  'on a route of one': () => createRoutingWorld({ chatRoute: ['claude'], completionsRoute: ['claude'] }),
};

/** Types for so many seconds, with a pause in each. */
async function type(world: World, seconds: number): Promise<void> {
  for (let pause = 0; pause < seconds; pause++) await world.complete(hole, 1_000);
}

const spent: readonly (readonly [FailureKind, readonly Step[]])[] = [
  ['rate-limited', fails('rate-limited', { retryAfterMs: 300_000 })],
  ['quota', fails('quota', { scope: 'credential' })],
  ['auth', fails('auth', { scope: 'credential' })],
  ['forbidden', fails('forbidden', { scope: 'credential' })],
];

for (const [how, createWorld] of Object.entries(alone)) {
  describe(`who is alone ${how}`, () => {
    for (const [kind, steps] of spent) {
      it(`is left alone after ${kind}, by what comes up while typing, by a command and by a question`, async () => {
        const typed = createWorld();
        typed.provider('claude').play(steps);
        await type(typed, 10);
        assert.equal(calls(typed), 1);
        assert.equal(await lastOf(typed.complete({ ...hole, explicit: true })), 'failed');
        assert.equal(calls(typed), 1);

        const asked = createWorld();
        asked.provider('claude').play(steps);
        assert.equal(await lastOf(asked.answer()), `failed claude:${kind}`);
        const sent = calls(asked);
        assert.equal(await lastOf(asked.answer()), 'failed');
        assert.equal(calls(asked), sent);
      });
    }

    it('is asked again by what comes up while typing when its time has run out, and not before', async () => {
      const world = createWorld();
      world.provider('claude').play(fails('overloaded'));
      await type(world, 15);
      assert.equal(calls(world), 1, 'chance gives 15 of the 20 s');
      world.chance.next = 0.99;
      world.provider('claude').play(says('1;'));
      assert.equal(await lastOf(world.complete()), 'done claude complete');
    });

    it('is asked all the same by the user’s own command, and by a question', async () => {
      const world = createWorld();
      world.provider('claude').play(fails('overloaded'), says('1;'));
      await world.complete(hole, 1_000);
      assert.equal(await lastOf(world.complete({ ...hole, explicit: true })), 'done claude complete');

      const chat = createWorld();
      chat.provider('claude').play(fails('overloaded'), fails('overloaded'), says('Here.'));
      assert.equal(await lastOf(chat.answer()), 'failed claude:overloaded');
      assert.equal(await lastOf(chat.answer()), 'done claude complete');
    });
  });
}

describe('what comes up while typing', () => {
  it('asks nobody as the last resort', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    world.provider('ollama').play(fails('stalled'));
    await type(world, 10);
    assert.deepEqual([calls(world), world.provider('ollama').calls.length], [1, 1]);
  });

  it('says nothing of it but that it has failed, with the reasons', async () => {
    const world = createRoutingWorld({ completionsRoute: ['claude'] });
    const { info } = world.provider('claude');
    world.health.acquire(haiku, info, 'normal')?.settle({ t: 'failure', failure: failureOf('overloaded'), left: true });
    const events = await world.complete();
    assert.equal(events.length, 1);
    const [only] = events;
    assert.deepEqual(only?.t === 'failed' && only.skipped.map(({ provider, why }) => `${provider} ${why}`), [
      'claude overloaded',
    ]);
  });
});
