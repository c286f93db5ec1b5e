import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { lastAnswer } from '../../../src/core/chat/conversation';
import { HistoryStore } from '../../../src/core/chat/historyStore';
import type { StatusSnapshot } from '../../../src/core/contract/status';
import type { FromPage, ToPage } from '../../../src/protocol/messages';
import { ChatController } from '../../../src/editor/chat/chatController';
import { ChatSession } from '../../../src/editor/chat/chatSession';
import { claude, failureOf, fileContext, lookup } from '../../support/chatFixtures';
import { createFakeClock, settle, type FakeClock } from '../../support/fakeClock';
import { createMemoryFileStore } from '../../support/memoryFileStore';
import { nobodyComesBack } from '../../support/waitingWorld';
import { createScriptedRouter, type ScriptedRouter } from '../../support/scriptedAsk';

const status: StatusSnapshot = {
  version: 1,
  situation: 'first',
  text: '',
  chat: { first: claude, current: claude },
  completions: {},
  targets: [],
  network: 'ok',
};
const started = { t: 'started', target: claude } as const;
const text = (words: string) => ({ t: 'text', text: words }) as const;

describe('the chat controller', () => {
  let clock: FakeClock;
  let router: ScriptedRouter;
  let controller: ChatController;
  let session: ChatSession;
  let posted: ToPage[];
  let hasPage: boolean;
  let spent: number;
  let ran: string[];
  let acts: string[];
  let unreadable: Error | undefined;
  const receive = async (message: FromPage): Promise<void> => {
    void controller.receive(message);
    await settle();
  };
  const kinds = (): string[] => posted.map((message) => message.t);
  const lastState = (): (ToPage & { t: 'state' })['state'] => {
    const found = posted.findLast((message) => message.t === 'state');
    assert.ok(found?.t === 'state');
    return found.state;
  };

  beforeEach(async () => {
    clock = createFakeClock();
    router = createScriptedRouter();
    posted = [];
    hasPage = true;
    spent = 0;
    ran = [];
    acts = [];
    unreadable = undefined;
    let ids = 0;
    session = new ChatSession({
      history: new HistoryStore(createMemoryFileStore(clock), clock, silentLogger),
      clock,
      logger: silentLogger,
      newId: () => `id-${++ids}`,
      ask: (ask, signal) => router.chat(ask, signal),
      firstChoice: () => claude,
      mayGoAlong: async () => true,
      waiting: nobodyComesBack(clock),
      instructions: async () => [],
    });
    controller = new ChatController(
      {
        clock,
        resolved: lookup,
        status: () => status,
        setUp: () => [],
        runAction: async (id) => ran.push(id) > 0 && id.startsWith('try-now'),
        chooseModel: async () => void acts.push('chooseModel'),
        chooseProvider: async () => void acts.push('chooseProvider'),
      },
      session,
      {
        chips: [],
        collect: async () => {
          if (unreadable) throw unreadable;
          return [fileContext('f', 'text of the file')];
        },
        remove: (id) => void acts.push(`remove ${id}`),
        spend: () => spent++,
        reset: () => undefined,
      },
      {
        pickFile: async () => void acts.push('pickFile'),
        copy: async (words) => void acts.push(`copy ${words}`),
        insert: async (words) => void acts.push(`insert ${words}`),
        openLink: async (href) => void acts.push(`open ${href}`),
      },
      () => ({ hasPage, post: (message) => posted.push(message) }),
    );
    await receive({ t: 'ready' });
    await clock.advance(100);
    posted.length = 0;
  });

  it('answers a page that is ready with everything, at once', async () => {
    await receive({ t: 'ready' });
    assert.equal(posted[0]?.t, 'state');
    assert.equal(lastState().target?.label, 'Claude · claude-sonnet-5-5');
  });

  it('tells a page how many of its drafts are read, counted anew for each page', async () => {
    await receive({ t: 'draft', text: 'W' });
    await receive({ t: 'draft', text: 'Why' });
    controller.refresh();
    await clock.advance(40);
    assert.equal(lastState().draftsRead, 2);
    await receive({ t: 'ready' });
    assert.equal(lastState().draftsRead, 0);
  });

  it('gives the question back when what goes along can not be read', async () => {
    unreadable = new Error('gone');
    await assert.rejects(controller.receive({ t: 'send', text: 'Why?' }), /gone/);
    assert.deepEqual(posted.at(-1), { t: 'setDraft', text: 'Why?' });
  });

  it('sends a question with what goes along, and spends what was added', async () => {
    await receive({ t: 'send', text: 'Why?' });
    assert.equal(router.asks[0]?.ask.turns[0]?.context?.[0]?.text, 'text of the file');
    assert.equal(spent, 1);
    await clock.advance(40);
    assert.equal(lastState().busy, true);
  });

  it('streams text in few messages, in order and without loss', async () => {
    await receive({ t: 'send', text: 'Q' });
    await router.asks[0]?.say(started, text('0'));
    await clock.advance(40);
    posted.length = 0;
    let expected = '';
    for (let step = 1; step <= 100; step++) {
      expected += ` ${step}`;
      await router.asks[0]?.say(text(` ${step}`));
      await clock.advance(4);
    }
    await clock.advance(40);
    const appended = posted.map((message) => (message.t === 'append' ? message.text : `<${message.t}>`));
    assert.equal(appended.join(''), expected);
    assert.ok(posted.length <= 11, `${posted.length} messages in 400 ms`);
  });

  it('sends the answer whole when more than text changed, and its text not a second time', async () => {
    await receive({ t: 'send', text: 'Q' });
    await router.asks[0]?.say(started, text('a'), text('b'));
    await clock.advance(40);
    posted.length = 0;
    await router.asks[0]?.say(text('c'), { t: 'usage', target: claude, input: 1, output: 1 }, text('d'));
    await clock.advance(40);
    assert.deepEqual(kinds(), ['answer']);
    assert.ok(posted[0]?.t === 'answer');
    assert.equal(posted[0].answer.segments[0]?.text, 'abcd');
    assert.equal(posted[0].busy, true);
  });

  it('sends nothing to a page that is away, and everything when it is back', async () => {
    await receive({ t: 'send', text: 'Q' });
    await clock.advance(40);
    hasPage = false;
    posted.length = 0;
    await router.asks[0]?.say(started, text('while away'));
    await clock.advance(100);
    assert.deepEqual(posted, []);
    assert.equal(clock.pending <= 1, true);
    hasPage = true;
    await receive({ t: 'ready' });
    const [, answer] = lastState().turns;
    assert.ok(answer?.role === 'assistant');
    assert.equal(answer.segments[0]?.text, 'while away');
  });

  it('gives the text back when it cannot take a question', async () => {
    await receive({ t: 'send', text: 'One?' });
    await receive({ t: 'send', text: 'Two?' });
    assert.deepEqual(posted.at(-1), { t: 'setDraft', text: 'Two?' });
    assert.equal(session.conversation.draft, 'Two?');
    assert.equal(router.asks.length, 1);
  });

  it('asks about code in a new chat while the old one is busy', async () => {
    await receive({ t: 'send', text: 'One?' });
    void controller.ask('Explain', []);
    await settle();
    assert.equal(router.asks.length, 2);
    assert.deepEqual(
      router.asks[1]?.ask.turns.map((turn) => turn.text),
      ['Explain'],
    );
  });

  it('begins a new chat on /new, with the rest in the text box', async () => {
    await receive({ t: 'send', text: '/new about cats' });
    assert.equal(router.asks.length, 0);
    assert.deepEqual(posted.at(-1), { t: 'setDraft', text: 'about cats' });
  });

  it('switches to the next on *Switch now*', async () => {
    const switched: string[] = [];
    const next = { ...claude, model: 'claude-opus-5-5' };
    const offer = { next, switchNow: () => void switched.push(next.model) };
    await receive({ t: 'send', text: 'Q' });
    await router.asks[0]?.say(started, { t: 'notice', kind: 'slow', target: claude, offer });
    await receive({ t: 'action', id: 'switch-now', answer: session.conversation.turns[1]?.id ?? '' });
    assert.deepEqual(switched, [next.model]);
    assert.deepEqual(ran, []);
  });

  it('repeats the ask after an action that makes it worth while, and only then', async () => {
    await receive({ t: 'send', text: 'Q' });
    await router.asks[0]?.say(started, {
      t: 'failed',
      failures: [{ target: claude, failure: failureOf('overloaded') }],
      skipped: [],
    });
    const id = session.conversation.turns[1]?.id ?? '';
    await receive({ t: 'action', id: 'set-key:claude', answer: id });
    assert.equal(router.asks.length, 1);
    await receive({ t: 'action', id: 'try-now:claude', answer: id });
    assert.deepEqual(ran, ['set-key:claude', 'try-now:claude']);
    assert.equal(router.asks.length, 2);
  });

  it('keeps a question that failed until somebody is back, sends it now and lets it go, each by its button', async () => {
    await receive({ t: 'send', text: 'Q' });
    await router.asks[0]?.say({
      t: 'failed',
      failures: [{ target: claude, failure: failureOf('overloaded') }],
      skipped: [],
    });
    const { id = '' } = lastAnswer(session.conversation) ?? {};
    const press = (action: string): Promise<void> => receive({ t: 'action', id: action, answer: id });
    await press('send-when-back');
    assert.equal(lastAnswer(session.conversation)?.waiting?.t, 'watching');
    await press('waiting-try-now');
    assert.equal(router.asks.length, 2);
    assert.equal(router.asks[1]?.ask.whenBack, undefined, 'the user’s own try may ask anybody');
    await press('waiting-stop');
    assert.equal(router.asks[1]?.signal.aborted, true);
    assert.equal(lastAnswer(session.conversation)?.waiting, undefined);
    assert.deepEqual(ran, []);
  });

  it('hands everything else to the editor', async () => {
    await receive({ t: 'copy', text: 'x' });
    await receive({ t: 'insert', text: 'y' });
    await receive({ t: 'openLink', href: 'z' });
    await receive({ t: 'addContext' });
    await receive({ t: 'removeChip', id: 'c' });
    await receive({ t: 'chooseModel' });
    await receive({ t: 'chooseProvider' });
    assert.deepEqual(acts, ['copy x', 'insert y', 'open z', 'pickFile', 'remove c', 'chooseModel', 'chooseProvider']);
  });

  it('stops listening and leaves no timer when it is disposed', async () => {
    await receive({ t: 'send', text: 'Q' });
    controller.dispose();
    controller.dispose();
    posted.length = 0;
    await router.asks[0]?.say(started, text('x'));
    await clock.advance(1000);
    assert.deepEqual(posted, []);
  });
});
