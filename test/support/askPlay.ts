import { getEventListeners } from 'node:events';
import { sleep } from '../../src/core/base/async';
import type { ChatAsk, CompletionAsk, CompletionRequest } from '../../src/core/contract/ask';
import { answerText, type AnswerEvent, type OfferReason, type SwitchNow } from '../../src/core/contract/events';
import type { FailureKind } from '../../src/core/contract/failure';
import { targetKey, uses, type Target, type Use } from '../../src/core/contract/target';
import type { AskNews } from '../../src/core/routing/askNews';
import type { Outcome } from '../../src/core/routing/live';
import type { AttemptMode } from '../../src/core/routing/plan';
import type { RouteTarget } from '../../src/core/routing/route';
import type { Happening, Scenario, ScenarioAsk } from './askScenarios';
import { settle } from './fakeClock';
import { resolvedProvider } from './providerRows';
import { createRoutingWorld } from './routingWorld';
import type { Call, Script } from './scriptedProvider';
import { tell } from './trueTelling';

type World = ReturnType<typeof createRoutingWorld>;

/** Longer than any scenario can take, in milliseconds. */
const longEnoughMs = 6 * 3_600_000;

/** One ask as it went. Instants are those of a clock that nobody sets (epoch ms). */
export interface PlayedAsk {
  readonly id: string;
  readonly script: ScenarioAsk;
  readonly use: Use;
  readonly route: readonly RouteTarget[];
  readonly startedAt: number;
  readonly events: readonly { readonly at: number; readonly event: AnswerEvent }[];
  readonly calls: readonly PlayedCall[];
  /** The offers that the user said yes to. */
  readonly accepted: readonly { readonly at: number; readonly reason: OfferReason }[];
  readonly stoppedAt?: number;
  readonly leftAt?: number;
  readonly endedAt?: number;
  /** What the router threw, which it never should. */
  readonly error?: unknown;
  readonly news: readonly AskNews[];
  /** How many still listen to its signal. */
  listeners(): number;
}

/** What could be seen when a call was made. */
interface Sight {
  /** Its place among all calls. */
  readonly order: number;
  /** The text on screen when it was called. */
  readonly shown: string;
  /** What was known then of the others on the route that could not be asked, by key. */
  readonly troubles: ReadonlyMap<string, FailureKind | 'paused'>;
}

/** One call of a provider and whether its local model was in memory then. */
export interface PlayedCall extends Call, Sight {
  readonly key: string;
  readonly local: boolean;
  readonly warm: boolean;
}

/** One permit and how often it was settled. */
export interface PlayedPermit {
  readonly target: Target;
  readonly kind: AttemptMode;
  readonly takenAt: number;
  readonly settled: readonly { readonly at: number; readonly outcome: Outcome }[];
}

/** Everything that happened in one play of a scenario. */
export interface Played {
  readonly asks: readonly PlayedAsk[];
  readonly permits: readonly PlayedPermit[];
  /** Actions that still wait on the clock when everybody has gone home. */
  readonly pending: number;
}

type Open<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenAsk = Open<Omit<PlayedAsk, 'events' | 'accepted' | 'calls' | 'news' | 'listeners'>> & {
  readonly stop: AbortController;
  readonly events: { at: number; event: AnswerEvent }[];
  readonly accepted: { at: number; reason: OfferReason }[];
};

