import assert from 'node:assert/strict';
import { toDisposable } from '../../src/core/base/disposable';
import { Emitter } from '../../src/core/base/emitter';
import { silentLogger } from '../../src/core/base/logger';
import { answerCard } from '../../src/core/chat/answerCard';
import { lastAnswer, type Answer } from '../../src/core/chat/conversation';
import { HistoryStore } from '../../src/core/chat/historyStore';
import type { WaitingSources } from '../../src/core/chat/waitingAsks';
import { Recovery } from '../../src/core/health/recovery';
import type { Reply } from '../../src/core/health/reach';
import type { ResolvedProvider } from '../../src/core/providers/provider';
import { durations } from '../../src/core/routing/durations';
import type { Settings } from '../../src/core/settings/snapshot';
import { ChatSession, type LateAnswer } from '../../src/editor/chat/chatSession';
import { settle } from './fakeClock';
import { createMemoryFileStore } from './memoryFileStore';
import { createRoutingWorld, defaultRows } from './routingWorld';

/** Nobody ever comes back; for tests in which no question waits. */
export function nobodyComesBack(clock: WaitingSources['clock']): WaitingSources {
  return {
    clock,
    random: () => 0,
    durations,
    lease: { take: () => Promise.resolve(toDisposable(() => undefined)) },
    route: () => ({ targets: [], skipped: [], alone: false }),
    nextDue: () => ({ t: 'change' }),
    look: () => undefined,
    tryNow: () => undefined,
    onDidChange: new Emitter<void>().event,
    onDidChangeRules: new Emitter<void>().event,
  };
}

/** A chat session on the whole routing core, on a fake clock: only providers, disk and network are played. */
export function createWaitingWorld(more: Partial<Settings> = {}, rows: readonly ResolvedProvider[] = defaultRows()) {
  const world = createRoutingWorld(more, rows);
  const { clock, health } = world;
  const changed = new Emitter<void>();
  const rulesChanged = new Emitter<void>();
  health.onDidChange(() => changed.fire());
  const facts = {
    /** What a header-only look finds. */
    reply: { errno: 'ENETUNREACH' } as Reply,
    keyIsGood: false,
    looks: [] as string[],
    /** Another window is trying. */
    isTaken: false,
    leases: 0,
    forbidden: undefined as string | undefined,
  };
  const recovery = new Recovery({
    takeLook: () => Promise.resolve({ dispose: () => undefined }),
    health,
    reach: (url) => {
      facts.looks.push(url);
      return Promise.resolve(facts.reply);
    },
    mayReach: () => true,
    check: () => {
      facts.looks.push('key');
      return Promise.resolve(
        facts.keyIsGood
          ? { ok: true, value: undefined }
          : { ok: false, failure: { kind: 'auth', scope: 'credential', evidence: { phase: 'headers' } } },
      );
    },
    clock,
    durations,
    logger: silentLogger,
  });
  const waiting: WaitingSources = {
    clock,
    random: () => 0.5,
    durations,
    lease: {
      take: () => {
        if (facts.isTaken) return Promise.resolve(undefined);
        facts.leases += 1;
        return Promise.resolve(toDisposable(() => (facts.leases -= 1)));
      },
    },
    route: () => world.route('chat'),
    nextDue: (target, provider) => health.nextDue(target, provider),
    look: (route) => recovery.onAsk(route),
    tryNow: (provider) => health.tryNow(provider),
    onDidChange: changed.event,
    onDidChangeRules: rulesChanged.event,
  };
  const files = createMemoryFileStore(clock);
  let ids = 0;
  /** Asks whose loop is still being loaded, which takes real time: the clock must not run away from them. */
  const loop = { loading: 0 };
  world.prepare = () => {
    loop.loading -= 1;
    return Promise.resolve();
  };
  const play = async (ms: number): Promise<void> => {
    const step = ms > 60_000 ? 1_000 : 100;
    for (let left = ms; ; left -= step) {
      await settle();
      while (loop.loading > 0) await settle();
      if (left <= 0) break;
      await clock.advance(Math.min(step, left));
    }
    await settle();
  };
  const late: LateAnswer[] = [];
  const createSession = (): ChatSession => {
    const session = new ChatSession({
      history: new HistoryStore(files, clock, silentLogger),
      clock,
      logger: silentLogger,
      newId: () => `id-${++ids}`,
      ask: (ask, signal) => {
        loop.loading += 1;
        return world.router.chat(ask, signal);
      },
      firstChoice: () => undefined,
      mayGoAlong: async ({ id }) => id !== facts.forbidden,
      instructions: async () => [],
      waiting,
    });
    session.onDidAnswerLate((answer) => late.push(answer));
    return session;
  };
  const state = { session: createSession() };
  return Object.assign(world, {
    facts,
    changed,
    rulesChanged,
    files,
    late,
    session: (): ChatSession => state.session,
    /** Plays time, and what happens in it. */
    play,
    /** Asks a question that nobody can answer, and lets it fail. */
    async fail(text = 'Anybody?'): Promise<void> {
      void state.session.send(text, []);
      for (let ms = 0; ms < 120_000 && (ms === 0 || state.session.busy); ms += 100) await play(100);
      for (const id of new Set(rows.map((row) => row.id))) world.provider(id).calls.length = 0;
      assert.equal(this.last().state, 'failed');
    },
    /** The same, and the user wants it sent when somebody is back. */
    async failAndWait(text?: string): Promise<void> {
      await this.fail(text);
      state.session.sendWhenBack(this.last().id);
      await play(0);
    },
    /** The window is loaded anew: health knows nothing, the disk everything. */
    async reload(): Promise<void> {
      state.session.dispose();
      await play(1_000);
      state.session = createSession();
      await state.session.restore();
    },
    last(): Answer {
      const answer = lastAnswer(state.session.conversation);
      assert.ok(answer);
      return answer;
    },
    /** What the answer says of itself and its buttons. */
    card(): string {
      const card = answerCard(this.last(), (id) => world.provider(id).info, true);
      return card ? `${card.sentence} [${card.actions.map(({ label }) => label).join('] [')}]` : '';
    },
    requests: (...ids: readonly string[]): number[] => ids.map((id) => world.provider(id).calls.length),
  });
}
