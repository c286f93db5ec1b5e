import assert from 'node:assert/strict';
import { createDeferred } from '../../../../src/core/base/async';
import type { HealthFile } from '../../../../src/core/health/shared/ports';
import { targetOf } from '../../../support/healthWorld';
import { resolvedProvider } from '../../../support/providerRows';
import { failureOf } from '../../../support/scriptedProvider';
import { createWindowsWorld } from '../../../support/windowsWorld';

const second = 1_000;
const minute = 60_000;
const hour = 60 * minute;

describe('what health keeps over a reload', () => {
  it('is a tripped breaker with its time, its probes and its episode', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.health.noteFirstChoice('chat', targetOf(claude));
    before.leave(claude, 'overloaded');
    const { id } = before.health.episode('chat') ?? {};
    await before.close();

    await clock.advance(10 * second);
    const after = await open();
    assert.equal(after.standing(claude), 'blocked: overloaded');
    assert.equal(after.health.episode('chat')?.id, id);
    await clock.advance(10 * second);
    assert.equal(after.standing(claude), 'due: overloaded');
  });

  it('is that an episode of over two minutes needs two good probes, and how many there were', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.leave(claude, 'overloaded');
    await clock.advance(3 * minute);
    before.answer(claude, 'probe');
    await before.close();

    const after = await open();
    assert.equal(after.standing(claude), 'due: overloaded');
    after.answer(claude, 'probe');
    assert.equal(after.standing(claude), 'ready');
    await after.close();
    assert.equal((await open()).standing(claude), 'ready');
  });

  it('is not that a probe was under way: the next ask may make it', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.leave(claude, 'overloaded');
    await clock.advance(20 * second);
    assert.ok(before.health.acquire(targetOf(claude), claude, 'probe'));
    await clock.advance(1 * second);
    before.kill();
    assert.equal((await open()).standing(claude), 'due: overloaded');
  });

  it('is dropped after ten minutes', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.health.noteFirstChoice('chat', targetOf(claude));
    before.leave(claude, 'overloaded');
    before.health.closeNetwork();
    await before.close();
    await clock.advance(10 * minute + 1);
    const after = await open();
    assert.equal(after.standing(claude), 'ready');
    assert.equal(after.health.network(), 'unknown');
    assert.equal(after.health.episode('chat'), undefined);
  });

  it('is kept until its own reset instant where it has one, and its episode with it', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.health.noteFirstChoice('chat', targetOf(claude));
    before.leave(claude, failureOf('quota', { until: clock.now() + 3 * hour }));
    await before.close();
    await clock.advance(3 * hour - minute);
    const held = await open();
    assert.equal(held.standing(claude), 'blocked: quota');
    assert.equal(held.health.episode('chat')?.reason, 'quota');
    await held.close();
    await clock.advance(2 * minute);
    assert.equal((await open()).standing(claude), 'ready');
  });

  it('is a retry-after to its very end', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.leave(claude, failureOf('rate-limited', { retryAfterMs: 300 * second }));
    await before.close();
    await clock.advance(299 * second);
    const after = await open();
    assert.equal(after.standing(claude), 'blocked: rate-limited');
    await clock.advance(second);
    assert.equal(after.standing(claude), 'due: rate-limited');
  });

  it('is what the network gate found, with its schedule', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const before = await open();
    before.health.closeNetwork('offline');
    before.health.noteNetworkLook();
    await before.close();
    const after = await open();
    assert.equal(after.standing(claude), 'blocked: offline');
    await clock.advance(9 * second);
    assert.equal(after.health.isNetworkLookDue(), false);
    await clock.advance(1 * second);
    assert.equal(after.health.isNetworkLookDue(), true);
  });

  it('is a missing model and a pause, which only the user ends', async () => {
    const { clock, claude, ollama, open } = createWindowsWorld();
    const before = await open();
    before.leave(claude, 'model-missing');
    before.health.pause('ollama');
    await before.close();
    const after = await open();
    assert.equal(after.standing(claude), 'blocked: model-missing');
    await clock.advance(48 * hour);
    const later = await open();
    assert.equal(later.standing(ollama), 'blocked: paused');
    later.health.resume('ollama');
    await later.close();
    assert.equal((await open()).standing(ollama), 'ready');
  });

  it('is what a status page said, for ten minutes', async () => {
    const { clock, open } = createWindowsWorld();
    const before = await open();
    const look = { lookedAt: clock.now(), readAt: clock.now(), summary: { components: [], incidents: [] } };
    before.lookedAt('https://status.test', look);
    await before.close();
    assert.deepEqual([...(await open()).looks], [['https://status.test', look]]);
    await clock.advance(10 * minute + 1);
    assert.deepEqual([...(await open()).looks], []);
  });

  it('is nothing at all while nothing is wrong', async () => {
    const { claude, open, file, clock } = createWindowsWorld();
    const window = await open();
    window.health.noteFirstChoice('chat', targetOf(claude));
    window.answer(claude);
    await clock.advance(second);
    assert.equal(file.text, undefined);
  });

  it('is not told of again: the notice of an episode belongs to where it began', async () => {
    const { claude, open } = createWindowsWorld();
    const before = await open();
    before.health.noteFirstChoice('chat', targetOf(claude));
    before.leave(claude, 'overloaded');
    assert.equal(before.health.episode('chat')?.inherited, undefined);
    await before.close();
    assert.equal((await open()).health.episode('chat')?.inherited, true);
  });

  describe('of a key', () => {
    it('is that it was refused, however long ago', async () => {
      const { clock, claude, open } = createWindowsWorld();
      const before = await open();
      before.leave(claude, 'auth');
      await before.close();
      await clock.advance(30 * second);
      assert.equal((await open()).standing(claude), 'blocked: auth');
      await clock.advance(72 * hour);
      const after = await open();
      assert.equal(after.health.dueCheck('claude'), 'auth');
    });

    it('is nothing once the key is another one', async () => {
      const { claude, keys, open } = createWindowsWorld();
      const before = await open();
      before.leave(claude, 'auth');
      await before.close();
      keys.set('claude', 'second key');
      assert.equal((await open()).standing(claude), 'ready');
    });

    for (const kind of ['auth', 'overloaded', 'model-missing'] as const)
      it(`is nothing of "${kind}" once the address is another one`, async () => {
        const { claude, providers, open } = createWindowsWorld();
        const before = await open();
        before.leave(claude, kind);
        await before.close();
        const moved = resolvedProvider('claude', { baseUrl: 'https://other.test' });
        providers.set('claude', moved);
        assert.equal((await open()).standing(moved), 'ready');
      });

    it('is not written where it cannot be tied to the key', async () => {
      const { claude, open, file } = createWindowsWorld();
      const before = await open({ bondOf: () => Promise.resolve(undefined) });
      before.leave(claude, 'auth');
      await before.close();
      assert.equal(file.text, undefined);
      assert.equal((await open()).standing(claude), 'ready');
    });

    it('never holds the key', async () => {
      const { claude, open, file } = createWindowsWorld();
      const before = await open({ bondOf: () => Promise.resolve('tied') });
      before.leave(claude, { ...failureOf('auth'), evidence: { phase: 'headers', text: 'invalid first key' } });
      await before.close();
      const text = file.text ?? '';
      assert.ok(text.includes('"auth"'));
      assert.ok(!text.includes('first key'));
    });
  });
});

