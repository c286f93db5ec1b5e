import type { Disposable } from '../../src/core/base/disposable';
import { Emitter } from '../../src/core/base/emitter';
import { silentLogger, type Logger } from '../../src/core/base/logger';
import type { Clock } from '../../src/core/base/clock';
import type { ChatAsk, CompletionAsk } from '../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../src/core/contract/events';
import type { Failure } from '../../src/core/contract/failure';
import type { Use } from '../../src/core/contract/target';
import { HealthMonitor } from '../../src/core/health/monitor';
import { SleepWatch } from '../../src/core/health/sleepWatch';
import type { ResolvedProvider } from '../../src/core/providers/provider';
import type { AskNews } from '../../src/core/routing/askNews';
import { durations } from '../../src/core/routing/durations';
import { Gate, type Permissions } from '../../src/core/routing/gate';
import { Pins } from '../../src/core/routing/pins';
import { routeFor, type Route } from '../../src/core/routing/route';
import { Router } from '../../src/core/routing/router';
import type { Settings } from '../../src/core/settings/snapshot';
import { createFakeClock, settle } from './fakeClock';
import { resolvedProvider } from './providerRows';
import { scriptedProvider, type ScriptedProvider } from './scriptedProvider';

/** Settings as a fresh profile has them, with the given changes. */
export function settingsOf(more: Partial<Settings> = {}): Settings {
  return {
    providers: {},
    chatRoute: ['claude', 'ollama'],
    completionsRoute: ['claude', 'ollama'],
    failoverMode: 'auto',
    onQuota: 'ask',
    onCutOff: 'continue',
    keepWarm: 'onTrouble',
    localOnly: false,
    privateHosts: [],
    completionsEnabled: true,
    completionsDisabledLanguages: [],
    ignore: [],
    watchLogin: true,
    statusPageEnabled: true,
    ...more,
  };
}

/** A hole in code that came up while typing. */
export const hole: CompletionAsk = {
  use: 'completion',
  id: 'completion-1',
  languageId: 'typescript',
  path: 'a.ts',
  uri: 'file:///w/a.ts',
  prefix: 'const a = ',
  suffix: '',
  multiline: false,
};

/** Says nothing but for a permit that is settled twice, which is a bug of the router. */
const strictLogger: Logger = {
  ...silentLogger,
  warn: (event) => {
    if (event === 'permit.settledTwice') throw new Error(event);
  },
};

