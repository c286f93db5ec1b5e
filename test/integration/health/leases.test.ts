import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const rounds = 100;

describe('the right to probe alone, between processes', function () {
  this.timeout(60_000);
  let parent: string;
  let windows: readonly ChildProcess[];

  /** What each window answers; `first` is told first, and has the better chance. */
  const all = async (order: string, first = 0): Promise<readonly boolean[]> => {
    const inTurn = first === 0 ? windows : windows.toReversed();
    const answers = await Promise.all(inTurn.map((window) => tell(window, order)));
    return first === 0 ? answers : answers.toReversed();
  };
  /** One race after another, each won by exactly one; gives how often each has won. */
  const race = async (after: () => Promise<void>): Promise<readonly number[]> => {
    let wins: readonly number[] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const winner = (await all('take', round % 2)).flatMap((got, at) => (got ? [at] : []));
      assert.equal(winner.length, 1, `round ${round} is won by ${winner.length}`);
      wins = wins.map((count, at) => count + Number(winner.includes(at)));
      await after();
      await all('forget');
    }
    return wins;
  };

  before(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'understudy-lease-'));
    windows = [0, 1].map(() => fork(path.join(__dirname, 'contender.ts'), [parent], { execArgv: ['--import', 'tsx'] }));
    await Promise.all(windows.map((window) => once(window, 'message')));
  });

  after(async () => {
    await Promise.all(
      windows.map(async (window) => {
        const gone = once(window, 'exit');
        window.disconnect();
        await gone;
      }),
    );
    await rm(parent, { recursive: true });
  });

  it(`is exactly one window's, now one's and now the other's, in ${rounds} races for a free one`, async () => {
    const wins = await race(async () => void (await all('release')));
    assert.ok(
      wins.every((count) => count > 0),
      `won ${wins.join(' + ')} times`,
    );
  });

  it(`is exactly one window's in ${rounds} races for one whose window was killed`, async () => {
    const folder = path.join(parent, 'probe.lock');
    const wins = await race(async () => {
      // Nobody gives anything back: two minutes pass.
      const long = new Date(Date.now() - 120_000);
      for (const name of await readdir(folder)) await utimes(path.join(folder, name), long, long);
    });
    assert.ok(
      wins.every((count) => count > 0),
      `won ${wins.join(' + ')} times`,
    );
  });
});

async function tell(window: ChildProcess, order: string): Promise<boolean> {
  const answered = once(window, 'message');
  window.send(order);
  return (await answered)[0] === true;
}
