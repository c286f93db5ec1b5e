import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { lastAnswer, textOf, type Answer } from '../../../src/core/chat/conversation';
import { HistoryStore } from '../../../src/core/chat/historyStore';
import { ChatSession } from '../../../src/editor/chat/chatSession';
import { systemClock } from '../../../src/platform/systemClock';
import { knownText } from '../../simulator/knownText';
import { createMemoryFileStore } from '../../support/memoryFileStore';
import { createRealWorld } from '../../support/realWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

describe('a question that waits, on the real SDKs', function () {
  this.timeout(30_000);
  let world: World;
  let session: ChatSession;

  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  beforeEach(async () => {
    world = await createRealWorld();
    let ids = 0;
    session = new ChatSession({
      history: new HistoryStore(createMemoryFileStore(systemClock), systemClock, silentLogger),
      clock: systemClock,
      logger: silentLogger,
      newId: () => `id-${++ids}`,
      ask: (ask, signal) => world.engine.router.chat(ask, signal),
      firstChoice: () => undefined,
      mayGoAlong: () => Promise.resolve(true),
      instructions: () => Promise.resolve([]),
      waiting: world.engine.waiting,
    });
  });
  afterEach(async () => {
    session.dispose();
    await world.stop();
  });

  const answer = (): Answer => {
    const last = lastAnswer(session.conversation);
    assert.ok(last);
    return last;
  };
  const chats = (service: 'claude' | 'ollama'): number => world.simulator.control.journal.counter(service).chat;

  /** Resolves when the last answer is as wanted; the chat tells of every change. */
  function becomes(wanted: (answer: Answer) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!wanted(answer())) return;
        subscription.dispose();
        resolve();
      };
      const subscription = session.onDidChange(look);
      look();
    });
  }

  async function askInVain(): Promise<void> {
    const { control } = world.simulator;
    control.set({ service: 'claude', fault: 'overloaded' });
    control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
    await session.send('Is anybody there?', []);
    assert.equal(answer().state, 'failed');
    session.sendWhenBack(answer().id);
  }

  it('is answered without a click when Claude is back, by exactly one request', async () => {
    await askInVain();
    const asked = chats('claude');
    world.simulator.control.heal('claude');
    await becomes(({ state }) => state === 'complete');
    assert.equal(textOf(answer()), knownText);
    assert.equal(chats('claude'), asked + 1);
    assert.equal(session.conversation.turns.length, 2);
    assert.deepEqual(world.simulator.control.journal.violations, []);
  });

  it('is answered at once when Ollama has been started', async () => {
    await askInVain();
    const asked = chats('claude');
    world.simulator.control.heal('ollama');
    await world.simulator.settled();
    await world.engine.local.refresh('ollama', new AbortController().signal);
    await becomes(({ state }) => state === 'complete');
    assert.equal(answer().authors.at(-1)?.target.provider, 'ollama');
    assert.equal(chats('claude'), asked, 'Claude’s time had not come');
  });

  it('costs a provider that stays away one request for each time it comes due', async () => {
    await askInVain();
    const asked = chats('claude');
    const states: (string | undefined)[] = [];
    session.onDidChange(() => {
      const state = answer().waiting?.t;
      if (state !== states.at(-1)) states.push(state);
    });
    await becomes(({ waiting }) => chats('claude') >= asked + 2 && waiting?.t === 'watching');
    assert.equal(chats('claude') - asked, 2);
    assert.deepEqual(states, ['trying', 'watching', 'trying', 'watching']);
    session.stop();
    assert.equal(answer().waiting, undefined);
  });
});
