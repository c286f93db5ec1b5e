import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { PageStatus } from '../../../src/core/contract/status';
import type { Settings } from '../../../src/core/settings/snapshot';
import { episodeNotice } from '../../../src/core/status/episodeNotice';
import { until } from '../../editor/ui/until';
import type { PageState } from '../../simulator/statusPages';
import { createRealWorld } from '../../support/realWorld';
import { story } from '../../support/routingWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

/** A minute of the policy takes 1.2 s here. */
const scale = 50;
const minuteMs = 60_000 / scale;

describe('status pages beside the whole path', function () {
  this.timeout(60_000);
  let world: World;
  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  afterEach(() => world.stop());

  const open = async (settings: Partial<Settings> = {}, by = scale): Promise<World> => {
    world = await createRealWorld({ scale: by, settings });
    return world;
  };
  const looks = (page: 'claude' | 'openai' = 'claude'): number => world.simulator.pages.counts[page].requests;
  const pageOf = (provider = 'claude'): PageStatus | undefined =>
    world.engine.snapshot().pages?.find((page) => page.provider === provider);
  const untilSaid = (provider = 'claude'): Promise<PageStatus | undefined> =>
    until(
      () => pageOf(provider),
      (page) => page !== undefined,
    );
  const breakClaude = async (fault = 'overloaded'): Promise<void> => {
    world.simulator.control.set({ service: 'claude', fault });
    await world.answer();
  };

  it('are not asked while all is well', async () => {
    await open();
    await world.answer();
    await wait(minuteMs);
    assert.equal(looks(), 0);
    assert.equal(world.engine.snapshot().page, undefined);
  });

  it('explain an outage in the page’s own words, by conditional requests, until Claude is back', async () => {
    const { simulator, engine } = await open();
    const changes: (readonly [string, string])[] = [];
    engine.pages.onDidChange(({ provider, state }) => changes.push([provider, state]));
    simulator.pages.set('claude', { mood: 'incident' });
    await breakClaude();
    const page = await untilSaid();
    assert.equal(page?.state, 'trouble');
    assert.match(page?.text ?? '', /^“Elevated errors on Claude Sonnet 5\.5”, investigating since \d\d:\d\d$/);
    assert.deepEqual(page?.incidents[0]?.models, ['Sonnet 5.5']);
    assert.equal(engine.snapshot().page?.provider, 'claude');
    await until(
      () => simulator.pages.counts.claude.unchanged,
      (unchanged) => unchanged >= 2,
    );

    simulator.control.heal('claude');
    // After a long episode it takes two good probes, and beside a warm stand-in a probe is a close race.
    await until(
      async () => {
        engine.health.tryNow('claude');
        await world.answer();
        return engine.snapshot().pages;
      },
      (pages) => pages === undefined,
    );
    const asked = looks();
    await wait(2 * minuteMs);
    assert.equal(looks(), asked);
    assert.deepEqual(changes, [['claude', 'trouble']]);
  });

  it('are read at Claude’s second address where robots are challenged at the first', async () => {
    const { simulator } = await open();
    simulator.pages.set('claude', { mood: 'incident', failure: 'challenge', failsAt: 'first' });
    await breakClaude();
    assert.equal((await untilSaid())?.state, 'trouble');
    const { first, second } = simulator.pages.counts.claude;
    assert.deepEqual([first, second > 0], [1, true]);
  });

  const unknowns: readonly (readonly [Partial<PageState>, string])[] = [
    [{ failure: 'challenge' }, 'refused'],
    [{ failure: 'html' }, 'unreadable'],
    [{ failure: 'down' }, 'refused'],
    [{ failure: 'limited' }, 'refused'],
    [{ failure: 'silent' }, 'unreachable'],
    [{ mood: 'frozen' }, 'frozen'],
    [{ mood: 'forgotten' }, 'frozen'],
    [{ mood: 'wrong-page' }, 'unreadable'],
  ];
  for (const [shown, doubt] of unknowns)
    it(`are unknown, and nothing else: ${JSON.stringify(shown)}`, async () => {
      const { simulator } = await open();
      simulator.pages.set('claude', shown);
      await breakClaude();
      const page = await untilSaid();
      assert.deepEqual([page?.state, page?.doubt], ['unknown', doubt]);
      assert.match(page?.text ?? '', /^unknown, /);
    });

  it('are read of every cloud in trouble: two failed on 3 September 2026, one of them on incident.io', async () => {
    const { simulator } = await open({ chatRoute: ['claude', 'openai', 'ollama'] });
    simulator.pages.set('claude', { mood: 'outage' });
    simulator.pages.set('openai', { mood: 'incident' });
    simulator.control.set({ service: 'openai', fault: 'overloaded' });
    await breakClaude();
    await untilSaid('openai');
    await untilSaid('claude');
    assert.equal(pageOf('claude')?.state, 'trouble');
    assert.equal(pageOf('openai')?.component?.status, 'partial_outage');
    assert.deepEqual(
      pageOf('openai')?.incidents.map(({ title }) => title),
      ['Elevated errors across ChatGPT and Codex'],
    );
  });

  it('are not asked under localOnly, nor against their setting, and no more once either is switched on', async () => {
    const { settingsChanged } = await open({ statusPageEnabled: false });
    await breakClaude();
    await wait(minuteMs);
    assert.equal(looks(), 0);
    world.settings = { ...world.settings, statusPageEnabled: true };
    settingsChanged.fire();
    await untilSaid();
    world.settings = { ...world.settings, localOnly: true };
    settingsChanged.fire();
    const asked = looks();
    await wait(2 * minuteMs);
    assert.equal(looks(), asked);
    const view = world.engine.pages.view();
    await wait(minuteMs / 2);
    assert.equal(looks(), asked);
    view.dispose();
  });

  it('keep a key from being called bad while they show an incident (28 April 2026)', async () => {
    for (const [mood, blamed] of [
      ['outage', false],
      ['monitoring', false],
      ['fine', true],
    ] as const) {
      const { simulator, engine } = await open();
      simulator.pages.set('claude', { mood });
      await breakClaude('key-refused');
      await untilSaid();
      // The free call is made beside an ask, a minute after the refusal.
      await wait(minuteMs * 1.2);
      await world.answer();
      await until(
        () => engine.health.isKeyRefused('claude'),
        (refused) => refused,
      );
      assert.equal(engine.isKeyRefused('claude'), blamed, mood);
      const snapshot = engine.snapshot();
      const why = blamed ? 'key refused' : 'access denied';
      assert.equal(snapshot.targets.find(({ provider }) => provider === 'claude')?.reasonText, why, mood);
      assert.match(snapshot.text, new RegExp(`· Claude ${why}$`), mood);
      assert.match(episodeNotice(snapshot)?.sentence ?? '', new RegExp(`^Claude: ${why}\\.`), mood);
      await world.stop();
    }
    await open();
  });

  it('warm the local stand-in when they show an incident on the first choice’s part, and not otherwise', async () => {
    for (const [mood, warmed] of [
      ['fine', false],
      ['incident', true],
    ] as const) {
      const { simulator, engine } = await open();
      await world.answer();
      simulator.pages.set('claude', { mood });
      const view = engine.pages.view();
      await untilSaid();
      const target = { provider: 'ollama', model: 'gemma4:e4b', use: 'chat' } as const;
      if (warmed)
        await until(
          () => engine.health.isWarm(target),
          (isWarm) => isWarm,
        );
      else await wait(200);
      assert.equal(engine.health.isWarm(target), warmed, mood);
      assert.equal(simulator.control.journal.counter('ollama').chat, 0);
      view.dispose();
      await world.stop();
    }
    await open();
  });

  it('decide nothing: the same outage goes the same way, whatever they say', async () => {
    const seen: unknown[] = [];
    for (const shown of [
      {},
      { mood: 'outage' },
      { mood: 'frozen' },
      { failure: 'down' },
      { failure: 'silent' },
    ] as const) {
      // Slow enough for a race of two answers to end the same way on a busy machine.
      const { simulator, engine } = await open({}, 5);
      simulator.pages.set('claude', shown);
      const stories: string[][] = [];
      simulator.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', afterChars: 400 });
      stories.push(story(await world.answer()));
      await until(looks, (count) => count > 0);
      stories.push(story(await world.answer()));
      simulator.control.heal('claude');
      engine.health.tryNow('claude');
      stories.push(story(await world.answer()), story(await world.answer()));
      const { journal } = simulator.control;
      seen.push([stories, journal.counter('claude').chat, journal.counter('ollama').chat]);
      await world.stop();
    }
    for (const one of seen.slice(1)) assert.deepEqual(one, seen[0]);
    await open();
  });
});
