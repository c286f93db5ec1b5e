import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { add, NOTHING, one, tallied, toLine } from '../../run/tally';

describe('the count of npm test', () => {
  it('adds up to one closing line', () => {
    const total = [one('passed', 'a'), one('failed', 'b'), one('skipped', 'c'), one('passed', 'd')].reduce(
      add,
      NOTHING,
    );
    assert.equal(toLine(total), '2 passed, 1 failed, 1 skipped');
    assert.deepEqual(total.failures, ['b']);
  });

  it('takes what a step wrote', async () => {
    const tally = await tallied('unit', async ({ UNDERSTUDY_TALLY: file }) => {
      await writeFile(file ?? '', JSON.stringify({ passed: 3, failed: 0, skipped: 1, failures: [] }));
      return 0;
    });
    assert.equal(toLine(tally), '3 passed, 0 failed, 1 skipped');
  });

  it('counts a step as failed that says it went well but never finished', async () => {
    const tally = await tallied('editor', async () => 0);
    assert.equal(tally.failed, 1);
  });

  it('counts a step as failed that ended badly without naming a failure', async () => {
    const tally = await tallied('unit', async ({ UNDERSTUDY_TALLY: file }) => {
      await writeFile(file ?? '', JSON.stringify({ passed: 3, failed: 0, skipped: 0, failures: [] }));
      return 1;
    });
    assert.equal(toLine(tally), '3 passed, 1 failed, 0 skipped');
  });
});
