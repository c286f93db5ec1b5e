import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import type { Use } from '../../../src/core/contract/target';
import { durations } from '../../../src/core/routing/durations';
import type { RequestRecord } from '../../simulator/journal';
import { story } from '../../support/routingWorld';
import { allCells, cells, impossibleCells, standIns, type Cell, type First } from './cases';
import { endingOf, type Ending } from './policy';
import { setStage, targetOf, wholeText, type Played, type Stage } from './stage';

/** The durations of the one table are divided by this. */
const fullScale = 100;

/** The shortest time in which a healthy stand-in must begin to speak, in milliseconds. */
const shortestMs: Readonly<Record<Use, number>> = {
  chat: durations.firstEventCloudMs,
  completion: durations.firstEventCompletionCloudMs,
};

const other = (use: Use): Use => (use === 'chat' ? 'completion' : 'chat');

describe(`chaos: ${cells.length} cells of fault × phase × wire × use (of ${allCells}; docs/faults.md has the others)`, function () {
  this.timeout(60_000);
  // A case that fails is played again on durations four times as long: a bug stays, the hiccup of a busy machine goes.
  this.retries(2);
  let stage: Stage;
  let usualMs: number;
  /** The least and the largest by which the durations were divided, and the cells that were played more than once. */
  const scales = { least: Infinity, most: 0 };
  const again = new Set<string>();
  before(async () => {
    stage = await setStage();
    await stage.usualMs();
    usualMs = await stage.usualMs();
  });
  after(async () => {
    await stage.stop();
    process.stdout.write(`${summary(scales, again).join('\n')}\n`);
  });

  for (const cell of cells) {
    const { fault, phase, first, use, kind } = cell;
    it(`${first}, ${use}: ${fault.id} at ${phase} is ${kind}`, async function () {
      // Megabytes take their time on any machine.
      const weight = fault.act.do === 'flood' ? 16 : 1;
      const usual = Math.min(fullScale, shortestMs[use] / (4 * usualMs)) / weight;
      const tries = (this.test as Mocha.Runnable & { currentRetry(): number }).currentRetry();
      const scale = usual / 4 ** tries;
      scales.least = Math.min(scales.least, scale);
      scales.most = Math.max(scales.most, scale);
      if (tries > 0) again.add(`${first}, ${use}: ${fault.id} at ${phase}`);
      const played = await stage.play(cell, scale);
      const ending = endingOf(cell);
      const told = JSON.stringify(story(played.events));
      assertAnswer(cell, ending, played, told);
      assertRequests(cell, ending, played, told);
      assertLearned(cell, ending, played, told);
    });
  }

  for (const first of ['claude', 'openai'] as const)
    for (const use of ['chat', 'completion'] as const)
      it(`${first}, ${use}: a machine without a network is offline`, async () => {
        const { events, requests, world } = await stage.playOffline(first, use, fullScale / 16);
        const told = JSON.stringify(story(events));
        const last = events.at(-1);
        assert.deepEqual(last?.t === 'done' && [last.target.provider, last.outcome], ['ollama', 'complete'], told);
        assert.equal(answerText(events), wholeText[use]);
        assert.ok(requests.every(({ service }) => service === 'ollama'));
        const { health } = world.engine;
        assert.equal(health.network(), 'offline', told);
        assert.equal(health.episode(use)?.reason, 'offline', told);
        assert.equal(health.episode(other(use)), undefined, told);
        for (const id of ['claude', 'openai', 'ollama'] as const)
          for (const each of ['chat', 'completion'] as const)
            assert.equal(reasonOf(world, id, each), id === 'ollama' ? undefined : 'offline', `${id} ${each}`);
      });
});

/** What a run has covered, in a few lines. */
function summary(scales: { readonly least: number; readonly most: number }, again: ReadonlySet<string>): string[] {
  const impossible = impossibleCells();
  return [
    `    ${cells.length} cells of ${allCells}; durations divided by ${scales.least.toFixed(1)} to ${scales.most.toFixed(1)}`,
    `    played again: ${again.size}${again.size > 0 ? ` (${[...again].join('; ')})` : ''}`,
    ...impossible.map(([reason, count]) => `    ${String(count).padStart(5)} impossible: ${reason}`),
  ];
}

