import assert from 'node:assert/strict';
import { createDeferred } from '../../../../src/core/base/async';
import { logBounds } from '../../../../src/core/outages/log/logBounds';
import { parseLog } from '../../../../src/core/outages/log/logParser';
import { toLine, type LogFact } from '../../../../src/core/outages/log/logRecord';
import { OutageLog } from '../../../../src/core/outages/log/outageLog';
import { durations } from '../../../../src/core/routing/durations';
import { createFakeClock, settle } from '../../../support/fakeClock';
import { createMemoryLogFolder } from '../../../support/memoryLogFolder';
import { createRecordingLogger } from '../../../support/recordingLogger';

const page = (text: string): LogFact => ({ t: 'page', provider: 'claude', text });

function createLogWorld(bounds = logBounds) {
  const clock = createFakeClock();
  const folder = createMemoryLogFolder(clock);
  const logger = createRecordingLogger();
  const open = (window: string) => new OutageLog({ folder, clock, durations, logger, window, bounds });
  const said = async (log: OutageLog) =>
    (await log.read()).map((record) => (record.t === 'page' ? record.text : record.t));
  return { clock, folder, logger, open, said };
}

describe('the outage log', () => {
  it('gives back what all windows have written, in the order in which it happened', async () => {
    const { clock, open, said } = createLogWorld();
    const [a, b] = [open('a'), open('b')];
    a.add(clock.now() + 2, page('third'));
    b.add(clock.now() + 1, page('second'));
    a.add(clock.now(), page('first'));
    await Promise.all([a.flush(), b.flush()]);
    assert.deepEqual(await said(a), ['first', 'second', 'third']);
    assert.deepEqual(await said(b), ['first', 'second', 'third']);
  });

  it('passes over a torn last line, and the next write stands on a line of its own', async () => {
    const { clock, folder, open, said } = createLogWorld();
    const log = open('a');
    log.add(clock.now(), page('whole'));
    await log.flush();
    const [name = ''] = folder.files.keys();
    folder.files.set(name, `${folder.files.get(name)}{"v":1,"t":"page","provider":"cl`);
    const other = open('b');
    assert.deepEqual(await said(other), ['whole']);
    other.add(clock.now() + 1, page('after'));
    await other.flush();
    assert.deepEqual(await said(log), ['whole', 'after']);
  });

  it('writes again what a full disk cut short, and reads it once', async () => {
    const { clock, folder, logger, open, said } = createLogWorld();
    const log = open('a');
    log.add(clock.now(), page('one'));
    log.add(clock.now(), page('two'));
    await log.flush();
    folder.tearAfter = toLine({ ...page('three'), at: clock.now(), window: 'a', serial: 2 }).length + 20;
    log.add(clock.now(), page('three'), page('four'));
    await settle();
    assert.equal(logger.lines.filter((line) => line.includes('outages.unwritten')).length, 1);
    await log.flush();
    assert.deepEqual(await said(log), ['one', 'two', 'three', 'four']);
  });

  it('keeps what a refusing disk does not take, warns once, and does not keep it without end', async () => {
    const { clock, folder, logger, open, said } = createLogWorld();
    const log = open('a');
    folder.refusal = new Error('no space left');
    for (let count = 0; count < 1_500; count++) {
      log.add(clock.now(), page(`p${count}`));
      await log.flush();
    }
    folder.refusal = undefined;
    await log.flush();
    const texts = await said(log);
    assert.equal(texts.length, 1_000);
    assert.equal(texts.at(-1), 'p1499');
    assert.equal(logger.lines.length, 1);
  });

  it('writes a line that comes in the moment between the last look at the queue and the end of a write', async () => {
    // Which microtask that moment is depends on the engine; one of these is it.
    for (let steps = 0; steps < 12; steps++) {
      const { clock, folder, open, said } = createLogWorld();
      const log = open('a');
      const append = folder.append.bind(folder);
      const slow = createDeferred<undefined>();
      folder.append = (name, lines) => slow.promise.then(() => append(name, lines));
      log.add(clock.now(), page('one'));
      await settle();
      slow.resolve(undefined);
      for (let step = 0; step < steps; step++) await Promise.resolve();
      log.add(clock.now(), page('two'));
      await settle();
      assert.deepEqual(await said(log), ['one', 'two'], `after ${steps} microtasks`);
    }
  });

  it('tries a disk that refused again by itself, each time later, until it is disposed of', async () => {
    const { clock, folder, open, said } = createLogWorld();
    const log = open('a');
    const append = folder.append.bind(folder);
    let tries = 0;
    folder.append = (name, lines) => {
      tries += 1;
      return append(name, lines);
    };
    folder.refusal = new Error('no space left');
    log.add(clock.now(), page('kept'));
    await clock.advance(10 * 60_000);
    assert.ok(tries >= 10 && tries <= 25, `${tries} tries in ten minutes`);
    folder.refusal = undefined;
    await clock.advance(durations.healthAgainMaxMs);
    assert.deepEqual(await said(log), ['kept']);
    folder.refusal = new Error('no space left');
    log.add(clock.now(), page('late'));
    await settle();
    log.dispose();
    const before = tries;
    await clock.advance(10 * 60_000);
    assert.equal(tries, before);
  });

  it('begins a file for each day and for each that is full, and keeps within its size', async () => {
    const bounds = { fileBytes: 2_000, folderBytes: 8_000, keptMs: 90 * 86_400_000 };
    const { clock, folder, open, said } = createLogWorld(bounds);
    const log = open('a');
    for (let count = 0; count < 200; count++) {
      log.add(clock.now(), page(`p${count}`));
      await log.flush();
    }
    const sizes = [...folder.files.values()].map((text) => text.length);
    assert.ok(Math.max(...sizes) < 2_000 + 200, `a file of ${Math.max(...sizes)}`);
    await clock.advance(86_400_000);
    log.add(clock.now(), page('tomorrow'));
    await log.flush();
    const bytes = [...folder.files.values()].reduce((sum, text) => sum + text.length, 0);
    assert.ok(bytes < 8_000 + 2_000 + 200, `${bytes} bytes`);
    assert.ok([...folder.files.keys()].includes('2026-11-22.000.jsonl'), [...folder.files.keys()].join(' '));
    assert.equal((await said(log)).at(-1), 'tomorrow');
    assert.equal((await said(log)).at(-2), 'p199');
  });

  it('throws away days that are too old, and nothing that is not its own', async () => {
    const { clock, folder, open, said } = createLogWorld();
    const log = open('a');
    folder.files.set('notes.txt', 'mine');
    log.add(clock.now(), page('old'));
    await log.flush();
    await clock.advance(91 * 86_400_000);
    log.add(clock.now(), page('new'));
    await log.flush();
    assert.deepEqual(await said(log), ['new']);
    assert.equal(folder.files.get('notes.txt'), 'mine');
  });
});

