import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import { renderDiagnostics } from '../../../src/core/status/diagnostics';
import { renderReport } from '../../../src/core/status/report';
import { knownText } from '../../simulator/knownText';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { prepareClaudeCode } from '../../support/claudeCode/install';
import { canaries, subscription } from '../../support/claudeCode/scratchHome';
import { createRecordingLogger } from '../../support/recordingLogger';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

describe('A login that the real Claude Code renews', function () {
  this.timeout(60_000);
  const logger = createRecordingLogger();
  let program: string;
  let world: World;

  before(async function () {
    this.timeout(180_000);
    try {
      program = await prepareClaudeCode(AbortSignal.timeout(170_000), (line) => console.log(`    ${line}`));
    } catch (error) {
      console.log(`    SKIPPED, no real Claude Code here: ${String(error)}`);
      this.skip();
    }
  });

  const open = async (chatRoute: readonly string[], login: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    world = await createClaudeWorld(program, { settings: { chatRoute }, logger });
    const expiresAt = Date.now() - 3_600_000;
    world.home.login(subscription({ accessToken: world.simulator.key('claude'), expiresAt, ...login }));
    await world.engine.claudeCode.look();
  };
  const lamp = (of: string): string | undefined => {
    const found = world.engine.snapshot().login?.lamps.find((one) => one.of === of);
    return found && `${found.state}: ${found.text}`;
  };

  afterEach(async () => world?.close());

  it('is left alone by failover, until the user clicks; then it is renewed, and every lamp is well', async () => {
    await open(['claude', 'claude-code', 'ollama']);
    world.keys.delete('claude');
    world.keys.set('claude', 'sk-ant-refused');
    const before = world.home.fingerprint();
    const events = await world.answer();
    const switched = events.find((event) => event.t === 'switched');
    assert.deepEqual([switched?.from.provider, switched?.to.provider], ['claude', 'ollama']);
    assert.equal(world.home.fingerprint(), before);
    assert.equal(world.simulator.tokens.renewals, 0);
    const shown = world.engine.snapshot().targets.find(({ provider }) => provider === 'claude-code');
    assert.equal(shown?.reasonText, 'waits for your click');

    world.engine.claudeCode.allowRenewal();
    const second = await world.answer();
    assert.equal(answerText(second), knownText);
    assert.equal(second.find((event) => event.t === 'started')?.target.provider, 'claude-code');
    assert.equal(world.simulator.tokens.renewals, 1);
    await world.engine.claudeCode.look();
    assert.match(lamp('tokens') ?? '', /^ok: renewed a login at /);
    assert.equal(lamp('login'), 'ok: subscription (max)');
    assert.equal(lamp('messages'), 'ok: answering');
  });

  it('and whose renewal is refused is lost: said so in every place, left, and never in words of a token', async () => {
    // On a busy machine the program asks with a token that is past before it hears that the renewal was refused.
    await open(['claude-code', 'claude', 'ollama'], { accessToken: canaries.access, refreshToken: canaries.refresh });
    world.simulator.tokens.mood = 'refuses';
    world.settings = { ...world.settings, onQuota: 'switch' };
    const events = await world.answer();
    const switched = events.find((event) => event.t === 'switched');
    assert.deepEqual([switched?.failure.kind, switched?.to.provider], ['login-lost', 'claude']);
    assert.match(world.home.loginText, /"accessToken":""/);
    await world.engine.claudeCode.look();
    const { situation, text, login } = world.engine.snapshot();
    assert.deepEqual([situation, text], ['elsewhere', '$(shield) Claude · Claude Code login expired']);
    assert.equal(login?.state, 'lost');
    assert.equal(lamp('login'), 'trouble: expired: it was refused and is empty now; log in again');
    assert.equal(lamp('messages'), 'ok: answering');
    assert.match(lamp('tokens') ?? '', /^unknown: unknown: it refused to renew the login at /);

    // Nobody is started for nothing while it is lost, and a fresh login is enough to bring it back.
    const renewals = world.simulator.tokens.renewals;
    await world.answer();
    assert.equal(world.simulator.tokens.renewals, renewals);
    const everything = JSON.stringify([
      events,
      logger.lines,
      renderReport(world.engine.snapshot(), Date.now()),
      renderDiagnostics({
        at: 0,
        versions: {},
        changedSettings: [],
        snapshot: world.engine.snapshot(),
        logLines: logger.lines,
      }),
    ]);
    for (const canary of [...Object.values(canaries), world.simulator.key('claude')])
      assert.ok(!everything.includes(canary), canary);
    world.home.login(subscription({ accessToken: world.simulator.key('claude') }));
    await world.engine.claudeCode.look();
    const back = await world.answer();
    assert.equal(back.find((event) => event.t === 'started')?.target.provider, 'claude-code');
  });

  it('and stopped in the middle of its renewal is let to its end', async () => {
    await open(['claude-code', 'ollama']);
    world.simulator.tokens.mood = 'slow';
    const stop = new AbortController();
    const ask = world.start('Say it all.', stop.signal);
    for (let tries = 0; world.simulator.tokens.renewals === 0 && tries < 400; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await ask.finished;
    for (let tries = 0; !world.home.loginText.includes('renewed-refresh-token') && tries < 200; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.match(world.home.loginText, /renewed-refresh-token/);
  });
});
