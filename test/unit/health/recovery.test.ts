import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import type { FailureKind } from '../../../src/core/contract/failure';
import { Recovery } from '../../../src/core/health/recovery';
import type { Reply } from '../../../src/core/health/reach';
import type { ResolvedProvider, Result } from '../../../src/core/providers/provider';
import { unreadPage } from '../../../src/core/providers/rows/statusPages';
import { statusPageAddress } from '../../../src/core/providers/statusPageRow';
import { durations } from '../../../src/core/routing/durations';
import type { Route } from '../../../src/core/routing/route';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const minute = 60_000;
const fromClaude: Reply = { status: 404, headers: { 'cf-ray': '1' } };
const fromPortal: Reply = { status: 200, headers: { 'content-type': 'text/html' } };

function createRecoveryWorld() {
  const world = createHealthWorld();
  const { health, clock, claude, ollama } = world;
  const sent: string[] = [];
  const facts = {
    closed: false,
    /** Another window looks already. */
    othersLook: false,
    looking: 0,
    reply: fromClaude,
    check: (): Promise<Result<undefined>> => Promise.resolve({ ok: true, value: undefined }),
  };
  const recovery = new Recovery({
    takeLook: async () => {
      if (facts.othersLook) return undefined;
      facts.looking += 1;
      return { dispose: () => void (facts.looking -= 1) };
    },
    health,
    reach: (url) => {
      sent.push(`HEAD ${url}`);
      return Promise.resolve(facts.reply);
    },
    mayReach: () => !facts.closed,
    check: (provider) => {
      sent.push(`check ${provider.id}`);
      return facts.check();
    },
    clock,
    durations,
    logger: silentLogger,
  });
  const route = (...providers: ResolvedProvider[]): Pick<Route, 'targets' | 'alone'> => ({
    targets: providers.map((provider) => ({ provider, target: targetOf(provider) })),
    alone: false,
  });
  return {
    ...world,
    recovery,
    sent,
    facts,
    /** An ask, and whatever it starts beside itself. */
    ask: async (providers: readonly ResolvedProvider[] = [claude, ollama]): Promise<void> => {
      recovery.onAsk(route(...providers));
      await clock.advance(0);
    },
    fails: (kind: FailureKind) => () => Promise.resolve({ ok: false as const, failure: failureOf(kind) }),
  };
}

