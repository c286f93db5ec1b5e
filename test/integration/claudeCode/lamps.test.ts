import assert from 'node:assert/strict';
import type { Lamp } from '../../../src/core/contract/status';
import { renderReport } from '../../../src/core/status/report';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { subscription } from '../../support/claudeCode/scratchHome';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

describe('The lamps of Claude Code in the whole engine', () => {
  let world: World;
  beforeEach(async () => {
    // Nobody starts the program here: claude answers by key.
    world = await createClaudeWorld('/nowhere/claude', { settings: { chatRoute: ['claude', 'ollama'] } });
    world.home.login(subscription());
    await world.engine.claudeCode.look();
  });
  afterEach(() => world.close());

  const lamps = (): Readonly<Record<string, Lamp['state']>> =>
    Object.fromEntries(world.engine.snapshot().login?.lamps.map(({ of, state }) => [of, state]) ?? []);

  it('know the API from the answers of Claude by key too, and nothing of the login service', async () => {
    assert.deepEqual(lamps(), { messages: 'unknown', tokens: 'unknown', login: 'ok' });
    await world.answer();
    assert.deepEqual(lamps(), { messages: 'ok', tokens: 'unknown', login: 'ok' });
    const report = renderReport(world.engine.snapshot(), Date.now());
    assert.match(report, /Claude Code\n {2}Messages API: answering\n {2}Login service: unknown: it cannot be checked/);
  });

  it('know the API from a late answer also when nobody who asks it is set up any more', async () => {
    await world.answer();
    world.keys.delete('claude');
    assert.equal(world.engine.snapshot().targets.find(({ provider }) => provider === 'claude')?.setUp, false);
    assert.equal(lamps()['messages'], 'ok');
  });

  it('show an outage of the API as that alone', async () => {
    world.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await world.answer();
    assert.deepEqual(lamps(), { messages: 'trouble', tokens: 'unknown', login: 'ok' });
  });

  it('take a network that is gone for no trouble of theirs', async () => {
    await world.answer();
    world.engine.health.closeNetwork();
    assert.deepEqual(lamps(), { messages: 'unknown', tokens: 'unknown', login: 'ok' });
    assert.equal(world.engine.snapshot().login?.state, 'fine');
  });

  it('show trouble of the login service that the status page names', async () => {
    const { simulator, engine } = world;
    const seen = async (model: string): Promise<void> => {
      simulator.pages.set('claude', { mood: 'incident', model });
      const view = engine.pages.view();
      for (let tries = 0; tries < 200 && !incidents().some((title) => title.includes(model)); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 25));
      view.dispose();
      assert.ok(incidents().some((title) => title.includes(model)));
    };
    const incidents = (): readonly string[] =>
      (engine.snapshot().pages ?? []).flatMap((page) => page.incidents.map(({ title }) => title));
    await world.answer();
    await seen('Claude Code login');
    assert.deepEqual(lamps(), { messages: 'ok', tokens: 'trouble', login: 'ok' });
  });
});
