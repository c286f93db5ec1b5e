import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/emitter';
import type { NextDue } from '../../../src/core/health/nextDue';
import { DueWatch, type Ahead } from '../../../src/core/routing/dueWatch';
import { durations } from '../../../src/core/routing/durations';
import type { RouteTarget } from '../../../src/core/routing/route';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';

const second = 1_000;

/** A watch of a route on which the test says who is due when. */
function createDueWorld(ids: readonly string[] = ['claude', 'openai']) {
  const clock = createFakeClock(0);
  const changed = new Emitter<void>();
  const rules = new Emitter<void>();
  const chance = { next: 0.5 };
  const told: string[] = [];
  const due = new Map<string, NextDue>(ids.map((id) => [id, { t: 'change' }]));
  /** Made anew for each look, as the engine makes it. */
  const targets = (): RouteTarget[] =>
    ids.map((id) => ({ target: { provider: id, model: 'm', use: 'chat' }, provider: resolvedProvider(id) }));
  const where = (next: Ahead | undefined): string =>
    next ? `${next.t} ${next.target.provider} at ${(next.at / second).toFixed(1)}` : 'nothing';
  const watch = new DueWatch(
    {
      clock,
      random: () => chance.next,
      durations,
      route: () => ({ targets: targets(), skipped: [], alone: false }),
      nextDue: (target) => due.get(target.provider) ?? { t: 'change' },
      look: () => void told.push(`look at ${(clock.now() / second).toFixed(1)}`),
      onDidChange: changed.event,
      onDidChangeRules: rules.event,
    },
    {
      due: () => void told.push(`due at ${(clock.now() / second).toFixed(1)}`),
      ahead: (next) => void told.push(where(next)),
    },
  );
  return {
    clock,
    chance,
    watch,
    told,
    rules,
    changed,
    next: () => where(watch.next),
    /** Health says something else of a provider. */
    become: (id: string, next: NextDue): void => {
      due.set(id, next);
      changed.fire();
    },
  };
}

