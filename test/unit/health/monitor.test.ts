import assert from 'node:assert/strict';
import { HealthMonitor } from '../../../src/core/health/monitor';
import { durations } from '../../../src/core/routing/durations';
import type { FailureKind } from '../../../src/core/contract/failure';
import { createFakeClock } from '../../support/fakeClock';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const second = 1_000;
const minute = 60_000;

describe('the health of targets', () => {
  it('counts a target nothing is known of as usable', () => {
    const { standing, claude } = createHealthWorld();
    assert.equal(standing(claude), 'ready');
  });

  const counted: readonly FailureKind[] = [
    'unreachable',
    'overloaded',
    'server',
    'slow-start',
    'stalled',
    'cut-off',
    'empty',
  ];
  for (const kind of counted)
    it(`blocks a target that an ask has left for "${kind}", until its time has run out`, async () => {
      const { leave, standing, claude, clock } = createHealthWorld();
      leave(claude, kind);
      assert.equal(standing(claude), `blocked: ${kind}`);
      await clock.advance(20 * second);
      assert.equal(standing(claude), `due: ${kind}`);
    });

  const neutral: readonly FailureKind[] = [
    'cancelled',
    'too-long',
    'bad-request',
    'refused',
    'local-loading',
    'local-busy',
  ];
  for (const kind of neutral)
    it(`moves nothing for "${kind}", however often`, () => {
      const { leave, standing, claude, health } = createHealthWorld();
      health.noteFirstChoice('chat', targetOf(claude));
      for (let ask = 0; ask < 10; ask++) leave(claude, kind);
      assert.equal(standing(claude), 'ready');
      assert.equal(health.episode('chat'), undefined);
    });

  it('keeps chat and completions apart', () => {
    const { leave, standing, claude } = createHealthWorld();
    leave(claude, 'overloaded', targetOf(claude, 'completion'));
    assert.equal(standing(claude), 'ready');
    assert.equal(standing(claude, targetOf(claude, 'completion')), 'blocked: overloaded');
  });

  it('keeps two models of one provider apart', () => {
    const { leave, standing, claude } = createHealthWorld();
    leave(claude, 'overloaded');
    assert.equal(standing(claude, targetOf(claude, 'chat', 'another')), 'ready');
  });

  it('waits exactly as long as a rate limit asks', async () => {
    const { leave, standing, claude, clock } = createHealthWorld();
    leave(claude, failureOf('rate-limited', { retryAfterMs: 300 * second }));
    await clock.advance(300 * second - 1);
    assert.equal(standing(claude), 'blocked: rate-limited');
    await clock.advance(1);
    assert.equal(standing(claude), 'due: rate-limited');
  });

  it('backs off as usual from a rate limit that names no time', async () => {
    const { leave, standing, claude, clock } = createHealthWorld();
    leave(claude, 'rate-limited');
    await clock.advance(20 * second);
    assert.equal(standing(claude), 'due: rate-limited');
  });

  it('does not count a short rate limit that was waited for', () => {
    const { stumble, standing, claude } = createHealthWorld();
    for (let ask = 0; ask < 6; ask++) stumble(claude, 'rate-limited');
    assert.equal(standing(claude), 'ready');
  });

  it('gives a probe once, and again after it ended without telling anything', async () => {
    const { leave, permit, standing, claude, clock, health } = createHealthWorld();
    leave(claude, 'overloaded');
    await clock.advance(20 * second);
    const probe = permit(targetOf(claude), claude, 'probe');
    assert.equal(probe.kind, 'probe');
    assert.equal(standing(claude), 'blocked: overloaded');
    assert.equal(health.acquire(targetOf(claude), claude, 'probe'), undefined);
    assert.equal(health.acquire(targetOf(claude), claude, 'normal'), undefined);
    probe.settle({ t: 'neutral' });
    assert.equal(standing(claude), 'due: overloaded');
  });

  it('takes the outcome of an attempt once and ignores the second', () => {
    const { permit, standing, claude } = createHealthWorld();
    const attempt = permit(targetOf(claude), claude);
    attempt.settle({ t: 'success' });
    attempt.settle({ t: 'failure', failure: failureOf('server'), left: true });
    assert.equal(standing(claude), 'ready');
  });

  it('probes with an ask that was meant as a retry of a due target', async () => {
    const { leave, permit, claude, clock } = createHealthWorld();
    leave(claude, 'overloaded');
    await clock.advance(20 * second);
    assert.equal(permit(targetOf(claude), claude, 'normal').kind, 'probe');
  });

  it('trips a target that fails and heals for ten turns', () => {
    const { health, stumble, answer, standing, claude } = createHealthWorld();
    for (let turn = 0; turn < 10 && health.standing(targetOf(claude), claude).kind === 'ready'; turn++) {
      stumble(claude, 'server');
      answer(claude);
    }
    assert.equal(standing(claude), 'blocked: server');
  });

  it('tells who listens that something has changed', () => {
    const { leave, claude, health } = createHealthWorld();
    let heard = 0;
    const subscription = health.onDidChange(() => heard++);
    leave(claude, 'overloaded');
    assert.ok(heard > 0);
    subscription.dispose();
    const before = heard;
    leave(resolvedProvider('openai'), 'overloaded');
    assert.equal(heard, before);
  });

  describe('a missing model', () => {
    it('is blocked for both uses until settings change', () => {
      const { leave, standing, claude, health } = createHealthWorld();
      leave(claude, 'model-missing');
      assert.equal(standing(claude), 'blocked: model-missing');
      assert.equal(standing(claude, targetOf(claude, 'completion')), 'blocked: model-missing');
      assert.equal(standing(claude, targetOf(claude, 'chat', 'another')), 'ready');
      health.settingsChanged();
      assert.equal(standing(claude), 'ready');
    });
  });

  describe('a local server', () => {
    for (const kind of ['local-stopped', 'local-missing', 'local-memory'] as const)
      it(`is looked at again with every ask although it said "${kind}", and shown as that`, () => {
        const { leave, standing, ollama, health } = createHealthWorld();
        leave(ollama, kind);
        assert.equal(standing(ollama), 'ready');
        const shown = health.health(targetOf(ollama), ollama);
        assert.deepEqual([shown.state, shown.reason], ['open', kind]);
      });

    it('is fine again after its answer', () => {
      const { leave, answer, ollama, health } = createHealthWorld();
      leave(ollama, 'local-stopped');
      answer(ollama);
      assert.equal(health.health(targetOf(ollama), ollama).state, 'closed');
    });

    it('that stopped has stopped for all its models', () => {
      const { leave, ollama, health } = createHealthWorld();
      leave(ollama, 'local-stopped');
      assert.equal(health.health(targetOf(ollama, 'completion', 'other'), ollama).reason, 'local-stopped');
      health.noteLocalServer('ollama', true);
      assert.equal(health.health(targetOf(ollama, 'completion', 'other'), ollama).reason, undefined);
    });

    it('keeps a model warm for half an hour after its answer, whatever the use', async () => {
      const { answer, ollama, health, clock } = createHealthWorld();
      assert.equal(health.isWarm(targetOf(ollama)), false);
      answer(ollama);
      await clock.advance(durations.keepAliveMs - 1);
      assert.equal(health.isWarm(targetOf(ollama, 'completion')), true);
      await clock.advance(1);
      assert.equal(health.isWarm(targetOf(ollama)), false);
    });
  });

  describe('what a server says it has in memory', () => {
    it('warms the models it names and cools its others', () => {
      const { answer, ollama, health, clock } = createHealthWorld();
      const old = targetOf(ollama, 'chat', 'old');
      const kept = targetOf(ollama, 'chat', 'kept');
      const found = targetOf(ollama, 'completion', 'found');
      answer(ollama, old);
      answer(ollama, kept);
      health.noteLoadedModels('ollama', ['kept', 'found'], clock.now() + minute);
      assert.deepEqual(
        [old, kept, found].map((target) => health.isWarm(target)),
        [false, true, true],
      );
      health.noteLoadedModels('ollama', [], clock.now() + minute);
      assert.deepEqual(
        [kept, found].map((target) => health.isWarm(target)),
        [false, false],
      );
    });

    it('says nothing of another server, not even of one whose name begins alike', () => {
      const { health, clock, ollama } = createHealthWorld();
      const other = resolvedProvider('ollama2', { local: true });
      const until = clock.now() + minute;
      health.noteLoaded(targetOf(other), until);
      health.noteLoadedModels('ollama', [], until);
      assert.equal(health.isWarm(targetOf(other)), true);
      assert.equal(health.isWarm(targetOf(ollama)), false);
    });

    it('is told to listeners once', () => {
      const { health, clock } = createHealthWorld();
      let told = 0;
      health.onDidChange(() => told++);
      health.noteLoadedModels('ollama', ['a', 'b'], clock.now() + minute);
      assert.equal(told, 1);
    });
  });

  describe('the network gate', () => {
    const offline = failureOf('offline', { scope: 'network' });

    it('closes for every cloud and no local target, and trips no breaker', () => {
      const { leave, standing, claude, ollama, health } = createHealthWorld();
      leave(claude, offline);
      assert.equal(health.network(), 'offline');
      assert.equal(standing(claude), 'blocked: offline');
      assert.equal(standing(resolvedProvider('openai')), 'blocked: offline');
      assert.equal(standing(ollama), 'ready');
      health.openNetwork();
      assert.equal(standing(claude), 'ready');
      assert.equal(health.network(), 'ok');
    });

    it('closes by name when somebody else answers for the whole network', () => {
      const { leave, standing, claude, health } = createHealthWorld();
      leave(claude, failureOf('intercepted', { scope: 'network' }));
      assert.equal(standing(resolvedProvider('openai')), 'blocked: intercepted');
      assert.equal(health.network(), 'unknown');
    });

    it('is known to be open after the answer of a cloud, not after that of a local model', () => {
      const { answer, claude, ollama, health } = createHealthWorld();
      answer(ollama);
      assert.equal(health.network(), 'unknown');
      answer(claude);
      assert.equal(health.network(), 'ok');
    });
  });

  describe('the last resort', () => {
    it('is the target that opened first', async () => {
      const { leave, claude, health, clock } = createHealthWorld();
      const openai = resolvedProvider('openai');
      leave(openai, 'server');
      await clock.advance(second);
      leave(claude, 'overloaded');
      const targets = [targetOf(claude), targetOf(openai)];
      assert.equal(health.lastResort(targets), targets[1]);
    });

    const never = [
      'auth',
      'forbidden',
      'quota',
      'login-lost',
      'offline',
      'rate-limited',
      'cut-off',
      'empty',
      'model-missing',
      'local-stopped',
    ] as const;
    for (const kind of never)
      it(`is never one with "${kind}"`, () => {
        const { leave, claude, health } = createHealthWorld();
        leave(claude, failureOf(kind, kind === 'rate-limited' ? { retryAfterMs: minute } : {}));
        assert.equal(health.lastResort([targetOf(claude)]), undefined);
      });

    for (const kind of ['overloaded', 'server', 'slow-start', 'stalled', 'unreachable'] as const)
      it(`may be one with "${kind}"`, () => {
        const { leave, claude, health } = createHealthWorld();
        leave(claude, kind);
        assert.equal(health.lastResort([targetOf(claude)])?.provider, 'claude');
      });

    it('is never one that the user has paused', () => {
      const { leave, claude, health } = createHealthWorld();
      leave(claude, 'overloaded');
      health.pause('claude');
      assert.equal(health.lastResort([targetOf(claude)]), undefined);
    });

    it('closes the breaker when it answers, and moves nothing when it does not', async () => {
      const { leave, permit, standing, answer, claude, clock } = createHealthWorld();
      leave(claude, 'overloaded');
      await clock.advance(second);
      permit(targetOf(claude), claude, 'last-resort').settle({
        t: 'failure',
        failure: failureOf('overloaded'),
        left: true,
      });
      await clock.advance(19 * second);
      assert.equal(standing(claude), 'due: overloaded');
      answer(claude, targetOf(claude), 'last-resort');
      assert.equal(standing(claude), 'ready');
    });
  });

  describe('the user', () => {
    it('pauses and resumes a provider, and what was known of it still holds', () => {
      const { leave, standing, claude, health } = createHealthWorld();
      leave(claude, 'overloaded');
      health.pause('claude');
      assert.equal(standing(claude), 'blocked: paused');
      assert.equal(health.health(targetOf(claude), claude).state, 'isolated');
      health.resume('claude');
      assert.equal(standing(claude), 'blocked: overloaded');
    });

    it('has an open breaker, a refused key and a closed network tried now', () => {
      const { leave, standing, claude, health } = createHealthWorld();
      leave(claude, 'overloaded');
      health.tryNow('claude');
      assert.equal(standing(claude), 'due: overloaded');
      const openai = resolvedProvider('openai');
      leave(openai, 'auth');
      health.tryNow('openai');
      assert.equal(standing(openai), 'due: auth');
      health.closeNetwork();
      health.tryNow('claude');
      assert.equal(health.network(), 'unknown');
    });
  });

  describe('times to first token', () => {
    it('give the median of the last ten answers', () => {
      const { health, claude } = createHealthWorld();
      assert.equal(health.medianTtft(targetOf(claude)), undefined);
      for (let ms = 100; ms <= 1_500; ms += 100) health.firstToken(targetOf(claude), ms);
      assert.equal(health.medianTtft(targetOf(claude)), 1_050);
    });

    it('count an answer once, whether told of at its first token or at its end', async () => {
      const { health, permit, claude, clock } = createHealthWorld();
      const attempt = permit(targetOf(claude), claude);
      await clock.advance(900);
      health.firstToken(targetOf(claude), 900);
      await clock.advance(900);
      attempt.settle({ t: 'success', ttftMs: 900 });
      permit(targetOf(claude), claude).settle({ t: 'success', ttftMs: 100 });
      assert.equal(health.medianTtft(targetOf(claude)), 500);
    });

    it('show a target as slow while an ask waits too long, and no longer once it has answered', () => {
      const { health, claude, answer } = createHealthWorld();
      const isSlow = (): boolean => health.health(targetOf(claude), claude).slow;
      answer(claude);
      assert.equal(isSlow(), false);
      health.noteSlow(targetOf(claude));
      assert.equal(isSlow(), true);
      answer(claude);
      assert.equal(isSlow(), false);
    });

    it('do not show a target as slow that always takes long, and do so when it takes far longer', () => {
      const { health, claude } = createHealthWorld();
      const isSlow = (): boolean => health.health(targetOf(claude), claude).slow;
      for (let answer = 0; answer < 20; answer++) health.firstToken(targetOf(claude), 20_000);
      health.noteSlow(targetOf(claude));
      assert.equal(isSlow(), false);
      health.firstToken(targetOf(claude), 51_000);
      assert.equal(isSlow(), true);
    });

    it('show a target as slow when it has become far slower than it was', () => {
      const { health, claude } = createHealthWorld();
      for (let answer = 0; answer < 10; answer++) health.firstToken(targetOf(claude), 800);
      for (let answer = 0; answer < 10; answer++) health.firstToken(targetOf(claude), 3_000);
      assert.equal(health.health(targetOf(claude), claude).slow, true);
    });
  });

  describe('after sleep', () => {
    it('tries everybody afresh', () => {
      const { leave, standing, claude, health } = createHealthWorld();
      leave(claude, 'overloaded');
      health.closeNetwork();
      health.noteWake();
      assert.equal(standing(claude), 'ready');
      assert.equal(health.network(), 'unknown');
    });

    it('counts nothing for 15 s, neither failures nor a missing network', async () => {
      const { leave, standing, claude, health, clock } = createHealthWorld();
      health.noteWake();
      leave(claude, 'unreachable');
      leave(claude, failureOf('offline', { scope: 'network' }));
      assert.equal(standing(claude), 'ready');
      await clock.advance(15 * second);
      leave(claude, 'unreachable');
      assert.equal(standing(claude), 'blocked: unreachable');
    });

    it('keeps a wait that the service has named, at once', async () => {
      const { leave, standing, claude, health, clock } = createHealthWorld();
      health.noteWake();
      leave(claude, failureOf('rate-limited', { retryAfterMs: 40 * second }));
      assert.equal(standing(claude), 'blocked: rate-limited');
      await clock.advance(39 * second);
      assert.equal(standing(claude), 'blocked: rate-limited');
    });

    it('hears nothing from an ask of before', () => {
      const { permit, standing, claude, health } = createHealthWorld();
      const old = permit(targetOf(claude), claude);
      health.noteWake();
      old.settle({ t: 'failure', failure: failureOf('cut-off'), left: true });
      assert.equal(standing(claude), 'ready');
    });
  });

  it('logs a listener that throws and goes on', () => {
    const errors: string[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (event: string) => void errors.push(event) };
    const health = new HealthMonitor({ clock: createFakeClock(), random: () => 1, durations, logger });
    health.onDidChange(() => {
      throw new Error('broken listener');
    });
    health.pause('claude');
    assert.deepEqual(errors, ['emitter.listenerFailed']);
  });
});
