import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { silentLogger } from '../../../src/core/base/logger';
import type { FailureKind } from '../../../src/core/contract/failure';
import { StatusPages } from '../../../src/core/health/statusPages';
import { claudeApiPage } from '../../../src/core/providers/rows/statusPages';
import { durations } from '../../../src/core/routing/durations';
import { Gate } from '../../../src/core/routing/gate';
import { snapshotUse } from '../../../src/core/status/snapshotUse';
import { claudeComponents, claudeOutage } from '../../fixtures/statusPages';
import { answers, shows, type PageReply } from '../../support/pageWorld';
import { createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, says, type Step } from '../../support/scriptedProvider';

/** What a page can do; the fixtures are of September, so that they are dated to the day of the fake clock. */
const today = (text: string): string => text.replaceAll('2026-09-02', '2026-11-21');
const pages: Readonly<Record<string, PageReply>> = {
  'is red': shows(today(claudeOutage())),
  'is green': shows(today(claudeOutage({ components: claudeComponents(), incidents: [] }))),
  'is frozen': shows(claudeOutage()),
  'is down': answers(503),
  'never answers': 'never',
  'wants to be left alone': answers(429, { 'retry-after': '600' }),
};

const kinds: readonly FailureKind[] = [
  'overloaded',
  'server',
  'unreachable',
  'auth',
  'quota',
  'rate-limited',
  'stalled',
];
const step = fc.oneof(
  fc.constantFrom(...kinds).map((kind): readonly Step[] => fails(kind)),
  fc.constantFrom(...kinds).map((kind): readonly Step[] => breaksOff('Half an answer.', kind)),
  fc.constant<readonly Step[]>(says('Whole.')),
  fc.constant<readonly Step[]>(['hang']),
);

/** One ask after another with pauses between; what the user saw, and when who was asked. */
async function play(
  scripts: readonly (readonly Step[])[],
  pauses: readonly number[],
  reply: PageReply | undefined,
): Promise<{ readonly seen: readonly unknown[]; readonly looks: number }> {
  const rows = defaultRows().map((row) => (row.id === 'claude' ? { ...row, statusPage: claudeApiPage } : row));
  const world = createRoutingWorld({}, rows);
  let looks = 0;
  const uses = (['chat', 'completion'] as const).map(
    (use) => () =>
      snapshotUse(use, {
        settings: () => world.settings,
        resolved: (id) => rows.find((row) => row.id === id),
        modelFor: () => undefined,
        whyNoModel: () => 'no-model',
        pinned: () => undefined,
        isSetUp: () => true,
        gate: new Gate(() => world.permissions),
        health: world.health,
        isKeyRefused: (id) => world.health.isKeyRefused(id),
      }),
  );
  const watch = new StatusPages({
    enabled: () => reply !== undefined,
    uses: () => uses.map((one) => one()),
    isRehearsed: () => false,
    mayReach: () => true,
    fetch: (_url, init) => {
      looks += 1;
      if (reply && typeof reply !== 'string') return Promise.resolve(reply());
      return new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('gone'))),
      );
    },
    clock: world.clock,
    random: () => 0.5,
    durations,
    logger: silentLogger,
  });
  watch.noteAct();
  world.health.onDidChange(() => watch.update());
  const claude = world.provider('claude');
  claude.play(...scripts);
  const seen: unknown[] = [];
  for (const pause of pauses) {
    const events = await world.answer();
    seen.push(story(events), world.clock.now());
    await world.clock.advance(pause);
  }
  watch.dispose();
  return { seen: [...seen, claude.calls.map(({ at }) => at)], looks };
}

describe('a status page', () => {
  it('never changes who is asked, when, or how an answer ends, whatever it says', async function () {
    this.timeout(120_000);
    let looks = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...Object.keys(pages)),
        async (scripts, pauses, page) => {
          const without = await play(scripts, pauses, undefined);
          const withPage = await play(scripts, pauses, pages[page]);
          assert.deepEqual(withPage.seen, without.seen, page);
          assert.equal(without.looks, 0);
          looks += withPage.looks;
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(looks > 20, `pages were read ${looks} times`);
  });
});