describe('a watch of a route', () => {
  it('tells of nobody while only a change can help, and sets no timer', async () => {
    const { watch, told, clock } = createDueWorld();
    watch.begin(['claude', 'openai']);
    await clock.advance(600 * second);
    assert.deepEqual(told, []);
    assert.equal(clock.pending, 0);
  });

  it('tells nothing twice, whatever else changes', async () => {
    const world = createDueWorld();
    world.watch.begin(['claude', 'openai']);
    world.become('claude', { t: 'look', at: 60 * second });
    for (let changes = 0; changes < 100; changes += 1) world.changed.fire();
    assert.deepEqual(world.told, ['look claude at 60.0']);
  });

  it('tells of the earliest instant on the route, with a jitter that is never early and drawn once', async () => {
    const world = createDueWorld();
    world.watch.begin(['claude', 'openai']);
    world.become('openai', { t: 'ask', at: 60 * second });
    world.become('claude', { t: 'ask', at: 20 * second });
    assert.equal(world.next(), 'ask claude at 21.5');
    world.chance.next = 0.9;
    world.changed.fire();
    assert.equal(world.next(), 'ask claude at 21.5');
    await world.clock.advance(20_200);
    world.become('claude', { t: 'due' });
    assert.equal(world.told.at(-1), 'ask claude at 21.5', 'news of whatever kind do not shorten the jitter');
    await world.clock.advance(2 * second);
    assert.equal(world.told.at(-1), 'due at 21.5');
  });

  it('is told of once, and rests while a try is under way', async () => {
    const { watch, told, become, clock } = createDueWorld();
    watch.begin(['claude']);
    become('claude', { t: 'due' });
    become('openai', { t: 'due' });
    await clock.advance(60 * second);
    assert.deepEqual(told, ['due at 0.0']);
    assert.equal(clock.pending, 0);
  });

  it('does not lose an instant for which its timer came a little early', async () => {
    const { watch, told, become, clock } = createDueWorld();
    const early = clock.schedule.bind(clock);
    Object.assign(clock, {
      schedule: (ms: number, action: () => void) => early(Math.max(1, Math.floor(ms) - 1), action),
    });
    watch.begin(['claude']);
    become('claude', { t: 'ask', at: 20 * second + 0.4 });
    await clock.advance(23 * second);
    assert.equal(told.at(-1), 'due at 21.5');
  });

  it('rests for a moment after a try, and longer each time nobody was even asked', async () => {
    const { watch, told, become, clock } = createDueWorld();
    watch.begin(['claude']);
    become('claude', { t: 'due' });
    watch.resume({ left: ['claude'], asked: true });
    await clock.advance(second);
    assert.equal(told.at(-1), 'due at 1.0', 'another one may be due at the same time');
    watch.resume({ left: ['claude'], asked: false });
    await clock.advance(29 * second);
    assert.equal(told.at(-1), 'ask claude at 31.0');
    await clock.advance(second);
    assert.equal(told.at(-1), 'due at 31.0');
    watch.resume({ left: ['claude'], asked: false });
    assert.equal(told.at(-1), 'ask claude at 91.0');
  });

  it('tries somebody again after a pause who could not answer although nothing holds him back', async () => {
    const { watch, told, become, clock } = createDueWorld();
    watch.begin([]);
    become('claude', { t: 'ready' });
    assert.deepEqual(told, ['due at 0.0']);
    watch.resume({ left: ['claude'], asked: true });
    await clock.advance(14 * second);
    assert.equal(told.at(-1), 'ask claude at 15.0');
    await clock.advance(second);
    assert.equal(told.at(-1), 'due at 15.0');
  });

  it('stands back for another window without losing anything, and without waiting longer each time', async () => {
    const { watch, told, become, clock } = createDueWorld(['claude', 'openai', 'mistral']);
    become('mistral', { t: 'ready' });
    watch.begin(['claude', 'openai']);
    become('claude', { t: 'due' });
    watch.standBack();
    become('openai', { t: 'ready' });
    assert.equal(told.at(-1), 'due at 0.0', 'somebody else is back meanwhile');
    for (const at of ['5.0', '10.0', '15.0']) {
      watch.standBack();
      await clock.advance(5 * second);
      assert.equal(told.at(-1), `due at ${at}`);
    }
    become('claude', { t: 'change' });
    become('openai', { t: 'change' });
    watch.standBack();
    await clock.advance(600 * second);
    assert.equal(told.at(-1), 'due at 15.0', 'who was passed over before is passed over still');
  });

  it('waits for nobody who could be asked and was not: that was a setting or the user’s word', async () => {
    const { watch, told, become, rules, clock } = createDueWorld();
    become('openai', { t: 'ready' });
    watch.begin(['claude']);
    await clock.advance(600 * second);
    assert.deepEqual(told, []);
    rules.fire();
    assert.deepEqual(told, ['due at 600.0'], 'until the rules are others');
  });

  it('takes somebody who went and came back for news', () => {
    const { watch, told, become } = createDueWorld();
    become('openai', { t: 'ready' });
    watch.begin(['claude']);
    become('openai', { t: 'change' });
    become('openai', { t: 'ready' });
    assert.deepEqual(told, ['due at 0.0']);
  });

  it('is due at once when it begins after somebody has come back', () => {
    const { watch, told, become } = createDueWorld();
    become('claude', { t: 'ready' });
    watch.begin(['claude']);
    assert.deepEqual(told, ['due at 0.0']);
  });

  it('makes the looks that are due, each after the gap that its schedule names, and never in a hurry', async () => {
    const { watch, told, become, clock } = createDueWorld();
    watch.begin(['claude', 'openai']);
    become('claude', { t: 'look', at: 5 * second });
    await clock.advance(5 * second);
    assert.equal(told.filter((line) => line.startsWith('look at')).length, 1);
    become('claude', { t: 'look', at: 5 * second });
    become('openai', { t: 'look', at: 5 * second });
    await clock.advance(4_900);
    assert.equal(told.filter((line) => line.startsWith('look at')).length, 1, 'a look that told nothing');
    await clock.advance(100);
    assert.equal(told.filter((line) => line.startsWith('look at')).length, 2, 'is made again, for all at once');
  });

  it('ends without a timer or a listener', () => {
    const { watch, become, clock, changed, rules } = createDueWorld();
    watch.begin(['claude']);
    become('claude', { t: 'ask', at: 20 * second });
    watch.dispose();
    watch.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(changed.size + rules.size, 0);
  });
});
