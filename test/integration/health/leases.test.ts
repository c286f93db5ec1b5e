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

  const all = (order: string): Promise<readonly boolean[]> => Promise.all(windows.map((window) => tell(window, order)));

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

  it(`is never two windows' at once, in ${rounds} races for a free one`, async () => {
    let wins = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const got = await all('take');
      assert.notDeepEqual(got, [true, true], `round ${round}`);
      wins = wins.map((count, at) => count + Number(got[at]));
      await all('release');
      await all('forget');
    }
    assert.ok((wins[0] ?? 0) + (wins[1] ?? 0) > rounds / 2, `taken in ${wins.join(' + ')} of ${rounds} rounds`);
  });

  it(`is never two windows' at once, in ${rounds} races for one whose window was killed`, async () => {
    const folder = path.join(parent, 'probe.lock');
    let taken = 0;
    for (let round = 0; round < rounds; round++) {
      const got = await all('take');
      assert.notDeepEqual(got, [true, true], `round ${round}`);
      taken += got.filter(Boolean).length;
      await all('forget');
      // Nobody gives anything back: two minutes pass.
      const long = new Date(Date.now() - 120_000);
      for (const name of await readdir(folder)) await utimes(path.join(folder, name), long, long);
    }
    assert.ok(taken > rounds / 2, `taken in ${taken} of ${rounds} rounds`);
  });
});

async function tell(window: ChildProcess, order: string): Promise<boolean> {
  const answered = once(window, 'message');
  window.send(order);
  return (await answered)[0] === true;
}
