import assert from 'node:assert/strict';
import { targetOf } from '../../../support/healthWorld';
import { failureOf } from '../../../support/scriptedProvider';
import { createWindowsWorld } from '../../../support/windowsWorld';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/*
 * The acceptance case "clock jump of 2 h" together with "two windows at once"; the storms of false failures behind it are
 * vscode-remote-release#11463 and vscode#32620. Both windows run on one clock and share one file.
 */
async function createTwoWindows() {
  const world = createWindowsWorld();
  const [first, second] = [await world.open(), await world.open()];
  for (const window of [first, second]) window.health.noteFirstChoice('chat', targetOf(world.claude));
  return { ...world, first, second };
}

describe('a clock that jumps two hours while two windows are open', () => {
  for (const [way, ms] of [
    ['forwards', 2 * hour],
    ['backwards', -2 * hour],
  ] as const)
    describe(way, () => {
      it('makes both try the first choice afresh, and neither sends the other away again', async () => {
        const { clock, claude, first, second: other } = await createTwoWindows();
        first.leave(claude, 'overloaded');
        await clock.advance(second);
        assert.equal(other.standing(claude), 'blocked: overloaded');
        clock.set(ms);
        await clock.advance(11 * second);
        assert.deepEqual([first.standing(claude), other.standing(claude)], ['ready', 'ready']);
        await Promise.all([first.memory.refresh(), other.memory.refresh()]);
        assert.deepEqual([first.standing(claude), other.standing(claude)], ['ready', 'ready']);
      });

      it('lets neither trip on what the jump has caused, and both learn of a real outage after it', async () => {
        const { clock, claude, first, second: other } = await createTwoWindows();
        clock.set(ms);
        await clock.advance(11 * second);
        first.leave(claude, 'unreachable');
        await clock.advance(second);
        assert.deepEqual([first.standing(claude), other.standing(claude)], ['ready', 'ready']);
        await clock.advance(15 * second);
        first.leave(claude, 'overloaded');
        await clock.advance(second);
        assert.deepEqual(
          [first.standing(claude), other.standing(claude)],
          ['blocked: overloaded', 'blocked: overloaded'],
        );
      });

      it('keeps a window that opens after it from believing what was written before', async () => {
        const { clock, claude, first, second: other, open } = await createTwoWindows();
        first.leave(claude, 'overloaded');
        await clock.advance(second);
        first.kill();
        other.kill();
        clock.set(ms);
        assert.equal((await open()).standing(claude), 'ready');
      });

      it('leaves what the user decides as it is', async () => {
        const { clock, claude, ollama, first, second: other, open } = await createTwoWindows();
        first.leave(claude, 'auth');
        first.health.pause('ollama');
        await clock.advance(second);
        clock.set(ms);
        await clock.advance(12 * second);
        for (const window of [first, other, await open()])
          assert.deepEqual([window.standing(claude), window.standing(ollama)], ['blocked: auth', 'blocked: paused']);
      });
    });

  describe('backwards', () => {
    it('makes a wait that the provider asked for no longer', async () => {
      const { clock, claude, first, second: other } = await createTwoWindows();
      first.leave(claude, failureOf('rate-limited', { retryAfterMs: 5 * minute }));
      await clock.advance(second);
      clock.set(-2 * hour);
      await clock.advance(20 * second);
      assert.deepEqual(
        [first.standing(claude), other.standing(claude)],
        ['blocked: rate-limited', 'blocked: rate-limited'],
      );
      await clock.advance(5 * minute);
      assert.deepEqual([first.standing(claude), other.standing(claude)], ['due: rate-limited', 'due: rate-limited']);
    });

    it('does not put off the free check of a refused key by two hours', async () => {
      const { clock, claude, first } = await createTwoWindows();
      first.leave(claude, 'auth');
      clock.set(-2 * hour);
      await clock.advance(90 * second);
      assert.equal(first.health.dueCheck('claude'), 'auth');
    });

    it('does not make a local model count as loaded for longer than its server keeps it', async () => {
      const { clock, ollama, first } = await createTwoWindows();
      first.health.noteLoaded(targetOf(ollama), clock.now() + 30 * minute);
      clock.set(-2 * hour);
      await clock.advance(31 * minute);
      assert.equal(first.health.isWarm(targetOf(ollama)), false);
    });
  });
});