describe('several windows of one host', () => {
  it('send the second one straight to the stand-in for what the first one learnt', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.leave(claude, 'overloaded');
    await clock.advance(200);
    assert.equal(second.standing(claude), 'blocked: overloaded');
  });

  it('learn of it at the next ask where the folder cannot be watched', async () => {
    const { clock, claude, open, file } = createWindowsWorld();
    const blind = { file: { ...file, read: () => file.read(), watch: () => ({ dispose: () => undefined }) } };
    const [first, second] = [await open(), await open(blind)];
    first.leave(claude, 'overloaded');
    await clock.advance(200);
    assert.equal(second.standing(claude), 'ready');
    await second.memory.refresh();
    assert.equal(second.standing(claude), 'blocked: overloaded');
  });

  it('go back together once one of them has had an answer', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.health.noteFirstChoice('chat', targetOf(claude));
    second.health.noteFirstChoice('chat', targetOf(claude));
    first.leave(claude, 'overloaded');
    await clock.advance(20_200);
    assert.equal(second.health.episode('chat')?.reason, 'overloaded');
    second.answer(claude, 'probe');
    await clock.advance(200);
    assert.equal(first.standing(claude), 'ready');
    assert.equal(first.health.episode('chat'), undefined);
  });

  it('believe the newer of two', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.leave(claude, 'overloaded');
    await clock.advance(50);
    second.leave(claude, 'stalled');
    await clock.advance(300);
    assert.equal(first.standing(claude), 'blocked: stalled');
    assert.equal(second.standing(claude), 'blocked: stalled');
  });

  it('lose nothing when one writes over what another has just written', async () => {
    const { clock, claude, ollama, open, file } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.leave(claude, 'overloaded');
    await clock.advance(200);
    const older = file.text;
    second.leave(ollama, 'overloaded');
    await clock.advance(200);
    // As when the first one had read before the second one wrote.
    await file.write(older ?? '');
    await clock.advance(300);
    const third = await open();
    assert.deepEqual([third.standing(claude), third.standing(ollama)], ['blocked: overloaded', 'blocked: overloaded']);
  });

  it('come to rest: what both know is written once', async () => {
    const { clock, claude, open, file } = createWindowsWorld();
    const [first] = [await open(), await open(), await open()];
    first.leave(claude, 'auth');
    await clock.advance(second);
    assert.equal(file.writes, 1);
    await clock.advance(minute);
    assert.equal(file.writes, 1);
  });

  it('come to rest also where one of them cannot tie marks to the key', async () => {
    const { clock, claude, open, file } = createWindowsWorld();
    const unable = { bondOf: () => Promise.resolve(undefined) };
    const [first, second] = [await open(), await open(unable), await open(unable)];
    first.leave(claude, 'auth');
    second.leave(claude, 'auth');
    await clock.advance(2 * 1_000);
    const writes = file.writes;
    await clock.advance(minute);
    assert.ok(writes < 6, `${writes} writes`);
    assert.equal(file.writes, writes);
  });

  it('leave the episode of another first choice alone, as in a window that is local only', async () => {
    const { clock, claude, ollama, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.health.noteFirstChoice('chat', targetOf(claude));
    second.health.noteFirstChoice('chat', targetOf(ollama));
    first.leave(claude, 'overloaded');
    await clock.advance(300);
    assert.equal(second.health.episode('chat'), undefined);
    second.answer(ollama);
    await clock.advance(300);
    assert.equal(first.health.episode('chat')?.reason, 'overloaded');
  });

  it('hear nothing of an outage that one of them rehearses, and lose nothing to it', async () => {
    const { clock, claude, ollama, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    const end = first.rehearse('claude');
    first.leave(claude, 'overloaded');
    first.leave(ollama, 'overloaded');
    await clock.advance(300);
    assert.deepEqual([second.standing(claude), second.standing(ollama)], ['ready', 'blocked: overloaded']);
    second.leave(claude, 'stalled');
    await clock.advance(300);
    assert.equal(first.standing(claude), 'blocked: overloaded');
    end();
    assert.equal(first.standing(claude), 'ready');
    await first.memory.refresh();
    assert.equal(first.standing(claude), 'blocked: stalled');
  });

  it('leave a probe of their own under way when another one has ended', async () => {
    const { clock, claude, open } = createWindowsWorld();
    const [first, second] = [await open(), await open()];
    first.leave(claude, 'overloaded');
    // After an episode over two minutes one good probe is not enough, so that the first window stays half-open.
    await clock.advance(121 * 1_000);
    const permit = second.health.acquire(targetOf(claude), claude, 'probe');
    assert.ok(permit);
    await clock.advance(50);
    first.answer(claude, 'probe');
    await clock.advance(300);
    assert.equal(second.standing(claude), 'blocked: overloaded', 'its own probe is under way');
    permit.settle({ t: 'success' });
    assert.equal(second.standing(claude), 'due: overloaded', 'one good probe');
    second.answer(claude, 'probe');
    assert.equal(second.standing(claude), 'ready', 'two good probes');
  });
});