describe('the ways back', () => {
  it('look at the status page where no cloud has an address, and open the network when it answers', async () => {
    const { ask, facts, sent, health, clock, ollama } = createRecoveryWorld();
    const statusPage = unreadPage('https://status.example.com');
    const program = { ...resolvedProvider('claude-code'), baseUrl: '', origin: '', statusPage };
    health.closeNetwork();
    const replies: Reply[] = [{ errno: 'ENETUNREACH' }, { status: 511, headers: {} }, { status: 200, headers: {} }];
    for (const reply of replies) {
      assert.equal(health.network(), 'offline');
      facts.reply = reply;
      await clock.advance(minute);
      await ask([program, ollama]);
    }
    assert.equal(health.network(), 'ok');
    assert.deepEqual(
      sent,
      replies.map(() => `HEAD ${statusPageAddress(statusPage)}`),
    );
  });

  it('let an ask try a program that was intercepted: it has no address that could be checked', async () => {
    const { leave, standing, clock } = createRecoveryWorld();
    const program = { ...resolvedProvider('claude-code'), baseUrl: '', origin: '' };
    leave(program, failureOf('intercepted', { scope: 'provider' }));
    assert.equal(standing(program), 'blocked: intercepted');
    await clock.advance(5_000);
    assert.equal(standing(program), 'due: intercepted');
  });

  it('send nothing while nothing is wrong', async () => {
    const { ask, sent, clock } = createRecoveryWorld();
    await ask();
    await clock.advance(60 * minute);
    await ask();
    assert.deepEqual(sent, []);
  });

  it('say before each ask who is first, but not that a pin is', async () => {
    const { ask, leave, health, claude, ollama, recovery } = createRecoveryWorld();
    await ask();
    leave(claude, 'overloaded');
    recovery.onAsk({ targets: [{ provider: ollama, target: targetOf(ollama) }], alone: true });
    assert.equal(health.episode('chat')?.provider, 'claude');
  });

  describe('of a refused key', () => {
    it('check it with the first ask after a minute, never without an ask and never sooner', async () => {
      const { ask, sent, leave, claude, clock, standing } = createRecoveryWorld();
      leave(claude, 'auth');
      await ask();
      await clock.advance(10 * minute);
      assert.deepEqual(sent, []);
      await ask();
      assert.deepEqual(sent, ['check claude']);
      assert.equal(standing(claude), 'due: auth');
    });

    it('believe that the key is bad only when the check refuses it', async () => {
      for (const [kind, refused] of [
        ['auth', true],
        ['forbidden', true],
        ['overloaded', false],
        ['unreachable', false],
      ] as const) {
        const { ask, leave, claude, clock, health, facts, fails, standing } = createRecoveryWorld();
        facts.check = fails(kind);
        leave(claude, 'auth');
        await clock.advance(minute);
        await ask();
        assert.equal(health.isKeyRefused('claude'), refused, kind);
        assert.equal(standing(claude), 'blocked: auth');
      }
    });

    it('make one check at a time, however many asks there are', async () => {
      const { ask, sent, leave, claude, clock, facts } = createRecoveryWorld();
      const slow = createDeferred<Result<undefined>>();
      facts.check = () => slow.promise;
      leave(claude, 'auth');
      await clock.advance(minute);
      await ask();
      await ask();
      assert.deepEqual(sent, ['check claude']);
      slow.resolve({ ok: true, value: undefined });
    });

    it('leave it to another window that is at it, and give the right to look back', async () => {
      const { ask, sent, leave, claude, clock, facts, standing } = createRecoveryWorld();
      leave(claude, 'auth');
      await clock.advance(minute);
      facts.othersLook = true;
      await ask();
      assert.deepEqual(sent, []);
      assert.equal(standing(claude), 'blocked: auth');
      facts.othersLook = false;
      await ask();
      assert.deepEqual(sent, ['check claude']);
      assert.equal(facts.looking, 0);
    });

    it('survive a check that throws', async () => {
      const { ask, leave, claude, clock, facts, sent } = createRecoveryWorld();
      facts.check = () => Promise.reject(new Error('broken'));
      leave(claude, 'auth');
      await clock.advance(minute);
      await ask();
      await ask();
      assert.deepEqual(sent, ['check claude', 'check claude']);
    });
  });

  describe('of the network', () => {
    it('look at the first cloud of the route after 5, 10, 20 and then every 60 s of asks', async () => {
      const { ask, sent, health, clock, facts } = createRecoveryWorld();
      facts.reply = { errno: 'ENETUNREACH' };
      health.closeNetwork();
      const looks: number[] = [];
      const start = clock.now();
      for (let at = 0; at < 200; at++) {
        await ask();
        if (sent.length > looks.length) looks.push((clock.now() - start) / 1_000);
        await clock.advance(1_000);
      }
      assert.deepEqual(looks, [5, 15, 35, 95, 155]);
    });

    it('open the gate when the provider itself answers', async () => {
      const { ask, sent, health, claude, ollama, clock } = createRecoveryWorld();
      health.closeNetwork();
      await clock.advance(5_000);
      await ask([ollama, claude]);
      assert.deepEqual(sent, [`HEAD ${claude.origin}`]);
      assert.equal(health.network(), 'ok');
    });

    it('leave it closed when somebody else answers', async () => {
      const { ask, health, clock, facts } = createRecoveryWorld();
      facts.reply = fromPortal;
      health.closeNetwork();
      await clock.advance(5_000);
      await ask();
      assert.equal(health.network(), 'offline');
    });
  });

  it('of an intercepted provider let one ask try when the provider itself answers', async () => {
    const { ask, leave, claude, clock, facts, standing } = createRecoveryWorld();
    leave(claude, failureOf('intercepted', { scope: 'provider' }));
    facts.reply = fromPortal;
    await clock.advance(5_000);
    await ask();
    assert.equal(standing(claude), 'blocked: intercepted');
    facts.reply = fromClaude;
    await clock.advance(10_000);
    await ask();
    assert.equal(standing(claude), 'due: intercepted');
  });

  it('send nothing behind a closed gate, to a program, or after they were disposed of', async () => {
    const { ask, sent, leave, claude, clock, facts, recovery, health } = createRecoveryWorld();
    leave(claude, 'auth');
    health.closeNetwork();
    await clock.advance(minute);
    facts.closed = true;
    await ask();
    facts.closed = false;
    await ask([{ ...claude, baseUrl: '' }]);
    recovery.dispose();
    await ask();
    assert.deepEqual(sent, []);
  });
});
