import type { ChatAsk, CompletionAsk } from '../../../src/core/contract/ask';
import type { AnswerEvent } from '../../../src/core/contract/events';
import type { Target, Use } from '../../../src/core/contract/target';
import type { RenderCompletion } from '../../../src/core/routing/errand';
import { renderCompletion } from '../../../src/core/completions/render';
import type { Settings } from '../../../src/core/settings/snapshot';
import { generate } from 'selfsigned';
import { createRealWorld } from '../../support/realWorld';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import type { RequestRecord } from '../../simulator/journal';
import { knownText } from '../../simulator/knownText';
import type { ServiceId } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { standIns, type Cell, type First } from './cases';

/** What every service fills the hole with; long enough to be cut in the middle. */
export const filling = 'return left + right; // the sum of both';

/** The text that must stand there in the end, as a target says it. */
export const wholeText: Readonly<Record<Use, string>> = {
  chat: knownText,
  completion: `<COMPLETION>${filling}`,
};

const hole: CompletionAsk = {
  use: 'completion',
  id: 'hole',
  languageId: 'typescript',
  path: 'src/add.ts',
  uri: 'file:///src/add.ts',
  prefix: 'function add(left: number, right: number) {\n  ',
  suffix: '\n}\n',
  multiline: false,
};

const question: ChatAsk = {
  use: 'chat',
  id: 'question',
  system: 'Be brief.',
  instructions: [],
  turns: [{ role: 'user', text: 'How does a stand-in take over?' }],
};

type World = Awaited<ReturnType<typeof createRealWorld>>;

/** One simulator for all cells, and one engine for each, on durations divided by `scale`. */
export interface Stage {
  readonly simulator: Simulator;
  play(cell: Cell, scale: number): Promise<Played>;
  /** No cloud can be reached, nor any page: the machine has no network. */
  playOffline(first: First, use: Use, scale: number): Promise<Played>;
  /** How long a healthy answer usually takes here and now, in milliseconds; loads the SDKs as well. */
  usualMs(): Promise<number>;
  stop(): Promise<void>;
}

/** An ask that has ended, and the world it has left behind. */
export interface Played {
  readonly world: World;
  readonly events: readonly AnswerEvent[];
  readonly requests: readonly RequestRecord[];
}

/** Starts the simulator. */
export async function setStage(): Promise<Stage> {
  const simulator = await startSimulator({
    pace: { msPerChunk: 0, charsPerChunk: 40 },
    only: ['claude', 'openai', 'ollama'],
  });
  const stranger = await startStranger();
  // Whoever had this port is gone: connections are refused.
  const leaving = await startScriptedServer((_request, response) => response.end());
  const nobody = leaving.origin;
  await leaving.close();
  const worldFor = (
    first: First,
    scale: number,
    reroute: (url: string) => string | undefined = nowhere,
  ): Promise<World> =>
    createRealWorld({
      beside: simulator,
      scale,
      reroute,
      settings: {
        chatRoute: [first, standIns[first]],
        completionsRoute: [first, standIns[first]],
        // What is loaded beside an ask, and the pages, have tests of their own; here every request counts.
        keepWarm: 'never',
        watchLogin: true,
        statusPageEnabled: false,
        providers: providersOn(simulator),
      },
    });
  const prepare = async (): Promise<void> => {
    await simulator.reset();
    for (const id of ['claude', 'openai', 'ollama'] as const) simulator.control.script(id, { completion: filling });
  };
  return {
    simulator,
    async play(cell, scale) {
      await prepare();
      const isForeign = cell.fault.act.do === 'foreignCertificate';
      const own = new URL(cell.first === 'ollama' ? simulator.url('ollama') : simulator.cloudUrl(cell.first)).origin;
      const toStranger = (url: string): string | undefined => (url.startsWith(own) ? stranger.origin : undefined);
      const world = await worldFor(cell.first, scale, isForeign ? toStranger : nowhere);
      try {
        strike(simulator, cell, scale);
        await simulator.settled();
        const events = await ask(world, cell.use, new AbortController().signal);
        return { world, events, requests: [...simulator.control.journal.requests] };
      } finally {
        await world.stop();
      }
    },
    async playOffline(first, use, scale) {
      await prepare();
      const world = await worldFor(first, scale, (url) =>
        url.startsWith(simulator.url('ollama')) ? undefined : nobody,
      );
      try {
        const events = await ask(world, use, new AbortController().signal);
        return { world, events, requests: [...simulator.control.journal.requests] };
      } finally {
        await world.stop();
      }
    },
    async usualMs() {
      const took: number[] = [];
      for (const first of ['claude', 'openai', 'ollama'] as const) {
        await prepare();
        const world = await worldFor(first, 1);
        for (const use of ['chat', 'completion', 'chat', 'completion'] as const) {
          const startedAt = performance.now();
          await ask(world, use, new AbortController().signal);
          took.push(performance.now() - startedAt);
        }
        await world.stop();
      }
      return took.toSorted((a, b) => a - b)[took.length / 2] ?? 0;
    },
    stop: async () => {
      await stranger.close();
      await simulator.stop();
    },
  };
}

/** The three providers of the matrix at their simulated services. */
export function providersOn(simulator: Simulator): Settings['providers'] {
  return {
    claude: { baseUrl: [simulator.cloudUrl('claude')] },
    openai: { baseUrl: [simulator.cloudUrl('openai')], chatModel: 'gpt-6-luna', completionModel: 'gpt-5.4-mini' },
    ollama: { baseUrl: [simulator.url('ollama')], chatModel: 'gemma4:e4b', completionModel: 'gemma4:e4b' },
  };
}

const nowhere = (): undefined => undefined;

/** A server with a certificate that nobody here trusts: it stands in front of a provider as a filtering proxy does. */
async function startStranger(): Promise<ScriptedServer> {
  const made = await generate([{ name: 'commonName', value: 'somebody' }], { keyType: 'ec', algorithm: 'sha256' });
  return startScriptedServer((_request, response) => response.end(), { key: made.private, cert: made.cert });
}

/** Asks for an answer or for the filling of a hole and waits for its end. */
export async function ask({ engine }: World, use: Use, signal: AbortSignal): Promise<readonly AnswerEvent[]> {
  const answer = use === 'chat' ? engine.router.chat(question, signal) : engine.router.complete(hole, render, signal);
  const events: AnswerEvent[] = [];
  for await (const event of answer) events.push(event);
  return events;
}

const render: RenderCompletion = (ask, { target }, provider, signal) => renderCompletion(ask, target, provider, signal);

/** Breaks the first choice of a cell in its way; lengths of the fault itself are divided by `scale`. */
export function strike({ control }: Simulator, { fault, phase, first, use }: Cell, scale: number): void {
  control.script(first, { completion: filling, tool: phase === 'tool' });
  control.set({
    service: first,
    fault: fault.id,
    phase,
    ...(phase === 'midAnswer' ? { afterChars: use === 'chat' ? 400 : 20 } : {}),
    ...(fault.act.do === 'delay' ? { delayMs: fault.act.ms / scale } : {}),
  });
}

/** The target of a provider in the matrix. */
export function targetOf({ engine }: World, id: ServiceId, use: Use): Target {
  const found = engine.registry.resolved(id);
  const model = use === 'chat' ? found?.chatModel : found?.completionModel;
  if (!model) throw new Error(`${id} has no model for ${use}`);
  return { provider: id, model, use };
}
