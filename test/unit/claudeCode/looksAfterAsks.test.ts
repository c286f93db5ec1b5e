import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import type { FailureKind } from '../../../src/core/contract/failure';
import { ClaudeCode } from '../../../src/core/health/claudeCodeLogin/claudeCode';
import type { AskNews } from '../../../src/core/routing/askNews';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock, settle } from '../../support/fakeClock';
import { createFakeRemembered } from '../../support/fakeRemembered';
import { failureOf } from '../../support/scriptedProvider';

/** A watch that has looked once, and counts how often its files are read. */
async function createWatch() {
  const asks = new Emitter<AskNews>();
  const counted = { looks: 0 };
  const claudeCode = new ClaudeCode({
    port: async () => ({
      look: async () => {
        counted.looks += 1;
        return { program: {}, files: { variables: new Set(), keychain: false }, running: false };
      },
      watch: () => ({ dispose: () => undefined }),
    }),
    enabled: () => true,
    clock: createFakeClock(),
    durations,
    logger: silentLogger,
    onDidNoteAsk: asks.event,
    health: { noteLoginLost: () => undefined, credentialChanged: () => undefined, look: () => undefined as never },
    remembered: createFakeRemembered(),
    startable: async () => undefined,
    provider: () => undefined,
    isStandIn: () => false,
    pages: () => [],
    isKeyRefused: () => false,
  });
  await claudeCode.look();
  const fails = async (provider: string, kind: FailureKind): Promise<number> => {
    const target = { provider, model: 'default', use: 'chat' } as const;
    asks.fire({ t: 'attempt-failed', target, failure: failureOf(kind), at: 0 } as unknown as AskNews);
    await settle();
    return counted.looks;
  };
  return { claudeCode, fails };
}

describe('The look at the login after an ask', () => {
  it('comes when live traffic refuses the login or waits for it too long, and after nothing else', async () => {
    const { claudeCode, fails } = await createWatch();
    assert.equal(await fails('claude-code', 'overloaded'), 1);
    assert.equal(await fails('claude', 'auth'), 1, 'another credential');
    assert.equal(await fails('claude-code', 'auth'), 2);
    assert.equal(await fails('claude-code', 'login-lost'), 3);
    assert.equal(await fails('claude-code', 'slow-start'), 4);
    claudeCode.dispose();
  });
});
