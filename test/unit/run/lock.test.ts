import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withLock } from '../../support/lock';

/** Larger than any process id a kernel gives out. */
const NOBODY = '2147483646';

describe('the lock of the rig and the model cache', () => {
  const { signal } = new AbortController();
  let file: string;

  beforeEach(async () => {
    file = path.join(await mkdtemp(path.join(tmpdir(), 'understudy-lock-')), 'lock');
  });
  afterEach(() => rm(path.dirname(file), { recursive: true }));

  it('lets one work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
    };
    await Promise.all([withLock(file, signal, work('a')), withLock(file, signal, work('b'))]);
    const [first] = order[0]!;
    const second = first === 'a' ? 'b' : 'a';
    assert.deepEqual(order, [`${first} in`, `${first} out`, `${second} in`, `${second} out`]);
  });

  it('takes over from a process that died', async () => {
    await writeFile(file, NOBODY);
    assert.equal(await withLock(file, signal, async () => 'done'), 'done');
  });

  it('is given back when the work fails', async () => {
    await assert.rejects(
      withLock(file, signal, () => Promise.reject(new Error('no room'))),
      /no room/,
    );
    assert.equal(existsSync(file), false);
  });

  it('stops waiting when it is told to', async () => {
    await writeFile(file, String(process.pid));
    const soon = AbortSignal.timeout(20);
    await assert.rejects(
      withLock(file, soon, async () => undefined),
      { name: 'AbortError' },
    );
  });
});
