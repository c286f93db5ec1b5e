import assert from 'node:assert/strict';
import type { ClaudeCodeKnown } from '../../../src/core/health/claudeCodeLogin/loginWatch';
import { isOtherLogin } from '../../../src/core/health/claudeCodeLogin/otherLogin';
import type { LoginReading } from '../../../src/core/health/claudeCodeLogin/readLogin';
import { isStartRisky, type StartRisk } from '../../../src/core/health/claudeCodeLogin/startRisk';

const fine: LoginReading = { kind: 'subscription', state: 'fine', toBeRenewed: false };
const calm: StartRisk = { login: fine, at: 1_000, isRefused: false, isTokenHostIll: false, mayBeStorm: false };

describe('the risk of a start of Claude Code', () => {
  it('is none for a good login that nothing speaks against, and there with any one sign', () => {
    assert.equal(isStartRisky(calm), false);
    for (const sign of ['isRefused', 'isTokenHostIll', 'mayBeStorm'] as const)
      assert.equal(isStartRisky({ ...calm, [sign]: true }), true, sign);
  });

  it('is there from the instant at which a start renews the token, whenever that was read', () => {
    const login = { ...fine, renewedFrom: 5_000 };
    assert.equal(isStartRisky({ ...calm, login, at: 4_999 }), false);
    assert.equal(isStartRisky({ ...calm, login, at: 5_000 }), true);
  });

  it('is none where there is no stored login to lose, and unknown counts as one', () => {
    const signs = { at: 0, isRefused: true, isTokenHostIll: true, mayBeStorm: true };
    assert.equal(isStartRisky({ ...signs, login: { ...fine, kind: 'api-key' } }), false);
    assert.equal(isStartRisky({ ...calm, login: { kind: 'unknown', state: 'hidden', toBeRenewed: false } }), true);
  });
});

describe('another login than the one that was refused', () => {
  const known = (writtenAt: number, login: Partial<LoginReading> = {}): ClaudeCodeKnown => ({
    ...{ login: { ...fine, ...login }, isLost: false, at: writtenAt, writtenAt },
  });
  const mark = (reason: 'auth' | 'quota' | 'login-lost') => ({ reason, since: 1_000_000 }) as const;

  it('is not what the refused ask has renewed by itself, but one that is written later', () => {
    assert.equal(isOtherLogin(mark('auth'), known(1_010_000), known(900_000)), false);
    assert.equal(isOtherLogin(mark('auth'), known(1_060_000), known(900_000)), true);
    assert.equal(isOtherLogin(mark('auth'), known(900_000), known(900_000)), false);
  });

  it('is not a renewal in its time where a limit of the plan stands in the way', () => {
    assert.equal(isOtherLogin(mark('quota'), known(2_000_000), known(900_000, { toBeRenewed: true })), false);
    assert.equal(isOtherLogin(mark('quota'), known(2_000_000), known(900_000)), true);
  });

  it('is any good one after a loss, and one of another kind', () => {
    assert.equal(isOtherLogin(mark('login-lost'), known(1_000_001), known(900_000)), true);
    assert.equal(isOtherLogin(mark('auth'), known(900_000, { kind: 'api-key' }), known(900_000)), true);
  });
});
