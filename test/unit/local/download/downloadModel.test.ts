import assert from 'node:assert/strict';
import { Cancelled } from '../../../../src/core/base/async';
import type { Failure } from '../../../../src/core/contract/failure';
import { createDownloadWorld, type DownloadWindow } from '../../../support/downloadWorld';
import { settle } from '../../../support/fakeClock';
import { failureOf } from '../../../support/scriptedProvider';

const second = 1_000;
const gigabyte = 1e9;
const origin = 'http://127.0.0.1:11434';

function says(text: string): Failure {
  return { ...failureOf('server'), evidence: { phase: 'firstEvent', text } };
}

const noHost = says('pull model manifest: dial tcp: lookup registry.ollama.ai: no such host');

async function begun(window: DownloadWindow, order = {}) {
  const download = window.start(order);
  await settle();
  return download;
}

describe('a download', () => {
  it('tells of bytes, speed and the time that is left, and forgets itself when it is done', async () => {
    const world = createDownloadWorld();
    const window = world.openWindow();
    const { end } = await begun(window);
    const pull = world.pulls[0];
    assert.ok(pull);
    pull.say({ status: 'pulling manifest' });
    pull.layer(0, 10 * gigabyte);
    await world.clock.advance(2 * second);
    pull.layer(gigabyte, 10 * gigabyte);
    assert.deepEqual(window.states, [
      { t: 'asking' },
      { t: 'pulling', completed: 0, total: 10 * gigabyte },
      {
        t: 'pulling',
        completed: gigabyte,
        total: 10 * gigabyte,
        bytesPerSecond: gigabyte / 2,
        remainingMs: 18 * second,
      },
    ]);
    pull.say({ status: 'verifying sha256 digest' });
    pull.end();
    assert.deepEqual(await end, { t: 'pulled' });
    assert.deepEqual(window.states.at(-1), { t: 'checking' });
    assert.deepEqual(world.unfinished.at(origin), []);
  });

  it('tells no more often than four times a second', async () => {
    const world = createDownloadWorld();
    const window = world.openWindow();
    await begun(window);
    for (let line = 0; line < 100; line++) {
      world.pulls[0]?.layer(line, 1_000);
      await world.clock.advance(60);
    }
    const told = window.states.filter(({ t }) => t === 'pulling').length;
    assert.ok(told >= 18 && told <= 25, String(told));
  });

  it('stops at the server when it is cancelled, and is remembered with what is there', async () => {
    const world = createDownloadWorld();
    const { end, cancel } = await begun(world.openWindow('mine'));
    world.pulls[0]?.layer(4 * gigabyte, 9.6 * gigabyte);
    cancel();
    await assert.rejects(end, Cancelled);
    assert.equal(world.pulls[0]?.signal.aborted, true);
    const kept = { model: 'gemma4:e4b', origin, completed: 4 * gigabyte, total: 9.6 * gigabyte };
    assert.deepEqual(world.unfinished.at(origin), [{ ...kept, window: 'mine', underWay: false }]);
    assert.equal(world.unfinished.brokenOffIn('mine'), undefined);
    assert.equal(world.clock.pending, 0);
  });

  it('is remembered on its way, for a window that is killed', async () => {
    const world = createDownloadWorld();
    await begun(world.openWindow('mine'));
    world.pulls[0]?.layer(1, 1_000);
    await world.clock.advance(6 * second);
    world.pulls[0]?.layer(500, 1_000);
    await settle();
    assert.equal(world.unfinished.brokenOffIn('mine')?.completed, 500);
    assert.equal(world.unfinished.brokenOffIn('another'), undefined);
  });

  it('goes on by itself after a lost network, ever later, and again at once when it got further', async () => {
    const world = createDownloadWorld();
    const window = world.openWindow();
    const { end } = await begun(window);
    world.pulls[0]?.layer(100, 1_000);
    world.pulls[0]?.end(failureOf('unreachable'));
    await settle();
    assert.deepEqual(window.states.at(-1), {
      t: 'interrupted',
      failure: failureOf('unreachable'),
      nextInMs: 2 * second,
    });
    await world.clock.advance(2 * second);
    world.pulls[1]?.end(noHost);
    await settle();
    await world.clock.advance(2 * second);
    assert.equal(world.pulls.length, 2, 'the second wait is longer');
    await world.clock.advance(3 * second);
    world.pulls[2]?.layer(300, 1_000);
    world.pulls[2]?.end(failureOf('cut-off'));
    await settle();
    await world.clock.advance(2 * second);
    assert.equal(world.pulls.length, 4);
    world.pulls[3]?.end();
    assert.deepEqual(await end, { t: 'pulled' });
  });

  it('gives up where it gets no further, and keeps what is there', async () => {
    const world = createDownloadWorld();
    const { end } = await begun(world.openWindow());
    for (let index = 0; index < 7; index++) {
      world.pulls[index]?.layer(100, 1_000);
      world.pulls[index]?.end(noHost);
      await settle();
      await world.clock.advance(120 * second);
    }
    assert.deepEqual(await end, { t: 'gave-up', failure: noHost });
    assert.equal(world.pulls.length, 7);
    assert.equal(world.unfinished.at(origin)[0]?.completed, 100);
  });

  it('can be cancelled while it waits to go on', async () => {
    const world = createDownloadWorld();
    const { end, cancel } = await begun(world.openWindow());
    world.pulls[0]?.end(noHost);
    await settle();
    cancel();
    await assert.rejects(end, Cancelled);
    assert.equal(world.clock.pending, 0);
  });

  it('ends at once for an unknown name and for an Ollama that is too old', async () => {
    const world = createDownloadWorld();
    const window = world.openWindow();
    const unknown = await begun(window);
    world.pulls[0]?.end(says('pull model manifest: file does not exist'));
    assert.deepEqual(await unknown.end, { t: 'unknown-model' });
    const old = await begun(window);
    world.pulls[1]?.end(says('The model you are attempting to pull requires a newer version of Ollama.'));
    assert.deepEqual(await old.end, { t: 'too-old' });
    assert.deepEqual(world.unfinished.at(origin), []);
  });

  it('quotes what the server says where we know nothing better', async () => {
    const world = createDownloadWorld();
    const { end } = await begun(world.openWindow());
    const failure = says('unauthorized: access denied');
    world.pulls[0]?.end(failure);
    assert.deepEqual(await end, { t: 'refused', failure });
  });
});