/** Ollama did not say where its model runs, and is given no text for that: the question stands for the ask. */
function isUnanswered({ path, fault }: RequestRecord): boolean {
  return path === '/api/show' && fault !== undefined;
}

/** The answer is whole and told by the right one, or the failure is the honest one; nothing lost, nothing doubled. */
function assertAnswer({ first, kind, use, phase }: Cell, ending: Ending, { events }: Played, told: string): void {
  const last = events.at(-1);
  const text = answerText(events);
  if (ending.by === 'nobody') {
    if (kind === 'refused') assert.equal(last?.t === 'done' && last.outcome, 'refused', told);
    else assert.deepEqual(last?.t === 'failed' && last.failures.map(({ failure }) => failure.kind), [kind], told);
    assert.ok(wholeText[use].startsWith(text), `${text} is not how the answer begins`);
    if (phase !== 'midAnswer') assert.equal(text, '', told);
    return;
  }
  const by = ending.by === 'first' ? first : standIns[first];
  assert.deepEqual(last?.t === 'done' && [last.target.provider, last.outcome], [by, 'complete'], told);
  const moves = events.flatMap((event) => (event.t === 'switched' ? [`${event.mode} ${event.failure.kind}`] : []));
  assert.deepEqual(moves, ending.by === 'first' ? [] : [`${ending.mode} ${kind}`], told);
  if (kind !== 'empty' || ending.by !== 'first') assert.equal(text, wholeText[use]);
  else assert.equal(text, '');
}

/** Everybody on the route was asked as often as the policy says, nobody else was asked anything but whether he is there. */
function assertRequests({ first, use }: Cell, ending: Ending, { requests, world }: Played, told: string): void {
  const asks = (service: string): number =>
    requests.filter((request) => request.service === service && request.use !== 'free').length;
  const unanswered = requests.filter(isUnanswered).length;
  if (unanswered === 0) assert.equal(asks(first), ending.requests, told);
  else assert.ok(asks(first) === 0 && unanswered >= ending.requests, told);
  assert.equal(asks(standIns[first]), ending.by === 'stand-in' ? 1 : 0, told);
  assert.deepEqual(
    requests.filter((request) => request.use === other(use)),
    [],
    told,
  );
  const outside = requests.filter(({ service }) => service !== first && service !== standIns[first]);
  // Claude and OpenAI are each other's witness of the network: asked for headers only, after a failure to connect.
  assert.ok(
    outside.every(({ method, service }) => method === 'HEAD' || service === 'ollama'),
    JSON.stringify(outside.map(({ service, method, path }) => `${service} ${method} ${path}`)),
  );
  assert.deepEqual(world.simulator.control.journal.violations, []);
}

/** What is held against a provider of the matrix. */
function reasonOf(world: Played['world'], provider: First, use: Use): string | undefined {
  const found = world.engine.registry.resolved(provider);
  assert.ok(found);
  return world.engine.health.health(targetOf(world, provider, use), found).reason;
}

/** The right breaker or mark has moved, and nothing else. */
function assertLearned({ first, use, kind }: Cell, { learns }: Ending, { world }: Played, told: string): void {
  assert.equal(reasonOf(world, first, use), learns === 'nothing' ? undefined : kind, told);
  const isSameModel = targetOf(world, first, 'chat').model === targetOf(world, first, 'completion').model;
  const isShared = learns === 'provider' || (learns === 'model' && isSameModel);
  assert.equal(reasonOf(world, first, other(use)), isShared ? kind : undefined, `${other(use)}: ${told}`);
  for (const id of ['claude', 'openai', 'ollama'] as const)
    if (id !== first)
      for (const each of ['chat', 'completion'] as const) assert.equal(reasonOf(world, id, each), undefined, id);
  assert.notEqual(world.engine.health.network(), 'offline');
  assert.equal(world.engine.health.episode(use)?.reason, learns === 'nothing' ? undefined : kind, told);
  assert.equal(world.engine.health.episode(other(use)), undefined, told);
}
