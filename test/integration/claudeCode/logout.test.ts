import assert from 'node:assert/strict';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { subscription, wiped } from '../../support/claudeCode/scratchHome';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

describe('Somebody who logs out of Claude Code', () => {
  let world: World;
  beforeEach(async () => {
    world = await createClaudeWorld('/nowhere/claude');
    world.home.login(subscription());
    await world.engine.claudeCode.look();
    await world.engine.local.refresh('ollama', new AbortController().signal);
  });
  afterEach(() => world.close());

  const seen = async () => {
    await world.engine.claudeCode.look();
    const { chat, situation, login } = world.engine.snapshot();
    return [chat.first?.provider, chat.current?.provider, situation, login?.state];
  };

  it('has taken it off the route, which is no outage, and gets it back with the next login', async () => {
    assert.deepEqual(await seen(), ['claude-code', 'claude-code', 'first', 'fine']);
    world.home.logout();
    assert.deepEqual(await seen(), ['ollama', 'ollama', 'first', 'unknown']);
    const events = await world.answer();
    assert.equal(events.at(-1)?.t, 'done');
    assert.ok(!events.some(({ t }) => t === 'switched'));
    world.home.login(subscription());
    assert.deepEqual(await seen(), ['claude-code', 'claude-code', 'first', 'fine']);
  });

  it('is told from somebody whose login was wiped, who is answered elsewhere', async () => {
    world.home.login(subscription(wiped));
    assert.deepEqual(await seen(), ['claude-code', 'ollama', 'elsewhere', 'lost']);
  });
});