/** Plays a scenario on a real router, plan and health to its end. */
export async function play(scenario: Scenario): Promise<Played> {
  const asks: OpenAsk[] = [];
  const sights = new Map<CompletionRequest, Sight>();
  const world: World = worldOf(scenario, (request) => {
    const ask = asks.find(({ id }) => id === askIdIn(request));
    const shown = answerText(ask?.events.map(({ event }) => event) ?? []);
    sights.set(request, { order: sights.size, shown, troubles: ask ? troublesOf(world, ask) : new Map() });
  });
  const { clock } = world;
  const permits = watchPermits(world);
  const warmth = watchWarmth(world, scenario);
  const ends: Promise<void>[] = [];
  let at = 0;
  for (const [index, script] of scenario.asks.entries()) {
    at += script.afterMs;
    clock.schedule(at, () => {
      const ask = openAsk(world, `ask-${index}`, script);
      asks.push(ask);
      ends.push(follow(world, ask));
    });
  }
  for (const each of scenario.happenings) clock.schedule(each.atMs, () => happen(world, scenario, each));
  await clock.advance(longEnoughMs);
  await settle();
  if (asks.every((ask) => ask.endedAt !== undefined)) await Promise.all(ends);
  const calls = scenario.providers
    .flatMap((_, index) => world.provider(`p${index}`).calls)
    .map((call): PlayedCall => ({
      ...call,
      ...(sights.get(call.request) ?? { order: -1, shown: '', troubles: new Map() }),
      key: targetKey(call.target),
      local: scenario.providers[indexOf(call.target)]?.local ?? false,
      warm: warmth(call),
    }))
    .toSorted((a, b) => a.order - b.order);
  return {
    asks: asks.map((ask) => ({
      ...ask,
      calls: calls.filter(({ request }) => askIdIn(request) === ask.id),
      news: world.news.filter((news) => news.ask === ask.id),
      listeners: () => getEventListeners(ask.stop.signal, 'abort').length,
    })),
    permits,
    pending: clock.pending,
  };
}

function worldOf(scenario: Scenario, onRequest: (request: CompletionRequest) => void): World {
  const rows = scenario.providers.map(({ local, shared, native, thinksUnseen }, index) => {
    const origin = local ? `http://127.0.0.1:${shared ? 11_000 : 11_001 + index}` : `https://api.p${index}.test`;
    return resolvedProvider(`p${index}`, {
      local,
      baseUrl: origin,
      ...(shared && !local ? { service: 'shared' } : {}),
      ...(native ? { continuation: 'trailing-assistant' } : {}),
      thinksUnseen: thinksUnseen && !local,
    });
  });
  const route = scenario.route.map(([index, model]) => `p${index}/${model}`);
  const world = createRoutingWorld({ chatRoute: route, completionsRoute: route, ...scenario.settings }, rows);
  const { network } = scenario;
  world.judge = async (failure) => {
    await sleep(world.clock, network.afterMs, world.router.life);
    if (network.is === 'fine') return failure;
    return { ...failure, kind: network.is, scope: 'network' };
  };
  for (const [index, { calls, local, warm }] of scenario.providers.entries()) {
    const scripts = calls.map((call): Script => (request) => {
      onRequest(request);
      return tell(call)(request);
    });
    world.provider(`p${index}`).play(...scripts);
    if (!local || !warm) continue;
    for (const model of ['a', 'b'])
      for (const use of uses)
        world.health.noteLoaded({ provider: `p${index}`, model, use }, world.clock.now() + longEnoughMs);
  }
  return world;
}

/** Every permit that is given, and each time it is settled. */
function watchPermits({ health, clock }: World): readonly PlayedPermit[] {
  const permits: (PlayedPermit & { readonly settled: { at: number; outcome: Outcome }[] })[] = [];
  const acquire = health.acquire.bind(health);
  health.acquire = (target, provider, mode) => {
    const permit = acquire(target, provider, mode);
    if (!permit) return undefined;
    const record = {
      target,
      kind: permit.kind,
      takenAt: clock.now(),
      settled: [] as { at: number; outcome: Outcome }[],
    };
    permits.push(record);
    const settleOnce = permit.settle.bind(permit);
    return {
      ...permit,
      settle: (outcome) => {
        record.settled.push({ at: clock.now(), outcome });
        if (record.settled.length === 1) settleOnce(outcome);
      },
    };
  };
  return permits;
}

/** Whether a local model was in memory when it was called: asked of health at the moment of each permit. */
function watchWarmth(world: World, scenario: Scenario): (call: Call) => boolean {
  const warm = new Map<string, boolean>();
  const acquire = world.health.acquire.bind(world.health);
  world.health.acquire = (target, provider, mode) => {
    if (scenario.providers[indexOf(target)]?.local)
      warm.set(`${targetKey(target)}@${world.clock.now()}`, world.health.isWarm(target));
    return acquire(target, provider, mode);
  };
  return (call) => warm.get(`${targetKey(call.target)}@${call.at}`) ?? false;
}

