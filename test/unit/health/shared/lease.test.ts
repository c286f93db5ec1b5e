import assert from 'node:assert/strict';
import { Lease } from '../../../../src/core/health/shared/lease';
import { durations } from '../../../../src/core/routing/durations';
import { createFakeClock, settle } from '../../../support/fakeClock';
import { createRecordingLogger } from '../../../support/recordingLogger';
import { createFakeLeaseFolder } from '../../../support/windowsWorld';

const second = 1_000;

function createLeaseWorld() {
  const clock = createFakeClock();
  const folder = createFakeLeaseFolder(() => clock.now());
  const logger = createRecordingLogger();
  const chance = { next: 0 };
  const open = (kind = 'probe'): Lease =>
    new Lease(kind, { folder, clock, random: () => chance.next, durations, logger });
  return { clock, folder, logger, chance, open };
}

describe('the right to probe alone', () => {
  it('is one window’s until it gives it back', async () => {
    const { open } = createLeaseWorld();
    const [first, second] = [open(), open()];
    const release = await first.take();
    assert.ok(release);
    assert.equal(await second.take(), undefined);
    await release();
    assert.ok(await second.take());
    assert.equal(await first.take(), undefined);
  });

  it('is shared by the attempts of one window, until the last of them has ended', async () => {
    const { open } = createLeaseWorld();
    const [first, second] = [open(), open()];
    const [chat, completion] = await Promise.all([first.take(), first.take()]);
    assert.ok(chat && completion);
    await chat();
    await chat();
    assert.equal(await second.take(), undefined);
    await completion();
    assert.ok(await second.take());
  });

  it('can be had again by the window that gives it back just now', async () => {
    const { open, folder } = createLeaseWorld();
    const rename = folder.rename.bind(folder);
    folder.rename = async (from, to) => {
      await settle();
      await rename(from, to);
    };
    const window = open();
    const release = await window.take();
    void release?.();
    assert.ok(await window.take());
  });

  it('lapses after 90 s when its window was killed, for each of the others a little later', async () => {
    const { open, clock, chance } = createLeaseWorld();
    await open().take();
    await clock.advance(90 * second);
    assert.equal(await open().take(), undefined);
    chance.next = 1;
    await clock.advance(5 * second);
    assert.equal(await open().take(), undefined);
    await clock.advance(1);
    assert.ok(await open().take());
    assert.equal(await open().take(), undefined);
  });

  it('has to be taken anew by a window that has held it for longer than that', async () => {
    const { open, clock } = createLeaseWorld();
    const [slow, quick] = [open(), open()];
    const release = await slow.take();
    await clock.advance(91 * second);
    assert.ok(await quick.take());
    assert.equal(await slow.take(), undefined);
    await release?.();
    assert.equal(await open().take(), undefined);
  });

  it('is not held for ever by an entry of the future, as after a clock that was set back two hours', async () => {
    const { open, clock, folder } = createLeaseWorld();
    folder.entries.set('probe-7', clock.now() + 7_200 * second);
    assert.ok(await open().take());
    assert.deepEqual([...folder.entries.keys()], ['probe-8']);
  });

  it('leaves nothing behind but its latest entry', async () => {
    const { open, folder } = createLeaseWorld();
    for (let round = 0; round < 5; round++) await (await open().take())?.();
    assert.deepEqual([...folder.entries.keys()], ['probe-5.free']);
  });

  it('is not had by a window that was so slow that others have long gone on', async () => {
    const { open, folder } = createLeaseWorld();
    const [slow, quick, last] = [open(), open(), open()];
    const list = folder.list.bind(folder);
    let listed = 0;
    folder.list = async () => {
      const found = await list();
      // What the slow one sees is true when it sees it; before it acts, two others take the lease one after the other.
      if (++listed === 1) {
        await (
          await quick.take()
        )?.();
        assert.ok(await last.take());
      }
      return found;
    };
    assert.equal(await slow.take(), undefined);
    folder.list = list;
    assert.deepEqual([...folder.entries.keys()], ['probe-2']);
    assert.equal(await open().take(), undefined);
  });

  it('is not had by a slow window either while the entry it came too late for is free', async () => {
    const { open, folder } = createLeaseWorld();
    const [slow, quick] = [open(), open()];
    const list = folder.list.bind(folder);
    let listed = 0;
    folder.list = async () => {
      const found = await list();
      if (++listed === 1) await (await quick.take())?.();
      return found;
    };
    assert.equal(await slow.take(), undefined);
    folder.list = list;
    assert.ok(await open().take());
  });

  it('is kept for as long as its window renews it, and leaves one entry', async () => {
    const { open, clock, folder } = createLeaseWorld();
    const holder = open();
    const release = await holder.take();
    for (let round = 0; round < 10; round++) {
      await clock.advance(30 * second);
      assert.equal(await holder.renew(), true);
      assert.equal(await open().take(), undefined);
    }
    assert.deepEqual([...folder.entries.keys()], ['probe-11']);
    await release?.();
    assert.ok(await open().take());
  });

  it('can be renewed after its time while nobody else has taken it, and not any more once somebody has', async () => {
    const { open, clock } = createLeaseWorld();
    const [slow, quick] = [open(), open()];
    await slow.take();
    await clock.advance(200 * second);
    assert.equal(await slow.renew(), true);
    await clock.advance(200 * second);
    assert.ok(await quick.take());
    assert.equal(await slow.renew(), false);
    assert.equal(await slow.take(), undefined);
  });

  it('is one window’s when two renew and take at the same moment', async () => {
    const { open, clock } = createLeaseWorld();
    const [slow, quick] = [open(), open()];
    await slow.take();
    await clock.advance(200 * second);
    const [renewed, taken] = await Promise.all([slow.renew(), quick.take()]);
    assert.notEqual(renewed, taken !== undefined);
  });

  it('of one kind has nothing to do with that of another', async () => {
    const { open } = createLeaseWorld();
    assert.ok(await open('probe').take());
    assert.ok(await open('look').take());
    assert.equal(await open('look').take(), undefined);
  });

  it('stops nobody where the folder cannot be written, which is told once', async () => {
    const { open, folder, logger } = createLeaseWorld();
    folder.broken = true;
    const window = open();
    const release = await window.take();
    assert.ok(release);
    await release();
    assert.ok(await window.take());
    assert.equal(await window.renew(), true);
    assert.equal(logger.lines.length, 1);
    assert.match(logger.lines[0] ?? '', /warn health.lease .*EACCES/);
  });
});