describe('a disk that does not do its part', () => {
  it('changes nothing but that nothing is kept, and is told of once', async () => {
    const { clock, claude, open, file } = createWindowsWorld();
    file.broken = true;
    const window = await open();
    window.leave(claude, 'overloaded');
    await clock.advance(minute);
    window.leave(claude, 'overloaded');
    await clock.advance(minute);
    assert.equal(window.standing(claude), 'due: overloaded');
    assert.equal(window.logger.lines.filter((line) => line.startsWith('warn health.file')).length, 1);
    file.broken = false;
    await window.close();
    assert.ok(file.text?.includes('overloaded'));
  });

  for (const way of ['read', 'write'] as const)
    it(`is written to again by itself after one ${way} that failed`, async () => {
      const { clock, claude, open, file } = createWindowsWorld();
      let refused: string | undefined;
      const refuse = (what: string): void => {
        if (what !== refused) return;
        refused = undefined;
        throw new Error('EBUSY: resource busy or locked');
      };
      const flaky: HealthFile = {
        read: async () => {
          refuse('read');
          return file.read();
        },
        write: async (text) => {
          refuse('write');
          await file.write(text);
        },
        watch: (listener) => file.watch(listener),
      };
      const window = await open({ file: flaky });
      refused = way;
      window.leave(claude, 'overloaded');
      await clock.advance(second);
      assert.equal(refused, undefined);
      assert.ok(file.text?.includes('overloaded'));
    });

  it('is waited for when the window closes, which lets go of everything else at once', async () => {
    const { claude, open, file } = createWindowsWorld();
    const slow = createDeferred<void>();
    const window = await open({ file: { ...file, write: (text) => slow.promise.then(() => file.write(text)) } });
    window.leave(claude, 'overloaded');
    const closed = window.close();
    assert.equal(file.watchers, 0);
    assert.equal(file.writes, 0);
    slow.resolve();
    await closed;
    assert.ok(file.text?.includes('overloaded'));
  });
});
