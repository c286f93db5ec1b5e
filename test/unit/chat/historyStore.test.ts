import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { createAnswer, createConversation, type Conversation, type Waiting } from '../../../src/core/chat/conversation';
import { filesToRemove, maxBytes, maxFiles } from '../../../src/core/chat/historyBounds';
import { HistoryStore } from '../../../src/core/chat/historyStore';
import { formatConversation, parseConversation, recovered } from '../../../src/core/chat/storedConversation';
import { answerAfter, claude, conversationWith, failureOf, gemma, switched } from '../../support/chatFixtures';
import { createFakeClock, type FakeClock } from '../../support/fakeClock';
import { createMemoryFileStore, type MemoryFileStore } from '../../support/memoryFileStore';
import { createRecordingLogger } from '../../support/recordingLogger';

const streaming = answerAfter([
  { t: 'started', target: claude },
  { t: 'text', text: 'So far' },
]);

describe('the history store', () => {
  let clock: FakeClock;
  let files: MemoryFileStore;
  let store: HistoryStore;
  const reopened = (): HistoryStore => new HistoryStore(files, clock, silentLogger);

  beforeEach(() => {
    clock = createFakeClock();
    files = createMemoryFileStore(clock);
    store = reopened();
  });

  it('has a conversation on disk as soon as a save resolves', async () => {
    assert.equal(await store.save(conversationWith(createAnswer('a', 0))), true);
    const opened = await reopened().open('c1');
    assert.equal(opened?.conversation.turns.length, 2);
  });

  it('writes at most every 250 ms while an answer streams, and the last text in the end', async () => {
    let conversation = conversationWith(streaming);
    for (let step = 0; step < 100; step++) {
      conversation = { ...conversation, updatedAt: step };
      store.saveSoon(conversation);
      await clock.advance(10);
    }
    assert.ok(files.writes.length <= 5, `${files.writes.length} writes in a second`);
    await clock.advance(250);
    assert.deepEqual(parseConversation(files.files.get('c1.json')?.text ?? ''), { t: 'read', conversation });
    assert.equal(clock.pending, 0);
  });

  it('never loses more than 250 ms of text to a killed host', async () => {
    store.saveSoon(conversationWith(streaming));
    await clock.advance(0);
    const later = answerAfter([{ t: 'text', text: ' and on' }], streaming);
    store.saveSoon(conversationWith(later));
    await clock.advance(250);
    const opened = await reopened().open('c1');
    const answer = opened?.conversation.turns[1];
    assert.ok(answer?.role === 'assistant');
    assert.equal(answer.segments[0]?.text, 'So far and on');
  });

  it('finds an answer cut off that was under way, its text kept', async () => {
    await store.save(conversationWith(streaming));
    const opened = await reopened().open('c1');
    assert.equal(opened?.wasCut, true);
    const answer = opened?.conversation.turns[1];
    assert.ok(answer?.role === 'assistant');
    assert.equal(answer.state, 'cut-off');
    assert.equal(answer.segments[0]?.text, 'So far');
  });

  it('keeps drafts, and removes the file of a conversation that became blank', async () => {
    const drafted: Conversation = { ...createConversation('c1', 0), draft: 'typing' };
    await store.save(drafted);
    assert.equal((await reopened().open('c1'))?.conversation.draft, 'typing');
    await store.save({ ...drafted, draft: '' });
    assert.equal(files.files.has('c1.json'), false);
    assert.deepEqual(store.summaries, []);
  });

  it('lists conversations with the latest first', async () => {
    for (const [id, updatedAt] of [
      ['old', 1],
      ['new', 3],
      ['mid', 2],
    ] as const) {
      await store.save({ ...conversationWith(createAnswer('a', 0), id, id), updatedAt });
    }
    const fresh = reopened();
    await fresh.load();
    assert.deepEqual(
      fresh.summaries.map(({ id, title }) => [id, title]),
      [
        ['new', 'new'],
        ['mid', 'mid'],
        ['old', 'old'],
      ],
    );
  });

  it('sets a broken file aside without losing it', async () => {
    await files.write('bad.json', '{"version":1,"id":');
    await files.write('odd.json', '{"version":1,"id":"odd","turns":"none"}');
    await store.load();
    assert.deepEqual(store.summaries, []);
    assert.equal(files.files.get('bad.json.broken')?.text, '{"version":1,"id":');
    assert.equal(files.files.has('bad.json'), false);
    assert.ok(files.files.has('odd.json.broken'));
  });

  it('leaves a file of a later version alone', async () => {
    await files.write('next.json', '{"version":2}');
    await store.load();
    assert.equal(files.files.get('next.json')?.text, '{"version":2}');
    assert.deepEqual(store.summaries, []);
  });

  it('lets no id reach the disk that is not a plain name', async () => {
    files.files.set('../secret.json', { text: formatConversation(createConversation('x', 0)), modifiedAt: 0 });
    assert.equal(await store.open('../secret'), undefined);
    assert.equal(await store.save({ ...conversationWith(streaming), id: '../secret' }), false);
    await store.remove('../secret');
    assert.ok(files.files.has('../secret.json'));
  });

  it('keeps 200 conversations and drops the oldest', async () => {
    for (let index = 0; index <= maxFiles; index++) {
      await clock.advance(1);
      await reopened().save(conversationWith(createAnswer('a', 0), 'q', `c${index}`));
    }
    assert.equal(files.files.size, maxFiles);
    assert.equal(files.files.has('c0.json'), false);
    assert.ok(files.files.has(`c${maxFiles}.json`));
  });

  it('deletes one for good, even while it is being written', async () => {
    store.saveSoon(conversationWith(streaming));
    await clock.advance(0);
    store.saveSoon(conversationWith(answerAfter([{ t: 'text', text: '!' }], streaming)));
    await store.remove('c1');
    store.saveSoon(conversationWith(streaming));
    await clock.advance(1000);
    assert.equal(files.files.has('c1.json'), false);
    assert.deepEqual(store.summaries, []);
  });

  it('deletes all, what was set aside included', async () => {
    await store.save(conversationWith(streaming));
    await files.write('bad.json.broken', 'x');
    await store.removeAll();
    assert.equal(files.files.size, 0);
  });

  it('logs a listener that throws, and saves on', async () => {
    const logger = createRecordingLogger();
    store = new HistoryStore(files, clock, logger);
    let told = 0;
    store.onDidFailToWrite(() => assert.fail('broken'));
    store.onDidFailToWrite(() => told++);
    files.refusal = new Error('disk full');
    assert.equal(await store.save(conversationWith(createAnswer('a', 0))), false);
    assert.equal(told, 1);
    assert.ok(logger.lines.some((line) => /chat.listenerFailed .*broken/.test(line)));
  });

  it('says that the disk refused, and writes with the next try', async () => {
    let told = 0;
    store.onDidFailToWrite(() => told++);
    files.refusal = new Error('disk full');
    const conversation = conversationWith(streaming);
    assert.equal(await store.save(conversation), false);
    assert.equal(told, 1);
    files.refusal = undefined;
    assert.equal(await store.save(conversation), true);
    assert.ok(files.files.has('c1.json'));
  });

  it('remembers which conversation was open', async () => {
    await store.remember('c1');
    assert.equal(await reopened().remembered(), 'c1');
    await store.load();
    assert.deepEqual(store.summaries, []);
  });

  it('writes everything noted when it is told to', async () => {
    await store.save(conversationWith(streaming));
    const later = conversationWith(answerAfter([{ t: 'text', text: '!' }], streaming));
    store.saveSoon(later);
    await store.flush();
    assert.equal(files.files.get('c1.json')?.text, formatConversation(later));
    assert.equal(clock.pending, 0);
  });
});

