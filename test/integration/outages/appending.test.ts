import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { silentLogger } from '../../../src/core/base/logger';
import { OutageLog } from '../../../src/core/outages/log/outageLog';
import { durations } from '../../../src/core/routing/durations';
import { createLogFolder } from '../../../src/platform/logFolder';
import { systemClock } from '../../../src/platform/systemClock';

const records = 400;

describe('the outage log of several windows', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'understudy-log-')), 'outages');
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

  /** A window in a process of its own, ready to write at a word. */
  async function openWindow(name: string) {
    const program = ['--import', 'tsx', 'test/integration/outages/appendingWindow.ts', folder, name, String(records)];
    const child = spawn(process.execPath, program, { cwd: path.resolve(__dirname, '../../..') });
    child.stderr.pipe(process.stderr);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const until = async (line: string): Promise<void> => {
      for (let next = await lines.next(); next.value !== line; next = await lines.next())
        assert.ok(!next.done, `${name} ended before it printed ${line}`);
    };
    await until('ready');
    return { child, until, begin: () => child.stdin.write('go\n') };
  }

  const read = async () => {
    const log = new OutageLog({
      folder: createLogFolder(folder),
      clock: systemClock,
      durations,
      logger: silentLogger,
      window: 'reader',
    });
    return { log, texts: (await log.read()).flatMap((record) => (record.t === 'page' ? record.text : [])) };
  };

  it('loses and mixes no line of two that write at the same moment', async () => {
    const windows = await Promise.all(['one', 'two'].map(openWindow));
    for (const { begin } of windows) begin();
    await Promise.all(windows.map(({ until }) => until(String(records - 1))));
    const { texts } = await read();
    assert.equal(new Set(texts).size, 2 * records);
    for (const name of ['one', 'two']) {
      const own = texts.filter((text) => text.startsWith(name)).map((text) => Number(text.split(' ')[1]));
      assert.deepEqual(
        own,
        Array.from({ length: records }, (_, count) => count),
        `the records of ${name}, in their order`,
      );
    }
  });

  it('keeps what a killed one had written, and the other goes on', async () => {
    const [killed, other] = await Promise.all(['killed', 'other'].map(openWindow));
    assert.ok(killed && other);
    killed.begin();
    other.begin();
    await killed.until('20');
    killed.child.kill('SIGKILL');
    await other.until(String(records - 1));
    const { texts } = await read();
    assert.equal(texts.filter((text) => text.startsWith('other')).length, records);
    assert.ok(texts.filter((text) => text.startsWith('killed')).length >= 21);
  });

  it('closes a torn last line on disk before the next one, and nobody else may read the file', async () => {
    const { log } = await read();
    log.add(Date.now(), { t: 'page', provider: 'claude', text: 'before' });
    await log.flush();
    const [file] = await createLogFolder(folder).list();
    const place = path.join(folder, file?.name ?? '');
    await appendFile(place, Buffer.concat([Buffer.from('{"v":1,"t":"pa'), Buffer.from([0xff, 0, 0xc3])]));
    log.add(Date.now(), { t: 'page', provider: 'claude', text: 'after' });
    await log.flush();
    assert.deepEqual((await read()).texts, ['before', 'after']);
    assert.equal((await readFile(place, 'utf8')).split('\n').length, 4);
    if (process.platform !== 'win32') assert.equal((await stat(place)).mode & 0o077, 0);
  });

  it('is empty where there is no folder, and says so when there can be none', async () => {
    assert.deepEqual((await read()).texts, []);
    const blocked = createLogFolder(path.join(process.execPath, 'outages'));
    await assert.rejects(blocked.append('a.jsonl', 'line\n'), /ENOTDIR/);
    await blocked.remove('a.jsonl').catch((error: unknown) => assert.match(String(error), /ENOTDIR/));
  });
});
