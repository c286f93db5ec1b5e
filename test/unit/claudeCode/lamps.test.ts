import assert from 'node:assert/strict';
import type { Lamp } from '../../../src/core/contract/status';
import { loginStatus, type LoginFacts } from '../../../src/core/health/claudeCodeLogin/loginStatus';
import type { LoginReading } from '../../../src/core/health/claudeCodeLogin/readLogin';
import { TokenHostSigns, type Surroundings } from '../../../src/core/health/claudeCodeLogin/tokenHostSigns';
import type { TargetHealth } from '../../../src/core/health/targetHealth';

const fine: LoginReading = {
  kind: 'subscription',
  state: 'fine',
  toBeRenewed: false,
  accessUntil: 10_000,
  plan: 'max',
};
const past: LoginReading = { ...fine, toBeRenewed: true, accessUntil: 1_000 };
const wiped: LoginReading = { kind: 'subscription', state: 'wiped', toBeRenewed: false };

describe('the lamps of Claude Code', () => {
  const facts = (more: Partial<LoginFacts> = {}): LoginFacts => ({
    known: { login: fine, isLost: false, at: 0, program: { version: '2.1.330' } },
    tokenHost: { t: 'unseen' },
    messages: [],
    hasAnsweredLately: false,
    pages: [],
    isOffline: false,
    isMarkedLost: false,
    ...more,
  });
  const lamps = (more?: Partial<LoginFacts>): Readonly<Record<Lamp['of'], Lamp['state']>> => {
    const [messages, tokens, login] = loginStatus(facts(more)).lamps;
    assert.ok(messages?.of === 'messages' && tokens?.of === 'tokens' && login?.of === 'login');
    return { messages: messages.state, tokens: tokens.state, login: login.state };
  };
  const target = (state: TargetHealth['state'], reason?: TargetHealth['reason']): TargetHealth =>
    ({ state, ...(reason ? { reason } : {}) }) as TargetHealth;
  const page = (title: string) =>
    ({
      provider: 'claude',
      state: 'trouble',
      text: '',
      url: '',
      incidents: [{ title }],
    }) as unknown as LoginFacts['pages'][number];

  it('know nothing of what was not seen', () => {
    assert.deepEqual(lamps(), { messages: 'unknown', tokens: 'unknown', login: 'ok' });
  });

  it('tell the API apart: neither a key, nor money, nor the login is its trouble', () => {
    assert.equal(lamps({ messages: [target('closed')] }).messages, 'ok');
    for (const reason of ['overloaded', 'server', 'unreachable', 'slow-start'] as const)
      assert.equal(lamps({ messages: [target('open', reason)] }).messages, 'trouble', reason);
    for (const reason of ['auth', 'quota', 'offline', 'login-lost', 'rate-limited'] as const)
      assert.equal(lamps({ messages: [target('open', reason)] }).messages, 'unknown', reason);
    assert.equal(lamps({ messages: [target('open', 'server'), target('closed')] }).messages, 'ok');
    const lost = [target('open', 'login-lost')];
    assert.equal(lamps({ messages: lost, hasAnsweredLately: true }).messages, 'ok', 'it answered until the login went');
    assert.equal(lamps({ messages: [target('open', 'server')], hasAnsweredLately: true }).messages, 'trouble');
  });

  it('tell the login service apart, and that a refusal proves nothing', () => {
    assert.equal(lamps({ tokenHost: { t: 'renewed', at: 1 } }).tokens, 'ok');
    assert.equal(lamps({ tokenHost: { t: 'refused', at: 1 } }).tokens, 'unknown');
    assert.equal(lamps({ tokenHost: { t: 'not-renewing', by: 'ask', at: 1 } }).tokens, 'trouble');
  });

  it('take an incident for the login service’s only where its title is about logging in', () => {
    for (const title of [
      'Login issues',
      'Elevated errors logging in',
      'OAuth failures',
      'Authentication errors',
      'Sign-in unavailable',
    ])
      assert.deepEqual(lamps({ pages: [page(title)] }).tokens, 'trouble', title);
    for (const title of ['Elevated errors on Opus 5', 'Plugin authors page is slow', 'Wrong counts of tokens'])
      assert.deepEqual(lamps({ pages: [page(title)] }).tokens, 'unknown', title);
  });

  it('are all dark without a network, but for the login, which lies on the disk', () => {
    const off = { isOffline: true, messages: [target('open', 'unreachable')], pages: [page('Login issues')] };
    assert.deepEqual(lamps(off), { messages: 'unknown', tokens: 'unknown', login: 'ok' });
  });

  it('show a lost login by the file or by live traffic, in different words', () => {
    const byFile = loginStatus(facts({ known: { login: wiped, isLost: true, at: 0 } }));
    const byTraffic = loginStatus(facts({ isMarkedLost: true }));
    assert.deepEqual([byFile.state, byTraffic.state], ['lost', 'lost']);
    assert.deepEqual([byFile.hasProgram, byTraffic.version], [false, '2.1.330']);
    const words = [byFile, byTraffic].map((status) => status.lamps[2]?.text);
    assert.deepEqual(words, [
      'expired: it was refused and is empty now; log in again',
      'no longer accepted; log in again',
    ]);
  });

  it('call a login in the keychain unknown, not lost', () => {
    const hidden: LoginReading = { kind: 'unknown', state: 'hidden', toBeRenewed: false };
    const status = loginStatus(facts({ known: { login: hidden, isLost: false, at: 0 } }));
    assert.deepEqual([status.state, status.hidden, status.lamps[2]?.state], ['unknown', true, 'unknown']);
  });
});