function troublesOf({ health }: World, { route }: OpenAsk): PlayedCall['troubles'] {
  return new Map(
    route.flatMap(({ target, provider }) => {
      const standing = health.standing(target, provider);
      return standing.kind === 'ready' ? [] : [[targetKey(target), standing.reason] as const];
    }),
  );
}

function openAsk(world: World, id: string, script: ScenarioAsk): OpenAsk {
  const { targets } = world.route(script.use);
  return {
    id,
    script,
    use: script.use,
    route: targets,
    startedAt: world.clock.now(),
    events: [],
    accepted: [],
    stop: new AbortController(),
  };
}

async function follow(world: World, ask: OpenAsk): Promise<void> {
  const { clock } = world;
  const { stop } = ask;
  const { leaves } = ask.script;
  if (leaves?.by === 'stop')
    clock.schedule(leaves.afterMs, () => {
      if (ask.endedAt !== undefined) return;
      ask.stoppedAt = clock.now();
      stop.abort();
    });
  try {
    for await (const event of start(world, ask, stop.signal)) {
      ask.events.push({ at: clock.now(), event });
      answer(world, ask, event);
      if (leaves?.by === 'break' && ask.events.length >= leaves.atEvent) {
        ask.leftAt = clock.now();
        break;
      }
    }
  } catch (error) {
    ask.error = error;
  }
  ask.endedAt = clock.now();
}

function start({ router }: World, { id, use }: OpenAsk, signal: AbortSignal): AsyncIterable<AnswerEvent> {
  if (use === 'chat') {
    const turns = [{ role: 'user', text: `[${id}] Why?` }] as const;
    const ask: ChatAsk = { use, id, system: 'Be brief.', instructions: [], turns };
    return router.chat(ask, signal);
  }
  const hole = { languageId: 'ts', path: 'a.ts', uri: 'file:///a.ts', prefix: '', suffix: '', multiline: false };
  const ask: CompletionAsk = { use, id, ...hole };
  const render = (): CompletionRequest => ({ kind: 'raw', prompt: `[${id}]`, maxOutputTokens: 32, stop: [] });
  return router.complete(ask, () => Promise.resolve(render()), signal);
}

function askIdIn(request: CompletionRequest): string | undefined {
  const text = request.kind === 'chat' ? request.messages[0]?.text : request.kind === 'raw' ? request.prompt : '';
  return /\[(ask-\d+)\]/.exec(text ?? '')?.[1];
}

/** What the user does about an event. */
function answer({ clock }: World, { script, accepted, events }: OpenAsk, event: AnswerEvent): void {
  const agree = (reason: OfferReason): void => void accepted.push({ at: clock.now(), reason });
  if (event.t === 'offer')
    clock.schedule(script.saysAfterMs, () => {
      if (script.says === 'no') return event.decline();
      agree(event.reason);
      event.accept();
    });
  else if (canSwitch(event) && events.filter((told) => canSwitch(told.event)).length <= script.switches)
    clock.schedule(script.saysAfterMs, () => {
      agree('failover');
      event.offer?.switchNow();
    });
}

function canSwitch(event: AnswerEvent): event is AnswerEvent & { readonly offer?: SwitchNow } {
  return event.t === 'notice' && 'offer' in event;
}

function happen(world: World, scenario: Scenario, { what, provider }: Happening): void {
  const id = `p${provider % scenario.providers.length}`;
  switch (what) {
    case 'wake':
      return world.health.noteWake();
    case 'try-now':
      return world.health.tryNow(id);
    case 'pause':
      return world.health.pause(id);
    case 'resume':
      return world.health.resume(id);
    case 'new-key':
      return world.health.credentialChanged(id);
    case 'clock-forward':
      return world.setClock(3_600_000);
    case 'clock-back':
      return world.setClock(-3_600_000);
  }
}

function indexOf({ provider }: Target): number {
  return Number(provider.slice(1));
}
