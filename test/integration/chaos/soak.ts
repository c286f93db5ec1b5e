import { getEventListeners } from 'node:events';
import { queryObjects } from 'node:v8';
import { createRandom } from '../../../bench/replay/chance';
import type { Clock } from '../../../src/core/base/clock';
import { silentLogger, type Logger } from '../../../src/core/base/logger';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import type { Engine } from '../../../src/core/engine';
import { AskState } from '../../../src/core/routing/askState';
import { Attempt } from '../../../src/core/routing/attempt';
import type { Settings } from '../../../src/core/settings/snapshot';
import { countingClock, countPermits, heapAfterCollection, ownPool, resources } from '../../support/leftovers';
import { createRealWorld } from '../../support/realWorld';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { cells, type Cell } from './cases';
import { ask, filling, providersOn, strike, wholeText } from './stage';

/** How long a soak is. */
export interface SoakPlan {
  readonly asks: number;
  /** Asks under way at once. */
  readonly atOnce: number;
  /** So many asks are made before everybody rests, the heap is weighed and orders and counters begin anew. */
  readonly batch: number;
  /** The durations are divided by this; a busy machine keeps fewer of the shorter ones. */
  readonly scale: number;
  /** Which faults strike whom and when; only time is not the seed's. */
  readonly seed: number;
  /** Told after each batch. */
  readonly onBatch?: (done: number, heapBytes: number) => void;
  /** Done to each ask, so that the soak itself can be tried: whatever it leaves must be found. */
  readonly plant?: (place: PlantingPlace) => void;
}

/** Where a leak can be planted. */
export interface PlantingPlace {
  readonly events: readonly AnswerEvent[];
  /** The signal that most asks share. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly simulator: Simulator;
}

/** What stands after a soak. Nothing here depends on how quick the machine is. */
export interface SoakFigures {
  readonly asks: number;
  /** How asks ended, by outcome. */
  readonly endings: Readonly<Record<string, number>>;
  /** Asks that ended in no way, in two, or as a failure without a reason; each in a few words. */
  readonly dishonest: readonly string[];
  /** Answers that were not the right text, or a beginning of it where they were stopped. */
  readonly wrongTexts: number;
  /** Requests that the simulator found wrong. */
  readonly violations: number;
  /** The heap after a collection, once per batch, in bytes. */
  readonly heapBytes: readonly number[];
  /** Before the first ask, while the engine lives. */
  readonly fresh: Leftovers;
  /** After the last ask, while the engine lives. */
  readonly alive: Leftovers;
  /** Once the engine is disposed and the connections that `fetch` keeps are closed. */
  readonly disposed: Leftovers & { readonly connections: number };
  /** What keeps the process alive, before the soak and after it. */
  readonly resources: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];
}

/** What asks may leave behind. */
export interface Leftovers {
  /** Actions waiting on the engine's clock. */
  readonly timers: number;
  /** Listeners on the signal that most asks share, and on the router's own. */
  readonly signalListeners: number;
  /** Listeners on what the engine hears of from outside. */
  readonly emitterListeners: number;
  /** Permits that were taken and not settled. */
  readonly permits: number;
  /** Permits that were settled twice. */
  readonly settledTwice: number;
  /** Asks and attempts that somebody still holds in memory. */
  readonly heldAsks: number;
  readonly heldAttempts: number;
  /** Requests that the simulator still answers. */
  readonly running: number;
}

const ids = ['claude', 'openai', 'ollama'] as const;

/** A flood of 50 MB would weigh the simulator and not the product; a certificate cannot change on an open port. */
const playable = cells.filter(({ fault: { act } }) => act.do !== 'foreignCertificate' && act.do !== 'flood');