describe('the bounds of the history', () => {
  const file = (name: string, bytes: number, modifiedAt: number) => ({ name, bytes, modifiedAt });

  it('remove the oldest until the bytes fit, but never what is kept', () => {
    const files = [file('a', maxBytes / 2, 1), file('b', maxBytes / 2, 2), file('c', maxBytes / 2, 3)];
    assert.deepEqual(filesToRemove(files, new Set()), ['a']);
    assert.deepEqual(filesToRemove(files, new Set(['a'])), ['b']);
  });
});

describe('a stored conversation', () => {
  it('comes back as it was, seams, offers and failures included', () => {
    const answer = answerAfter([
      { t: 'started', target: claude },
      { t: 'text', text: 'aaa' },
      switched(claude, gemma, 'continue', 3),
      { t: 'text', text: 'b' },
      switched(gemma, claude, 'restart'),
      { t: 'notice', kind: 'trimmed', leftOut: 'Older turns' },
      { t: 'text', text: 'c' },
      { t: 'usage', target: claude, input: 1, output: 2 },
      {
        t: 'offer',
        reason: 'quota',
        failure: failureOf('quota', { until: 5 }),
        from: claude,
        next: gemma,
        accept: () => undefined,
        decline: () => undefined,
      },
      {
        t: 'failed',
        failures: [{ target: claude, failure: failureOf('auth') }],
        skipped: [{ provider: 'x', why: 'local-only' }],
      },
    ]);
    const conversation = conversationWith({ ...answer, firstChoice: claude });
    assert.deepEqual(parseConversation(formatConversation(conversation)), { t: 'read', conversation });
  });

  it('comes back with the question that waits in it, whatever that waits for', () => {
    const failed = answerAfter([
      { t: 'failed', failures: [], skipped: [{ provider: 'ollama', why: 'local-stopped' }] },
    ]);
    const forms: readonly Waiting[] = [
      { t: 'watching', since: 1 },
      { t: 'watching', since: 1, next: { t: 'look', provider: 'claude', at: 2 } },
      { t: 'trying', since: 1 },
      { t: 'asleep', since: 1, why: 'reloaded' },
      { t: 'asleep', since: 1, why: 'too-long' },
    ];
    for (const waiting of forms) {
      const conversation = conversationWith({ ...failed, waiting });
      assert.deepEqual(parseConversation(formatConversation(conversation)), { t: 'read', conversation });
    }
  });

  it('is broken whatever else it holds', () => {
    for (const text of ['', 'null', '[]', '{"version":1}', '{"version":"2"}']) {
      assert.deepEqual(parseConversation(text), { t: 'broken' }, text);
    }
  });

  it('is not touched when nothing was under way', () => {
    assert.equal(recovered(conversationWith({ ...streaming, state: 'complete' })), undefined);
  });

  it('has failed where no word had come', () => {
    const answer = recovered(conversationWith(createAnswer('a', 0)))?.turns[1];
    assert.ok(answer?.role === 'assistant');
    assert.equal(answer.state, 'failed');
  });
});
