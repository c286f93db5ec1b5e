import assert from 'node:assert/strict';
import type { LoginStatus } from '../../../../src/core/contract/status';
import { claudeCodeSection } from '../../../../src/core/outages/readiness/claudeCodeSection';

const fine: LoginStatus = {
  ...{ state: 'fine', kind: 'subscription', toBeRenewed: false, hasProgram: true },
  lamps: [{ of: 'tokens', label: 'Login service', state: 'unknown', text: 'unknown: not seen' }],
};

/** What would happen, by kind of outage. */
function would(more: Partial<LoginStatus>): ReadonlyMap<string, string> {
  const facts = claudeCodeSection({ ...fine, ...more }).flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.t === 'facts' ? block.facts : [])),
  );
  return new Map(facts.map(({ label, value }) => [label, value]));
}

describe('what would happen to Claude Code in an outage', () => {
  it('is not told where it is not there, or not watched', () => {
    assert.deepEqual(claudeCodeSection(undefined), []);
    assert.deepEqual(claudeCodeSection({ ...fine, hasProgram: false }), []);
  });

  it('stands beside the lamps', () => {
    assert.equal(would({}).get('Login service'), 'unknown: not seen');
    assert.match(would({}).get('If Claude’s API fails') ?? '', /^it stops: within seconds when overloaded/);
  });

  it('tells the kinds of login apart when the login service fails', () => {
    const fails = (more: Partial<LoginStatus>) => would(more).get('If the login service fails') ?? '';
    assert.match(fails({}), /^it works until its token runs out/);
    assert.match(fails({ toBeRenewed: true }), /^its next start could not renew the login, and could lose it/);
    assert.match(fails({ kind: 'api-key' }), /^nothing, its login is not renewed there/);
    assert.match(fails({ kind: 'unknown', state: 'unknown', hidden: true }), /^unknown/);
    assert.match(fails({ state: 'lost' }), /^you could not log in again/);
  });

  it('knows that a login is lost already, and that a key is no login', () => {
    const refused = (more: Partial<LoginStatus>) => would(more).get('If your login is refused') ?? '';
    assert.match(refused({ state: 'lost' }), /^it is lost already/);
    assert.match(refused({}), /until you log in again$/);
    assert.match(refused({ kind: 'api-key' }), /until the key or token is replaced$/);
  });

  it('leaves another cloud out of the outages of Claude’s API', () => {
    for (const kind of ['bedrock', 'vertex', 'foundry'])
      assert.match(would({ kind }).get('If Claude’s API fails') ?? '', /^nothing, it uses another cloud/);
  });
});
