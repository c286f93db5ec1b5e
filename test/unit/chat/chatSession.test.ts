import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { lastAnswer, textOf, type Answer } from '../../../src/core/chat/conversation';
import { HistoryStore } from '../../../src/core/chat/historyStore';
import { parseConversation } from '../../../src/core/chat/storedConversation';
import { ChatSession, type SessionChange } from '../../../src/editor/chat/chatSession';
import { claude, failureOf, fileContext, gemma, switched } from '../../support/chatFixtures';
import { createFakeClock, settle, type FakeClock } from '../../support/fakeClock';
import { createMemoryFileStore, type MemoryFileStore } from '../../support/memoryFileStore';
import { createRecordingLogger } from '../../support/recordingLogger';
import { nobodyComesBack } from '../../support/waitingWorld';
import { createOffer, createScriptedRouter, type OpenAsk, type ScriptedRouter } from '../../support/scriptedAsk';

const started = { t: 'started', target: claude } as const;
const text = (words: string) => ({ t: 'text', text: words }) as const;
const complete = { t: 'done', target: claude, outcome: 'complete' } as const;

describe('a chat session', () => {
  let clock: FakeClock;
  let files: MemoryFileStore;
  let router: ScriptedRouter;
  let session: ChatSession;
  let ids = 0;
  let forbidden: string | undefined;

  const create = (): ChatSession =>
    new ChatSession({
      history: new HistoryStore(files, clock, silentLogger),
      clock,
      logger: createRecordingLogger(),
      newId: () => `id-${++ids}`,
      ask: (ask, signal) => router.chat(ask, signal),
      firstChoice: () => claude,
      mayGoAlong: async ({ id }) => id !== forbidden,
      waiting: nobodyComesBack(clock),
      instructions: async () => [fileContext('CLAUDE', 'Use tabs.', { kind: 'instructions' })],
    });
  const send = async (words: string): Promise<OpenAsk> => {
    const before = router.asks.length;
    void session.send(words, []);
    await settle();
    const ask = router.asks[before];
    assert.ok(ask, 'nothing was asked');
    return ask;
  };
  const answer = (): Answer => {
    const last = lastAnswer(session.conversation);
    assert.ok(last);
    return last;
  };

  beforeEach(() => {
    clock = createFakeClock();
    files = createMemoryFileStore(clock);
    router = createScriptedRouter();
    forbidden = undefined;
    session = create();
  });

  it('has the question on disk before it is asked', async () => {
    let onDisk = 0;
    const { asks, ...scripted } = createScriptedRouter();
    router = {
      asks,
      chat: (ask, signal) => {
        onDisk = [...files.files.keys()].filter((name) => name.endsWith('.json')).length;
        return scripted.chat(ask, signal);
      },
    };
    await send('Why?');
    assert.equal(onDisk, 1);
  });

  it('sends the neutral history, the system text and the instructions', async () => {
    const first = await send('One?');
    await first.say(started, text('Two.'), complete);
    const second = await send('Three?');
    assert.deepEqual(
      second.ask.turns.map((turn) => turn.text),
      ['One?', 'Two.', 'Three?'],
    );
    assert.match(second.ask.system, /Understudy/);
    assert.equal(second.ask.instructions.length, 1);
    assert.equal(answer().firstChoice, claude);
    assert.deepEqual([first.ask.lastBy, second.ask.lastBy], [undefined, claude]);
  });

  it('tells text as text and everything else as a changed answer', async () => {
    const changes: SessionChange[] = [];
    session.onDidChange((change) => changes.push(change));
    const ask = await send('Q');
    changes.length = 0;
    await ask.say(started, text('a'), text('b'), switched(claude, gemma, 'continue', 2), text('c'), complete);
    assert.deepEqual(
      changes.map((change) => change.t),
      ['answer', 'answer', 'text', 'answer', 'text', 'answer', 'all'],
    );
    assert.equal(textOf(answer()), 'abc');
    assert.equal(session.busy, false);
  });

  it('sends a stored file again only as long as it may be read, and says what it left out', async () => {
    void session.send('One?', [fileContext('a', 'text of a'), fileContext('b', 'text of b')]);
    await settle();
    const [first] = router.asks;
    assert.equal(first?.ask.turns[0]?.context?.length, 2);
    await first?.say(started, { t: 'failed', failures: [], skipped: [] });
    forbidden = 'b';
    void session.retry(answer().id);
    await settle();
    assert.deepEqual(
      router.asks[1]?.ask.turns[0]?.context?.map((item) => item.id),
      ['a'],
    );
    assert.match(session.banner ?? '', /b\.ts/);
    assert.doesNotMatch(session.banner ?? '', /a\.ts/);
  });

  it('sends no instructions that may not be read any more', async () => {
    forbidden = 'CLAUDE';
    const ask = await send('One?');
    assert.deepEqual(ask.ask.instructions, []);
    assert.equal(session.banner, undefined);
  });

  it('takes no second question while an answer is being written', async () => {
    await send('One?');
    assert.equal(session.busy, true);
    assert.equal(session.send('Two?', []), undefined);
    assert.equal(session.conversation.turns.length, 2);
  });

  it('keeps what was said when the user stops', async () => {
    const ask = await send('Q');
    await ask.say(started, text('Half'));
    session.stop();
    await settle();
    assert.equal(answer().state, 'stopped');
    assert.equal(textOf(answer()), 'Half');
    assert.equal(session.busy, false);
  });

  it('keeps the question and the text when the ask fails, and asks again on request', async () => {
    const ask = await send('Q');
    await ask.say(started, { t: 'failed', failures: [{ target: claude, failure: failureOf('server') }], skipped: [] });
    assert.equal(answer().state, 'failed');
    void session.retry(answer().id);
    await settle();
    assert.equal(router.asks.length, 2);
    assert.deepEqual(router.asks[1]?.ask.turns, [{ role: 'user', text: 'Q' }]);
    await router.asks[1]?.say(started, text('Yes'), complete);
    assert.equal(answer().state, 'complete');
    assert.equal(session.conversation.turns.length, 2);
  });

  it('ends the answer and says so in the log when the stream breaks in a way nobody foresaw', async () => {
    const ask = await send('Q');
    await ask.say(started, text('Half'));
    await ask.break(new Error('bug'));
    assert.equal(answer().state, 'cut-off');
    assert.equal(session.busy, false);
  });

  it('hands the user’s word to an offer that waits', async () => {
    for (const [accepted, word] of [
      [true, 'yes'],
      [false, 'no'],
    ] as const) {
      session = create();
      const ask = await send('Q');
      const offer = createOffer();
      await ask.say(started, offer);
      assert.equal(session.busy, false);
      assert.ok(answer().offer);
      await session.answerOffer(answer().id, accepted);
      assert.deepEqual(offer.words, [word]);
      assert.equal(answer().offer, undefined);
      assert.equal(session.busy, true);
    }
  });

  it('leaves a slow target when the user wants that, and stays busy', async () => {
    let switches = 0;
    const ask = await send('Q');
    const offer = { next: gemma, switchNow: () => void switches++ };
    await ask.say(started, { t: 'notice', kind: 'slow', target: claude, offer });
    assert.equal(session.busy, true);
    session.switchNow('another answer');
    assert.equal(switches, 0);
    session.switchNow(answer().id);
    session.switchNow(answer().id);
    assert.equal(switches, 1);
    assert.equal(session.busy, true);
  });

  it('ends an answer whose offer waits as failed, text kept, when a new question comes', async () => {
    const ask = await send('One?');
    await ask.say(started, text('Half'), createOffer('cut-off'));
    await send('Two?');
    await settle();
    const [, first] = session.conversation.turns;
    assert.ok(first?.role === 'assistant');
    assert.equal(first.state, 'failed');
    assert.equal(textOf(first), 'Half');
    assert.ok(first.offer);
    assert.equal(session.busy, true);
  });

  it('asks again with the user’s yes when the button of an ended offer is pressed, and asks it no second time', async () => {
    const ask = await send('Q');
    await ask.say(started, createOffer());
    session.stop();
    await settle();
    void session.answerOffer(answer().id, true);
    await settle();
    const again = createOffer();
    await router.asks[1]?.say(started, again, { t: 'text', text: 'x' });
    assert.deepEqual(again.words, ['yes']);
    assert.equal(answer().offer, undefined);
  });

  it('carries a cut answer on from its text', async () => {
    const ask = await send('Q');
    await ask.say(started, text('Half'), { t: 'failed', failures: [], skipped: [] });
    void session.carryOn(answer().id);
    await settle();
    assert.deepEqual(router.asks[1]?.ask.cut, { text: 'Half', by: claude });
    await router.asks[1]?.say(switched(claude, gemma, 'continue', 4), text(' more'), complete);
    assert.equal(textOf(answer()), 'Half more');
  });

  it('writes an answer to its end though another chat is shown', async () => {
    const ask = await send('One?');
    const first = session.conversation.id;
    await ask.say(started, text('Half'));
    session.newChat();
    assert.equal(session.busy, false);
    await ask.say(text(' and whole'), complete);
    await session.show(first);
    assert.equal(textOf(answer()), 'Half and whole');
    assert.equal(answer().state, 'complete');
  });

  it('shows a running answer again when its chat is opened', async () => {
    const ask = await send('One?');
    const first = session.conversation.id;
    session.newChat();
    await session.show(first);
    assert.equal(session.busy, true);
    await ask.say(started, text('Hi'));
    assert.equal(textOf(answer()), 'Hi');
  });

  it('is there again, with the text so far, after the host was killed in mid-answer', async () => {
    const ask = await send('Q');
    await ask.say(started, text('So far'));
    await clock.advance(250);
    const next = create();
    await next.restore();
    const recovered = lastAnswer(next.conversation);
    assert.ok(recovered);
    assert.equal(recovered.state, 'cut-off');
    assert.equal(textOf(recovered), 'So far');
    assert.match(next.banner ?? '', /stopped while an answer/);
  });

  it('leaves an answer under way on disk to be mended when the host ends in order', async () => {
    const ask = await send('Q');
    await ask.say(started, text('So far'));
    session.dispose();
    await settle();
    await clock.advance(1000);
    const next = create();
    await next.restore();
    assert.equal(lastAnswer(next.conversation)?.state, 'cut-off');
    assert.equal(ask.signal.aborted, true);
  });

  it('has the draft again after a reload', async () => {
    session.setDraft('half a thou');
    await clock.advance(250);
    const next = create();
    await next.restore();
    assert.equal(next.conversation.draft, 'half a thou');
    assert.equal(next.banner, undefined);
  });

  it('does not take away what the user writes while the last chat is read', async () => {
    session.setDraft('old');
    await clock.advance(250);
    const next = create();
    const restoring = next.restore();
    next.setDraft('half a thou');
    await restoring;
    assert.equal(next.conversation.draft, 'half a thou');
  });

  it('opens an empty chat again if that was open last', async () => {
    const ask = await send('Q');
    await ask.say(started, text('x'), complete);
    session.newChat();
    await settle();
    const next = create();
    await next.restore();
    assert.equal(next.conversation.turns.length, 0);
    assert.equal(next.summaries.length, 1);
  });

  it('deletes a chat whose answer is under way, and nothing of it comes back', async () => {
    const ask = await send('Q');
    await ask.say(started, text('x'));
    await session.remove(session.conversation.id);
    await ask.say(text('y'));
    await clock.advance(1000);
    assert.deepEqual(
      [...files.files.keys()].filter((name) => name.endsWith('.json')),
      [],
    );
    assert.equal(session.conversation.turns.length, 0);
    assert.equal(ask.signal.aborted, true);
  });

  it('deletes all', async () => {
    const ask = await send('Q');
    await ask.say(started, text('x'), complete);
    await session.removeAll();
    await clock.advance(1000);
    assert.deepEqual(session.summaries, []);
    assert.equal(session.conversation.turns.length, 0);
  });

  it('says when a chat cannot be saved, and answers all the same', async () => {
    files.refusal = new Error('disk full');
    const ask = await send('Q');
    assert.match(session.banner ?? '', /could not be saved/);
    files.refusal = undefined;
    await ask.say(started, text('x'), complete);
    assert.equal(answer().state, 'complete');
    const stored = files.files.get(`${session.conversation.id}.json`)?.text ?? '';
    assert.equal(parseConversation(stored).t, 'read');
  });

  it('leaves no listener and no timer behind', async () => {
    const ask = await send('Q');
    await ask.say(started, text('x'), complete);
    await clock.advance(1000);
    session.dispose();
    session.dispose();
    assert.equal(clock.pending, 0);
  });
});
