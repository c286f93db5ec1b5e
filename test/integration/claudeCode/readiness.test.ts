import assert from 'node:assert/strict';
import { checkReadiness } from '../../../src/core/outages/readiness/readinessCheck';
import { readinessReport } from '../../../src/core/outages/readiness/readinessReport';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { subscription, wiped } from '../../support/claudeCode/scratchHome';
import { readinessDeps } from '../../support/readinessDeps';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

/** A program that must not be started: what is asked of it would fail. */
const nowhere = '/nowhere/claude';

describe('The readiness check of a route with Claude Code', () => {
  let world: World;
  const open = async (login: object): Promise<void> => {
    world = await createClaudeWorld(nowhere);
    world.home.login(login);
    await world.engine.claudeCode.look();
  };
  afterEach(() => world?.close());

  /** The rows of the section on Claude Code, and what the check says of asking it. */
  const check = async () => {
    const facts = await checkReadiness(readinessDeps(world), new AbortController().signal, () => undefined);
    const section = readinessReport(facts).sections.find(({ heading }) => heading === 'Your Claude Code');
    const rows = (section?.blocks ?? []).flatMap((block) => (block.t === 'facts' ? block.facts : []));
    const asked = facts.targets.find(({ provider }) => provider.id === 'claude-code')?.outcome;
    return { rows: new Map(rows.map(({ label, value }) => [label, value])), asked };
  };

  it('does not start it where that would renew the login, leaves its files as they are, and says what it would do', async () => {
    await open(subscription({ expiresAt: Date.now() - 3_600_000 }));
    const before = world.home.fingerprint();
    const { rows, asked } = await check();
    assert.deepEqual(asked, { t: 'skipped', why: 'login-renewal' });
    assert.equal(world.home.fingerprint(), before);
    assert.equal(rows.get('Your Claude Code login'), 'subscription (max); to be renewed with its next use');
    assert.match(rows.get('Login service') ?? '', /^unknown: /);
    assert.match(rows.get('If the login service fails') ?? '', /^its next start could not renew the login/);
    assert.match(rows.get('If the network drops') ?? '', /three minutes/);
  });

  it('tells of a login that is lost already', async () => {
    await open(subscription(wiped));
    const { rows, asked } = await check();
    assert.equal(asked?.t === 'failed' ? asked.failure.kind : asked?.t, 'login-lost');
    assert.match(rows.get('If your login is refused') ?? '', /^it is lost already/);
    assert.equal(rows.get('If the login service fails'), 'you could not log in again');
  });
});