describe('the signs of the login service', () => {
  const around = (more: Partial<Surroundings> = {}): Surroundings => ({
    ...{ at: 100_000, running: false, usedAt: undefined, graceMs: 60_000 },
    ...more,
  });
  const used = around({ running: true, usedAt: 50_000 });
  const signs = (...readings: readonly (readonly [LoginReading, Surroundings])[]): TokenHostSigns => {
    const host = new TokenHostSigns();
    readings.forEach(([login, surroundings], index) => host.noteReading(login, readings[index - 1]?.[0], surroundings));
    return host;
  };

  it('are none at a first look', () => {
    assert.deepEqual(signs([fine, around()]).current, { t: 'unseen' });
  });

  it('are a renewal when the token lasts longer than before, and a refusal when a good login is emptied', () => {
    assert.equal(signs([past, around()], [fine, around()]).current.t, 'renewed');
    assert.equal(signs([past, around()], [wiped, around()]).current.t, 'refused');
    assert.equal(signs([wiped, around()], [wiped, around()]).current.t, 'unseen');
  });

  it('are none where a login is seen for the first time, since nobody had looked into the keychain before', () => {
    const hidden: LoginReading = { kind: 'unknown', state: 'hidden', toBeRenewed: false };
    assert.equal(signs([hidden, around()], [fine, around()]).current.t, 'unseen');
  });

  it('are trouble when a program in use leaves its token past for longer than it may', () => {
    assert.deepEqual(signs([past, used]).current, { t: 'not-renewing', by: 'file', at: 100_000 });
    assert.equal(signs([past, { ...used, at: 60_999 }]).current.t, 'unseen');
    assert.equal(signs([past, { ...used, usedAt: 900 }]).current.t, 'unseen', 'used only before the token was past');
    assert.equal(signs([past, { ...used, running: false }]).current.t, 'unseen');
  });

  it('keep the instant at which the trouble began, and forget it with a renewal', () => {
    assert.deepEqual(signs([past, used], [past, { ...used, at: 200_000 }]).current, {
      ...{ t: 'not-renewing', by: 'file', at: 100_000 },
    });
    assert.equal(signs([past, used], [{ ...fine, accessUntil: 900_000 }, around()]).current.t, 'renewed');
  });

  it('come from an ask too, and only another ask or a renewal takes that back', () => {
    const host = new TokenHostSigns();
    host.noteAskAnswered(1);
    assert.equal(host.current.t, 'unseen');
    host.noteAskFailed(5);
    assert.deepEqual(host.current, { t: 'not-renewing', by: 'ask', at: 5 });
    host.noteReading(past, past, around());
    assert.equal(host.current.t, 'not-renewing');
    host.noteAskAnswered(9);
    assert.deepEqual(host.current, { t: 'renewed', at: 9 });
  });

  it('say nothing of logins that are not renewed there', () => {
    const key: LoginReading = { kind: 'api-key', state: 'fine', toBeRenewed: false };
    assert.equal(signs([past, around()], [key, used]).current.t, 'unseen');
  });
});
