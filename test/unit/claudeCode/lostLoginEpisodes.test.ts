import assert from 'node:assert/strict';
import type { LoginStatus } from '../../../src/core/contract/status';
import { LostLoginEpisodes } from '../../../src/editor/claudeCode/lostLoginEpisodes';
import { rememberInMemory } from '../../support/realWorld';

type Seen = readonly [LoginStatus['state'], number?];

/** Whether each state of the login is news, in a window whose host remembers this. */
async function news(states: readonly Seen[], remembered = rememberInMemory()): Promise<readonly boolean[]> {
  const window = new LostLoginEpisodes(remembered);
  const found: boolean[] = [];
  for (const [state, writtenAt] of states)
    found.push(await window.isNews({ state, ...(writtenAt === undefined ? {} : { writtenAt }) }));
  return found;
}

describe('the notice of a lost login', () => {
  it('comes once, also where live traffic shows the loss and the file is emptied after that', async () => {
    assert.deepEqual(
      await news([
        ['fine', 10],
        ['lost', 10],
        ['lost', 10],
        ['lost', 20],
      ]),
      [false, true, false, false],
    );
  });

  it('comes at a first look that finds it lost, and not again with the next start', async () => {
    const remembered = rememberInMemory();
    assert.deepEqual(
      await news(
        [
          ['lost', 20],
          ['lost', 20],
        ],
        remembered,
      ),
      [true, false],
    );
    assert.deepEqual(await news([['lost', 20]], remembered), [false]);
  });

  it('comes again with the next loss, also of a login that leaves no file', async () => {
    assert.deepEqual(
      await news([
        ['lost', 20],
        ['fine', 30],
        ['lost', 40],
      ]),
      [true, false, true],
    );
    assert.deepEqual(await news([['lost'], ['fine'], ['lost']]), [true, false, true]);
  });

  it('comes again for a loss that happened while no window was open', async () => {
    const remembered = rememberInMemory();
    await news([['lost', 20]], remembered);
    assert.deepEqual(await news([['lost', 50]], remembered), [true]);
  });

  it('comes in one of two windows', async () => {
    const remembered = rememberInMemory();
    const first = new LostLoginEpisodes(remembered);
    const second = new LostLoginEpisodes(remembered);
    const lost = { state: 'lost', writtenAt: 20 } as const;
    assert.deepEqual([await first.isNews(lost), await second.isNews(lost)], [true, false]);
  });

  it('is none where nobody was ever logged in', async () => {
    assert.deepEqual(await news([['unknown'], ['fine', 1], ['unknown']]), [false, false, false]);
  });
});
