import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/core/contract/failure';
import { targetKey, type Use } from '../../../src/core/contract/target';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { Gate } from '../../../src/core/routing/gate';
import { buildSnapshot } from '../../../src/core/status/snapshot';
import { snapshotUse } from '../../../src/core/status/snapshotUse';
import { cloudRow, createRoutingWorld, defaultRows } from '../../support/routingWorld';
import { failureOf, fails, says } from '../../support/scriptedProvider';

/*
 * Whom the status names is whom the next ask goes to: after the first choice was left for each kind of reason, under each
 * setting, the status is read, an ask is made, and both must mean the same target.
 */

type World = ReturnType<typeof createRoutingWorld>;

const rows = [...defaultRows(), cloudRow('openai')];

function currentOf(world: World, use: Use, known: readonly ResolvedProvider[]): string | undefined {
  const sources = {
    settings: () => world.settings,
    resolved: (id: string) => known.find((row) => row.id === id),
    modelFor: () => undefined,
    whyNoModel: () => 'no-model' as const,
    pinned: (pinnedUse: Use) => world.pins.pinned(pinnedUse),
    gate: new Gate(() => world.permissions),
    isSetUp: () => true,
    isKeyRefused: () => false,
    health: world.health,
  };
  const { chat, completions } = buildSnapshot({
    chat: snapshotUse('chat', sources),
    completions: snapshotUse('completion', sources),
    localOnly: false,
    moving: world.settings,
    network: 'ok',
  });
  const { current } = use === 'chat' ? chat : completions;
  return current && targetKey(current);
}

/** Who answers the next ask of this use, or whom its question is about; nobody where it fails. */
async function answering(world: World, use: Use): Promise<string | undefined> {
  if (use === 'completion') {
    const done = (await world.complete()).at(-1);
    return done?.t === 'done' ? targetKey(done.target) : undefined;
  }
  const asked = world.ask();
  await world.clock.advance(10_000);
  const last = asked.events.at(-1);
  if (last?.t === 'offer') {
    last.decline();
    await asked.finished;
    return targetKey(last.next);
  }
  return last?.t === 'done' ? targetKey(last.target) : undefined;
}

const routes: readonly (readonly string[])[] = [
  ['claude', 'openai', 'ollama'],
  ['claude/a', 'ollama', 'claude/b'],
  ['claude/a', 'openai', 'claude/b', 'ollama', 'claude/c'],
];
const reasons = ['overloaded', 'stalled', 'rate-limited', 'quota', 'auth', 'model-missing', 'unreachable'] as const;

/** An ask has just left the first choice for this reason. */
async function leaveFirst(one: World, use: Use, reason: FailureKind): Promise<void> {
  const first = one.route(use).targets[0];
  assert.ok(first);
  const permit = one.health.acquire(first.target, first.provider, 'normal');
  permit?.settle({ t: 'failure', failure: failureOf(reason), left: true });
}

describe('whom the status names', () => {
  for (const use of ['chat', 'completion'] as const)
    for (const failoverMode of ['auto', 'ask', 'off'] as const)
      for (const onQuota of ['ask', 'switch', 'stay'] as const)
        it(`is who is asked next, for a ${use} with failover ${failoverMode} and credit ${onQuota}`, async () => {
          for (const route of routes)
            for (const reason of reasons) {
              const more = { chatRoute: route, completionsRoute: route, failoverMode, onQuota };
              const one = createRoutingWorld(more, rows);
              await leaveFirst(one, use, reason);
              const named = currentOf(one, use, rows);
              // A last resort is not told as somebody who can answer.
              if (failoverMode === 'off') assert.equal(named, undefined);
              else assert.equal(await answering(one, use), named, `${route.join()} after ${reason}`);
            }
        });

  it('is still the other model of the provider while the first one is due, and no local model stands beside that probe', async () => {
    const one = createRoutingWorld({ chatRoute: ['claude/a', 'ollama', 'claude/b'] }, rows);
    await leaveFirst(one, 'chat', 'stalled');
    assert.equal(currentOf(one, 'chat', rows), 'chat:claude/b');
    await one.clock.advance(21_000);
    assert.equal(currentOf(one, 'chat', rows), 'chat:claude/b');
    one.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, Number.MAX_SAFE_INTEGER);
    one.provider('claude').play(fails('stalled', {}, 'firstEvent'), says('The other one.'));
    const models = one.provider('claude').calls;
    await one.answer();
    assert.deepEqual(
      models.map(({ target }) => target.model),
      ['a', 'b'],
    );
    assert.equal(one.provider('ollama').calls.length, 0);
  });
});
