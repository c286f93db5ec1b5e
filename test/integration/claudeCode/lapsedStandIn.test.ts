import assert from 'node:assert/strict';
import { createLoginFiles } from '../../../src/platform/claudeCode/loginFiles';
import { ScratchHome, subscription } from '../../support/claudeCode/scratchHome';
import { createRealWorld } from '../../support/realWorld';

const hour = 3_600_000;
const help =
  '--print --output-format --verbose --include-partial-messages --tools --strict-mcp-config --no-session-persistence --system-prompt';

/** Claude paused, Claude Code as its stand-in with a good login, and a local model; starts of the program are counted. */
async function createStandInWorld() {
  const home = new ScratchHome();
  home.login(subscription({ expiresAt: Date.now() + hour }));
  const counted = { starts: 0 };
  const facts = new Map<string, unknown>([['usesClaudeCode', true]]);
  const files = createLoginFiles({
    find: () => Promise.resolve({ command: 'claude', args: [], version: '2.1.330', stamp: '' }),
    env: () => undefined,
    platform: 'linux',
    home: home.folder,
  });
  const world = await createRealWorld({
    settings: { chatRoute: ['claude', 'claude-code', 'ollama'] },
    remembered: { get: (key) => facts.get(key), set: async (key, value) => void facts.set(key, value) },
    claudeCode: {
      files: () => Promise.resolve(files),
      program: () =>
        Promise.resolve({
          help: () => Promise.resolve(help),
          start: () => {
            counted.starts += 1;
            return Promise.resolve({
              lines: (async function* () {})(),
              ended: Promise.resolve({ code: 1, said: '' }),
              stop: () => undefined,
            });
          },
        }),
    },
  });
  await world.engine.claudeCode.look();
  await world.engine.local.refresh('ollama', new AbortController().signal);
  world.engine.health.pause('claude');
  return { ...world, home, counted };
}

describe('a login of Claude Code that has lapsed since it was last read', () => {
  let world: Awaited<ReturnType<typeof createStandInWorld>>;
  beforeEach(async () => (world = await createStandInWorld()));
  afterEach(async () => {
    await world.stop();
    world.home.dispose();
  });
  const answeredBy = async (): Promise<string | undefined> =>
    (await world.answer()).findLast((event) => event.t === 'started')?.target.provider;

  it('lets failover start the program while it is good', async () => {
    await answeredBy();
    assert.ok(world.counted.starts > 0);
  });

  it('keeps failover from starting it after a sleep past the end of its token', async () => {
    const { now } = Date;
    Date.now = () => now() + 2 * hour;
    try {
      assert.equal(await answeredBy(), 'ollama');
      assert.equal(world.counted.starts, 0);
      assert.equal(world.engine.claudeCode.needsClick, true);
    } finally {
      Date.now = now;
    }
  });

  it('keeps failover from starting it when its file was written a moment ago and nobody has told yet', async () => {
    world.home.login(subscription({ expiresAt: Date.now() - 1_000 }));
    assert.equal(await answeredBy(), 'ollama');
    assert.equal(world.counted.starts, 0);
  });
});
