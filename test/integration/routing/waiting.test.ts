import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger } from '../../../src/core/base/logger';
import { lastAnswer, textOf, type Answer } from '../../../src/core/chat/conversation';
import { HistoryStore } from '../../../src/core/chat/historyStore';
import type { SharedPorts } from '../../../src/core/health/shared/ports';
import { ChatSession } from '../../../src/editor/chat/chatSession';
import { createHealthFile } from '../../../src/platform/healthFile';
import { createLeaseFolder } from '../../../src/platform/leaseFolder';
import { systemClock } from '../../../src/platform/systemClock';
import { knownText } from '../../simulator/knownText';
import { createMemoryFileStore } from '../../support/memoryFileStore';
import { createRealWorld } from '../../support/realWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

/** A chat of one window, and what a test asks of it. */
class WaitingChat {
  readonly session: ChatSession;

  constructor(readonly world: World) {
    let ids = 0;
    this.session = new ChatSession({
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
  }

  get answer(): Answer {
    const last = lastAnswer(this.session.conversation);
    assert.ok(last);
    return last;
  }

  /** Resolves when the last answer is as wanted; the chat tells of every change. */
  becomes(wanted: (answer: Answer) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!wanted(this.answer)) return;
        subscription.dispose();
        resolve();
      };
      const subscription = this.session.onDidChange(look);
      look();
    });
  }

  /** Asks while nobody can answer, and waits from then on. */
  async askInVain(): Promise<void> {
    await this.session.send('Is anybody there?', []);
    assert.equal(this.answer.state, 'failed');
    this.session.sendWhenBack(this.answer.id);
  }
}

describe('a question that waits, on the real SDKs', function () {
  this.timeout(30_000);
  let folder: string;
  let world: World;
  let chat: WaitingChat;

  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'understudy-waiting-'));
    world = await createRealWorld({ shared: shared() });
    chat = new WaitingChat(world);
    const { control } = world.simulator;
    control.set({ service: 'claude', fault: 'overloaded' });
    control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
  });
  afterEach(async () => {
    chat.session.dispose();
    await world.stop();
    await rm(folder, { recursive: true });
  });

  const shared = (): SharedPorts => ({
    file: createHealthFile(folder),
    leases: createLeaseFolder(folder),
    bondOf: () => Promise.resolve('tied'),
  });
  const claudeChats = (): number => world.simulator.control.journal.counter('claude').chat;

  it('is answered without a click when Claude is back, by exactly one request', async () => {
    await chat.askInVain();
    const asked = claudeChats();
    world.simulator.control.heal('claude');
    await chat.becomes(({ state }) => state === 'complete');
    assert.equal(textOf(chat.answer), knownText);
    assert.equal(claudeChats(), asked + 1);
    assert.equal(chat.session.conversation.turns.length, 2);
    assert.deepEqual(world.simulator.control.journal.violations, []);
  });

  it('is answered at once when Ollama has been started', async () => {
    await chat.askInVain();
    const asked = claudeChats();
    world.simulator.control.heal('ollama');
    await world.simulator.settled();
    await world.engine.local.refresh('ollama', new AbortController().signal);
    await chat.becomes(({ state }) => state === 'complete');
    assert.equal(chat.answer.authors.at(-1)?.target.provider, 'ollama');
    assert.equal(claudeChats(), asked, 'Claude’s time had not come');
  });

  it('costs a provider that stays away one request for each time it comes due', async () => {
    await chat.askInVain();
    const asked = claudeChats();
    const states: (string | undefined)[] = [];
    chat.session.onDidChange(() => {
      const state = chat.answer.waiting?.t;
      if (state !== states.at(-1)) states.push(state);
    });
    await chat.becomes(({ waiting }) => claudeChats() >= asked + 2 && waiting?.t === 'watching');
    assert.equal(claudeChats() - asked, 2);
    assert.deepEqual(states, ['trying', 'watching', 'trying', 'watching']);
    chat.session.stop();
    assert.equal(chat.answer.waiting, undefined);
  });

  it('is tried by one of two windows at a time, and the other sends its own once the first is through', async () => {
    const second = await createRealWorld({ beside: world.simulator, shared: shared() });
    const other = new WaitingChat(second);
    try {
      await Promise.all([chat.askInVain(), other.askInVain()]);
      const { control } = world.simulator;
      const asked = claudeChats();
      control.heal('claude');
      control.pace({ msPerChunk: 10, charsPerChunk: 40 }, 'claude');
      await Promise.all([chat, other].map((each) => each.becomes(({ state }) => state === 'complete')));
      assert.equal(claudeChats(), asked + 2, 'one request for each question');
      const [probe, next] = control.journal.requests.filter((request) => request.use === 'chat').slice(-2);
      assert.ok(probe?.endedAt !== undefined && next && next.at >= probe.endedAt, 'never two at a time');
    } finally {
      other.session.dispose();
      await second.stop();
    }
  });
});