describe('the parser of the outage log', () => {
  const whole = toLine({ ...page('well'), at: 1, window: 'a', serial: 0 });

  it('reads a line cut at any place as nothing, and the next one all the same', () => {
    for (let cut = 0; cut < whole.length - 1; cut++) {
      const { records } = parseLog(`${whole.slice(0, cut)}\n${whole}`);
      assert.deepEqual(
        records.map(({ t }) => t),
        ['page'],
        `cut at ${cut}`,
      );
    }
  });

  it('passes over the lines of a later version, whatever they seem to say, and counts them', () => {
    const { records, skipped } = parseLog(`${whole.replace('"v":1', '"v":2')}${whole.replace('"v":1,', '')}${whole}`);
    assert.deepEqual(
      records.map(({ serial }) => serial),
      [0],
    );
    assert.equal(skipped, 2);
  });

  it('survives whatever else a file may hold', () => {
    const target = { provider: 'claude', model: 'm', use: 'chat' } as const;
    const facts = { kind: 'server', phase: 'headers', requestId: 'req_1' } as const;
    const failure = toLine({ t: 'failure', target, facts, left: true, at: 1, window: 'a', serial: 1 }).trim();
    const damage = [
      '\0'.repeat(4_096),
      '\uFEFF{}',
      'null',
      '[]',
      '"text"',
      '{}',
      '{"t":"of a later version","at":1,"window":"a","serial":1}',
      '['.repeat(16_000),
      `"${'x'.repeat(100_000)}"`,
      whole.trim() + whole.trim(),
      whole.replace('"at":1', '"at":-1'),
      whole.replace('"at":1', '"at":1e999'),
      whole.replace('"serial":0', '"serial":0.5'),
      '{"__proto__":{"t":"page"}}',
      failure.replace('req_1', 'a sentence that may quote a prompt'),
      failure.replace('req_1', 'sk-ant-0123456789abcdef'),
      failure.replace('req_1', '` | <img>'),
    ];
    const { records, skipped } = parseLog(`${damage.join('\n')}\n\r\n\n${whole}`);
    assert.equal(records.length, 1);
    assert.equal(skipped, damage.length);
    assert.equal(parseLog(failure).records.length, 1);
  });
});