describe('the disk before a download', () => {
  it('must have room for the model and a gigabyte more, or nothing is fetched', async () => {
    const world = createDownloadWorld();
    world.freeBytes = 10.5 * gigabyte;
    const { end } = await begun(world.openWindow(), { sizeBytes: 9.6 * gigabyte });
    assert.deepEqual(await end, { t: 'no-space', neededBytes: 9.6 * gigabyte, freeBytes: 10.5 * gigabyte });
    assert.equal(world.pulls.length, 0);
  });

  it('needs only what is missing of a download that was begun', async () => {
    const world = createDownloadWorld();
    await world.unfinished.note({
      model: 'gemma4:e4b',
      origin,
      completed: 8 * gigabyte,
      total: 9.6 * gigabyte,
      window: '',
      underWay: false,
    });
    world.freeBytes = 3 * gigabyte;
    const { end } = await begun(world.openWindow(), { sizeBytes: 9.6 * gigabyte });
    world.pulls[0]?.end();
    assert.deepEqual(await end, { t: 'pulled' });
  });

  it('is looked at again when the server names the true size of a layer', async () => {
    const world = createDownloadWorld();
    world.freeBytes = 5 * gigabyte;
    const { end } = await begun(world.openWindow());
    world.pulls[0]?.layer(gigabyte, 20 * gigabyte);
    assert.deepEqual(await end, { t: 'no-space', neededBytes: 19 * gigabyte, freeBytes: 5 * gigabyte });
    assert.equal(world.pulls[0]?.signal.aborted, true);
  });

  it('is named when the server finds it full', async () => {
    const world = createDownloadWorld();
    const { end } = await begun(world.openWindow());
    world.freeBytes = 0;
    world.pulls[0]?.end(says('write /models/blobs/sha256-a5-partial: no space left on device'));
    assert.deepEqual(await end, { t: 'no-space', freeBytes: 0 });
  });

  it('stops nobody where it cannot be seen', async () => {
    const world = createDownloadWorld();
    world.freeBytes = undefined;
    const { end } = await begun(world.openWindow(), { sizeBytes: 9.6 * gigabyte });
    world.pulls[0]?.end();
    assert.deepEqual(await end, { t: 'pulled' });
  });
});

describe('downloads of two windows', () => {
  it('are never two at once: the second waits, and finds the model there', async () => {
    const world = createDownloadWorld();
    const [first, other] = [world.openWindow(), world.openWindow()];
    const one = await begun(first);
    const two = await begun(other);
    assert.deepEqual(other.states, [{ t: 'waiting' }]);
    for (let minute = 0; minute < 10; minute++) await world.clock.advance(60 * second);
    assert.equal(world.pulls.length, 1);
    world.pulls[0]?.end();
    await one.end;
    await world.clock.advance(2 * second);
    assert.deepEqual(await two.end, { t: 'pulled' });
    assert.equal(world.pulls.length, 1);
  });

  it('follow one another: what the first leaves at its cancel the second goes on with', async () => {
    const world = createDownloadWorld();
    const [first, other] = [world.openWindow(), world.openWindow()];
    const one = await begun(first);
    const two = await begun(other);
    one.cancel();
    await assert.rejects(one.end, Cancelled);
    await world.clock.advance(2 * second);
    assert.equal(world.pulls.length, 2);
    world.pulls[1]?.end();
    assert.deepEqual(await two.end, { t: 'pulled' });
  });

  it('wait no longer than a lease for a window that was killed', async () => {
    const world = createDownloadWorld();
    world.folder.entries.set('download-1', world.clock.now());
    const two = await begun(world.openWindow());
    await world.clock.advance(18 * second);
    assert.equal(world.pulls.length, 0);
    await world.clock.advance(6 * second);
    world.pulls[0]?.end();
    assert.deepEqual(await two.end, { t: 'pulled' });
  });

  it('stop in a window that lost its turn while the machine slept, which then waits for the other', async () => {
    const world = createDownloadWorld();
    const window = world.openWindow();
    const one = await begun(window);
    world.folder.entries.set('download-9', world.clock.now() + 6 * second);
    await world.clock.advance(7 * second);
    assert.equal(world.pulls[0]?.signal.aborted, true);
    assert.deepEqual(window.states.at(-1), { t: 'waiting' });
    await world.clock.advance(60 * second);
    world.pulls[1]?.end();
    assert.deepEqual(await one.end, { t: 'pulled' });
  });
});
