import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import { durations } from '../../../src/core/routing/durations';
import { createRoutingWorld } from '../../support/routingWorld';
import { says, type Call, type Step } from '../../support/scriptedProvider';
import { inputAt } from './rig';

const cloud = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;
const local = { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' } as const;
const { hedgeMaxMs } = durations;
const localMs = 150;
const gapMs = 40;
/** Tabby's formula for a user whose rhythm is not known yet, at the end of a line behind a space. */
const debounceMs = 330;

/** The pipeline on the real router: Claude says nothing, a loaded Gemma completes `add(1, 2);`, whatever stands there. */
function createSilentWorld(claude: readonly Step[] = ['hang']) {
  const world = createRoutingWorld();
  world.provider('claude').play(claude);
  world.provider('ollama').play([{ wait: localMs }, ...says('add(1, 2);')]);
  world.health.noteLoaded(local, world.clock.now() + 1_800_000);
  const pipeline = new CompletionPipeline({
    router: world.router,
    clock: world.clock,
    logger: silentLogger,
    currentTarget: () => cloud,
    mayRead: async () => true,
  });
  let controller = new AbortController();
  let code = '';
  let latest: Promise<Suggestion | undefined> = Promise.resolve(undefined);
  /** Types with so many milliseconds after each key; each key ends the call of the one before, as the editor does. */
  const type = async (text: string, gapMs: number): Promise<void> => {
    for (const key of text) {
      controller.abort();
      controller = new AbortController();
      code += key;
      latest = Promise.resolve(pipeline.provide(inputAt(`${code}▮\n`), controller.signal));
      await world.clock.advance(gapMs);
    }
  };
  /** Milliseconds from now to the item of the last key. */
  const waited = async (): Promise<number> => {
    const from = world.clock.now();
    const shown = latest.then((item) => item && world.clock.now() - from);
    await world.clock.advance(10_000);
    return (await shown) ?? Infinity;
  };
  const calls = (id: string): readonly Call[] => world.provider(id).calls;
  /** Whether the cloud was asked for a new line, and after how long its item stood there. */
  const typeLine = async (): Promise<{ readonly asked: boolean; readonly ms: number }> => {
    const before = calls('claude').length;
    await type('\nconst value = ', gapMs);
    const ms = gapMs + (await waited());
    return { asked: calls('claude').length > before, ms };
  };
  return { type, typeLine, waited, calls, world };
}

describe('A line typed while the cloud is silent', () => {
  it('gets its item from the loaded local model once the cloud has had its time', async () => {
    const { type, waited, calls } = createSilentWorld();
    await type('const value = ', gapMs);
    const ms = gapMs + (await waited());
    assert.ok(ms <= debounceMs + hedgeMaxMs + localMs, `${ms} ms`);
    assert.equal(calls('claude').length, 1);
  });

  for (const pauseMs of [310, 450, 600, 700, 900]) {
    it(`does not give it that time twice where a request went out in a pause of ${pauseMs} ms within the line`, async () => {
      const { type, waited, calls } = createSilentWorld();
      await type('const value', gapMs);
      await type(' ', pauseMs);
      await type('= ', gapMs);
      const ms = gapMs + (await waited());
      // The local model is asked twice: what it said to the beginning of the line is not what was typed.
      assert.ok(ms <= hedgeMaxMs + 2 * localMs, `${ms} ms`);
      assert.equal(calls('claude').length, 2);
      assert.equal(calls('ollama')[1]?.at, calls('claude')[1]?.at);
    });
  }

  it('leaves the next line its time, since the cloud may be back', async () => {
    const { type, waited, calls } = createSilentWorld();
    await type('const value', gapMs);
    await type(' ', 700);
    await type('= ', gapMs);
    await waited();
    await type('\nconst other = ', gapMs);
    await waited();
    const wait = (calls('ollama').at(-1)?.at ?? 0) - (calls('claude').at(-1)?.at ?? 0);
    assert.equal(wait, hedgeMaxMs);
  });

  it('does not wait for it in nearly every line of a long silence, and asks it in some, until it speaks', async () => {
    const { typeLine, world } = createSilentWorld();
    const silent = [];
    for (let line = 0; line < 8; line++) silent.push(await typeLine());
    const [first, ...rest] = silent;
    assert.ok(first?.asked && first.ms > hedgeMaxMs);
    assert.ok(rest.filter(({ asked }) => !asked).every(({ ms }) => ms <= debounceMs + localMs));
    assert.ok(rest.filter(({ asked }) => asked).length <= 2, JSON.stringify(silent));
    world.chance.next = 0.95;
    world.provider('claude').play([{ wait: 100 }, ...says('<COMPLETION>add(3, 4);</COMPLETION>')]);
    for (let line = 0; line < 5; line++) assert.ok((await typeLine()).asked);
    world.chance.next = 0.5;
    assert.ok((await typeLine()).asked);
  });

  it('asks no local model where the cloud keeps its time, however the line is typed', async () => {
    const { type, calls } = createSilentWorld([{ wait: 300 }, ...says('<COMPLETION>add(3, 4);</COMPLETION>')]);
    await type('const value', gapMs);
    await type(' ', 700);
    await type('= ', 2_000);
    assert.ok(calls('claude').length > 1);
    assert.equal(calls('ollama').length, 0);
  });
});
