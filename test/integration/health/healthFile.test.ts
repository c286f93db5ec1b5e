import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHealthFile } from '../../../src/platform/healthFile';

describe('health.json on the disk', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'understudy-health-'));
    folder = path.join(parent, 'not', 'yet');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is nothing before the first write, which makes its folder', async () => {
    const file = createHealthFile(folder);
    assert.equal(await file.read(), undefined);
    await file.write('one');
    assert.equal(await file.read(), 'one');
  });

  it('is the old text or the new one at every instant, whoever writes', async () => {
    const windows = [createHealthFile(folder), createHealthFile(folder)];
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
    await windows[0]?.write(texts[0] ?? '');
    const seen = new Set<string | undefined>();
    const writing = new AbortController();
    const reader = (async () => {
      while (!writing.signal.aborted) {
        const text = await createHealthFile(folder).read();
        assert.ok(texts.includes(text ?? ''), `${text?.length} characters`);
        seen.add(text);
      }
    })();
    // Who reads must have met both, or nothing was seen to change; that takes a few rounds.
    for (let round = 0; round < 40 || (seen.size < 2 && round < 200); round++)
      await Promise.all(windows.map((window, at) => window.write(texts[at] ?? '')));
    writing.abort();
    await reader;
    assert.equal(seen.size, 2, 'both texts were read');
    assert.deepEqual(await readdir(folder), ['health.json']);
  });

  it('tells those who watch it of a write, and not those who have ceased to', async () => {
    const [writer, reader] = [createHealthFile(folder), createHealthFile(folder)];
    await writer.write('one');
    let told = 0;
    const first = new Promise<void>((resolve) => {
      const watching = reader.watch(() => {
        told += 1;
        watching.dispose();
        resolve();
      });
    });
    const again = setInterval(() => void writer.write('two'), 20);
    await first;
    clearInterval(again);
    const before = told;
    await writer.write('three');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(told, before);
  });

  it('clears away what a killed window left half-written, and nothing of a living one', async () => {
    await createHealthFile(folder).write('one');
    const [dead, alive] = ['health.json.1-1.tmp', 'health.json.2-1.tmp'].map((name) => path.join(folder, name));
    assert.ok(dead && alive);
    await writeFile(dead, '{');
    await writeFile(alive, '{');
    const old = new Date(Date.now() - 120_000);
    await utimes(dead, old, old);
    await createHealthFile(folder).write('two');
    assert.deepEqual((await readdir(folder)).toSorted(), ['health.json', path.basename(alive)]);
  });
});