/** A whole routing core on a fake clock: real router, plan, health and gate; only the providers are scripted. */
export function createRoutingWorld(more: Partial<Settings> = {}, rows: readonly ResolvedProvider[] = defaultRows()) {
  const clock = createFakeClock();
  let setByMs = 0;
  const machine: Clock = { now: () => clock.now() + setByMs, schedule: (ms, action) => clock.schedule(ms, action) };
  const providers = new Map(rows.map((row) => [row.id, scriptedProvider(row, clock)]));
  const chance = { next: 0.5, draws: 0 };
  const random = (): number => ((chance.draws += 1), chance.next);
  const health = new HealthMonitor({ clock: machine, random, durations, logger: strictLogger });
  const pins = new Pins();
  const woke = new Emitter<void>();
  let watch: SleepWatch | undefined;
  const world = {
    clock,
    /** Sets the machine's clock by so many milliseconds; timers keep their length, as a machine's do. */
    setClock: (byMs: number): void => void (setByMs += byMs),
    health,
    /** What chance gives from now on, and how often it was asked. */
    chance,
    pins,
    settings: settingsOf(more),
    permissions: {
      localOnly: false,
      isSetUp: () => true,
      mayCompleteInCloud: () => true,
      isLocalOrigin: (origin: string) => origin.startsWith('http://127.0.0.1'),
    } satisfies Permissions as Permissions,
    /** What the router told of its asks. */
    news: [] as AskNews[],
    /** Hears the same as it happens. */
    onNews: (_news: AskNews): void => undefined,
    /** Notices sleep from now on, as the engine does; elsewhere its timer would only be in the way. */
    watchSleep(): Disposable {
      watch = new SleepWatch(clock, durations, (jump) => {
        health.noteWake(jump.t === 'set-back' ? jump.ms : 0);
        if (jump.t === 'slept') woke.fire();
      });
      return watch;
    },
    /** Who listens for the end of sleep. */
    sleepers: () => woke.size,
    /** Another window of this host has the right to probe. */
    probesElsewhere: false,
    /** What happens between an ask's look at health and its permit, which may be that somebody else gets it. */
    beforePermit: (_id: string): Promise<'refused' | undefined> => Promise.resolve(undefined),
    /** The look at local servers beside an ask. */
    prepare: (): Promise<void> => Promise.resolve(),
    /** What the closer look at a failure to connect finds. */
    judge: (failure: Failure): Promise<Failure> => Promise.resolve(failure),
    provider(id: string): ScriptedProvider {
      const found = providers.get(id);
      if (!found) throw new Error(`no provider ${id}`);
      return found;
    },
    route(use: Use): Route {
      return routeFor(use, {
        settings: () => world.settings,
        resolved: (id) => providers.get(id)?.info,
        modelFor: () => undefined,
        whyNoModel: () => 'no-model',
        pinned: (pinnedUse) => pins.pinned(pinnedUse),
        gate: new Gate(() => world.permissions),
      });
    },
    ask: (text = 'Hello?', signal = new AbortController().signal) => startAsk(router, text, signal),
    /** Asks and plays time until the answer is there. */
    async answer(text?: string, forMs = 120_000): Promise<AnswerEvent[]> {
      const asked = world.ask(text);
      await clock.advance(0);
      for (let ms = 0; ms < forMs && !asked.ended(); ms += 100) await clock.advance(100);
      if (!asked.ended()) throw new Error('the ask has not ended');
      await asked.finished;
      return asked.events;
    },
    /** Has a hole filled and plays so much time, in which the ask must have ended. */
    async complete(ask: CompletionAsk = hole, forMs = 20_000): Promise<AnswerEvent[]> {
      const events: AnswerEvent[] = [];
      const render = () => Promise.resolve({ kind: 'raw', prompt: 'a', maxOutputTokens: 8, stop: [] } as const);
      const finished = (async () => {
        for await (const event of router.complete(ask, render, new AbortController().signal)) events.push(event);
      })();
      await clock.advance(forMs);
      await finished;
      return events;
    },
  };
  const router: Router = new Router({
    clock: machine,
    random,
    durations,
    logger: silentLogger,
    health,
    settings: () => world.settings,
    sleep: { look: () => watch?.look(), onDidWake: woke.event },
    catchUp: () => Promise.resolve(),
    permit: async ({ target, provider }, mode) => {
      if ((await world.beforePermit(target.provider)) === 'refused') return undefined;
      const isProbe = mode !== 'last-resort' && health.standing(target, provider).kind === 'due';
      return world.probesElsewhere && isProbe ? undefined : health.acquire(target, provider, mode);
    },
    route: (use) => world.route(use),
    provider: (id) => providers.get(id),
    windowTokens: (entry) => entry.provider.contextWindow ?? entry.provider.windows[0]?.tokens ?? 8_192,
    listedBillions: () => undefined,
    judge: (failure) => world.judge(failure),
    noteLocal: () => undefined,
    rehearsing: () => () => false,
    refusal: async (provider, use) => new Gate(() => world.permissions).refusal(provider, use),
    prepare: () => world.prepare(),
    note: (news) => {
      world.news.push(news);
      world.onNews(news);
    },
    onAsk: ({ targets, alone }) => {
      if (targets[0] && !alone) health.noteFirstChoice(targets[0].target.use, targets[0].target);
    },
  });
  return Object.assign(world, { router });
}

function startAsk(router: Router, text: string, signal: AbortSignal) {
  const events: AnswerEvent[] = [];
  let done = false;
  const ask: ChatAsk = {
    use: 'chat',
    id: 'ask',
    system: 'Be brief.',
    instructions: [],
    turns: [{ role: 'user', text }],
  };
  const finished = (async () => {
    for await (const event of router.chat(ask, signal)) events.push(event);
    done = true;
  })();
  finished.catch(() => (done = true)); // A bug of the router: whoever awaits `finished` sees it.
  return { events, finished, ended: () => done, text: () => answerText(events), settle };
}

/** Claude before a local Gemma. */
export function defaultRows(): ResolvedProvider[] {
  return [
    resolvedProvider('claude', {
      label: 'Claude',
      type: 'anthropic',
      service: 'anthropic',
      chatModel: 'claude-sonnet-5-5',
      completionModel: 'claude-haiku-5-5',
    }),
    resolvedProvider('ollama', {
      label: 'Ollama',
      local: true,
      chatModel: 'gemma4:e4b',
      completionModel: 'gemma4:e4b',
    }),
  ];
}

/** A further cloud with a key. */
export function cloudRow(id: string, more: Partial<ResolvedProvider> = {}): ResolvedProvider {
  return resolvedProvider(id, { chatModel: `${id}-large`, completionModel: `${id}-small`, ...more });
}

/** The events that tell who answered and how the answer ended, in one word each. */
export function story(events: readonly AnswerEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.t) {
      case 'started':
        return [`started ${event.target.provider}`];
      case 'switched':
        return [`${event.mode} ${event.from.provider}→${event.to.provider} (${event.failure.kind})`];
      case 'done':
        return [`done ${event.target.provider} ${event.outcome}`];
      case 'failed':
        return [
          `failed ${event.failures.map(({ target, failure }) => `${target.provider}:${failure.kind}`).join(' ')}`.trim(),
        ];
      case 'notice':
        return [`notice ${event.kind}`];
      case 'offer':
        return [`offer ${event.reason} ${event.next.provider}`];
      default:
        return [];
    }
  });
}
