import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerEvent } from '../../../src/core/contract/events';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { prepareClaudeCode } from '../../support/claudeCode/install';
import { subscription } from '../../support/claudeCode/scratchHome';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

/** On 28 April 2026 good keys and good logins were refused for 78 minutes; a refused renewal then wipes a login for good. */
describe('A good login of the real Claude Code in a storm of refusals', function () {
  this.timeout(60_000);
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

  const open = async (
    chatRoute: readonly string[],
    more: { readonly login?: Readonly<Record<string, unknown>>; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<void> => {
    const env = more.env ? { env: more.env } : {};
    world = await createClaudeWorld(program, { settings: { chatRoute }, ...env });
    world.home.login(subscription({ accessToken: world.simulator.key('claude'), ...more.login }));
    await world.engine.claudeCode.look();
  };
  afterEach(async () => world?.close());

  const storm = (): void => {
    world.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    world.simulator.tokens.mood = 'refuses';
  };
  const by = (events: readonly AnswerEvent[]): string | undefined => {
    const done = events.at(-1);
    return done?.t === 'done' ? done.target.provider : undefined;
  };
  const shown = () => world.engine.snapshot().targets.find(({ provider }) => provider === 'claude-code');
  const asked = (): number => world.simulator.control.journal.counter('claude').chat;
  const lamp = (of: string): string | undefined => {
    const found = world.engine.snapshot().login?.lamps.find((one) => one.of === of);
    return found && `${found.state}: ${found.text}`;
  };

  it('is not risked by failover: the program is not started, its files stay byte for byte, and a click is offered', async () => {
    await open(['claude', 'claude-code', 'ollama']);
    assert.equal(by(await world.answer()), 'claude');
    storm();
    const before = world.home.fingerprint();
    const events = await world.answer();
    assert.deepEqual(
      events.flatMap((event) => (event.t === 'switched' ? [[event.from.provider, event.to.provider]] : [])),
      [['claude', 'ollama']],
    );
    await world.answer();
    assert.equal(world.home.fingerprint(), before);
    assert.equal(world.simulator.tokens.renewals, 0);
    assert.deepEqual([shown()?.needsClick, shown()?.reasonText], [true, 'waits for your click']);

    world.simulator.control.heal('claude');
    world.engine.claudeCode.allowRenewal();
    assert.equal(by(await world.answer()), 'claude-code');
  });

  it('is not risked by failover either where its token has little time left: the program would renew it', async () => {
    await open(['claude', 'claude-code', 'ollama'], { login: { expiresAt: Date.now() + 200_000 } });
    // Out of credit says nothing of keys and logins.
    world.settings = { ...world.settings, onQuota: 'switch' };
    world.simulator.control.set({ service: 'claude', fault: 'credit-too-low' });
    const before = world.home.fingerprint();
    assert.equal(by(await world.answer()), 'ollama');
    assert.equal(world.home.fingerprint(), before);
    assert.equal(world.simulator.tokens.renewals, 0);
  });

  it('is used by failover as long as nothing speaks against it', async () => {
    await open(['claude', 'claude-code', 'ollama']);
    world.simulator.control.set({ service: 'claude', fault: 'credit-too-low', count: 1 });
    world.settings = { ...world.settings, onQuota: 'switch' };
    assert.equal(by(await world.answer()), 'claude-code');
    assert.equal(world.simulator.tokens.renewals, 0);
  });

  it('as first choice is renewed once and then left: what the refused ask has renewed is no fresh login', async () => {
    await open(['claude-code', 'ollama']);
    world.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    assert.equal(by(await world.answer()), 'ollama');
    await world.engine.claudeCode.look();
    const [requests, { renewals }] = [asked(), world.simulator.tokens];
    assert.equal(renewals, 1);
    assert.equal(by(await world.answer()), 'ollama');
    assert.equal(asked(), requests);
    assert.equal(world.simulator.tokens.renewals, renewals);
    assert.match(lamp('tokens') ?? '', /^ok: renewed a login at /);
  });

  it('beside a broken login service keeps its files, and the ask tells of that service', async () => {
    await open(['claude-code', 'ollama']);
    world.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    world.simulator.tokens.mood = 'broken';
    const before = world.home.loginText;
    assert.equal(by(await world.answer()), 'ollama');
    await world.engine.claudeCode.look();
    assert.equal(world.home.loginText, before);
    assert.match(lamp('tokens') ?? '', /^trouble: did not renew the login at /);
    assert.equal(lamp('login'), 'ok: subscription (max)');
  });

  it('that has used up its plan is left until the limit ends, and that is no trouble of any lamp', async () => {
    const until = Math.round(Date.now() / 1_000) + 7_200;
    const limited = createServer((request, response) => {
      request.resume().on('end', () =>
        response
          .writeHead(429, {
            'content-type': 'application/json',
            'anthropic-ratelimit-unified-status': 'rejected',
            'anthropic-ratelimit-unified-reset': String(until),
            'anthropic-ratelimit-unified-representative-claim': 'five_hour',
          })
          .end('{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your limit"}}'),
      );
    });
    await new Promise<void>((resolve) => limited.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = limited.address() as AddressInfo;
      await open(['claude-code', 'ollama'], { env: { ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` } });
      assert.equal(by(await world.answer()), 'ollama');
      const target = shown();
      assert.equal(target?.reason, 'quota');
      assert.match(target?.reasonText ?? '', /^limit until \d\d:\d\d$/);
      assert.ok(Math.abs((target?.nextTryAt ?? 0) / 1_000 - until) < 5);
      const states = world.engine.snapshot().login?.lamps.map(({ state }) => state);
      assert.deepEqual(states, ['unknown', 'unknown', 'ok']);
    } finally {
      limited.close();
    }
  });
});