/** Sends so many asks under random faults through one engine on real SDKs, and looks what they leave behind. */
export async function soak(plan: SoakPlan): Promise<SoakFigures> {
  const { scale } = plan;
  await settled();
  const before = resources();
  const random = createRandom(plan.seed);
  const simulator = await startSimulator({ pace: { msPerChunk: 0, charsPerChunk: 40 }, only: ids });
  const pool = await ownPool();
  const clock = countingClock();
  let settledTwice = 0;
  const warn: Logger['warn'] = (event) => void (settledTwice += event === 'permit.settledTwice' ? 1 : 0);
  const settings = settingsOn(simulator);
  const world = await createRealWorld({
    beside: simulator,
    scale,
    clock,
    settings,
    random,
    logger: { ...silentLogger, warn },
  });
  const { engine } = world;
  const permits = countPermits(engine.health);
  const shared = new AbortController();
  const endings: Record<string, number> = {};
  const dishonest: string[] = [];
  const heapBytes: number[] = [];
  let wrongTexts = 0;
  let violations = 0;
  const fresh = leftovers();
  for (let done = 0; done < plan.asks; done += plan.batch) {
    await runBatch();
    heapBytes.push(heapAfterCollection());
    plan.onBatch?.(done + plan.batch, heapBytes.at(-1) ?? 0);
  }
  const alive = leftovers();
  await world.stop();
  await pool.close(5_000);
  const disposed = { ...leftovers(), connections: await connectionsLeft(simulator) };
  await simulator.stop();
  await settled();
  const { asks } = plan;
  const told = { asks, endings, dishonest, wrongTexts, violations };
  return { ...told, heapBytes, fresh, alive, disposed, resources: [before, resources()] };

  async function runBatch(): Promise<void> {
    await simulator.reset();
    for (const id of ids) simulator.control.script(id, { completion: filling });
    let left = plan.batch;
    const user = async (): Promise<void> => {
      while (left-- > 0) note(await askOnce());
    };
    await Promise.all(Array.from({ length: plan.atOnce }, user));
    await rest(simulator);
    violations += simulator.control.journal.violations.length;
  }

  function note({ events, use }: Asked): void {
    const ending = endingOf(events);
    endings[ending] = (endings[ending] ?? 0) + 1;
    const lie = dishonesty(events);
    if (lie !== undefined) dishonest.push(lie);
    if (!isRight(events, use)) wrongTexts += 1;
    plan.plant?.({ events, signal: shared.signal, clock, engine, simulator });
  }

  async function askOnce(): Promise<Asked> {
    const cell = playable[Math.floor(random() * playable.length)];
    if (!cell) throw new Error('no fault can be played');
    const { use } = cell;
    if (random() < 0.5) simulator.control.heal();
    else strike(simulator, cell, scale);
    await simulator.settled();
    if (random() < 0.2) comeToHelp();
    if (random() < 0.85) return { events: await ask(world, use, shared.signal), use };
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), random() * 40);
    const events = await ask(world, use, stop.signal);
    clearTimeout(timer);
    return { events, use };
  }

  /** What only the user can mend (a key, an address, a model) is mended now and then, so that nobody stays away for good. */
  function comeToHelp(): void {
    for (const id of ids) world.keysChanged.fire(id);
    world.settingsChanged.fire();
  }

  function leftovers(): Leftovers {
    const signals = [shared.signal, engine.router.life];
    return {
      timers: clock.pending(),
      signalListeners: signals.flatMap((signal) => getEventListeners(signal, 'abort')).length,
      emitterListeners: world.keysChanged.size + world.settingsChanged.size,
      permits: permits.open(),
      settledTwice,
      heldAsks: queryObjects(AskState, { format: 'count' }),
      heldAttempts: queryObjects(Attempt, { format: 'count' }),
      running: running(simulator),
    };
  }
}

interface Asked {
  readonly events: readonly AnswerEvent[];
  readonly use: Cell['use'];
}

function settingsOn(simulator: Simulator): Partial<Settings> {
  const providers = providersOn(simulator);
  return { chatRoute: [...ids], completionsRoute: [...ids], onQuota: 'switch', providers };
}

function endingOf(events: readonly AnswerEvent[]): string {
  const last = events.at(-1);
  return last?.t === 'done' ? last.outcome : (last?.t ?? 'nothing');
}

/** What is wrong with how an ask has ended: it ends once, with an answer or with a failure that has its reasons. */
function dishonesty(events: readonly AnswerEvent[]): string | undefined {
  const ends = events.filter(({ t }) => t === 'done' || t === 'failed').length;
  const last = events.at(-1);
  if (ends !== 1 || (last?.t !== 'done' && last?.t !== 'failed')) return `${ends} ends, the last is ${last?.t}`;
  if (last.t === 'done') return undefined;
  if (last.failures.length + last.skipped.length === 0) return 'failed without a reason';
  return last.failures.some(({ failure }) => failure.kind === 'cancelled') ? 'cancelled by nobody' : undefined;
}

/** A complete answer is the right one, but for a completion that needs nothing; any other is how the right one begins. */
function isRight(events: readonly AnswerEvent[], use: Cell['use']): boolean {
  const text = answerText(events);
  // A model that takes no stop sequence closes the hole itself.
  const closed = `${wholeText[use]}</COMPLETION>`;
  const mustBeWhole = endingOf(events) === 'complete' && !(use === 'completion' && text === '');
  if (mustBeWhole) return text === wholeText[use] || (use === 'completion' && text === closed);
  return (use === 'completion' ? closed : wholeText[use]).startsWith(text);
}

/** Handles and timers that are done go in turns of their own. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Waits until nobody is at work; a probe that has lost may go on for its own time. */
async function rest(simulator: Simulator): Promise<void> {
  for (let look = 0; look < 500 && running(simulator) > 0; look++)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The server's end of a connection closes a little later than the client's. */
async function connectionsLeft(simulator: Simulator): Promise<number> {
  for (let look = 0; look < 500 && (await simulator.connections()) > 0; look++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return simulator.connections();
}

function running({ control }: Simulator): number {
  return control.journal.requests.filter(({ outcome }) => outcome === 'running').length;
}
