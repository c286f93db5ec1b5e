import type { Clock, Random } from '../../src/core/base/clock';
import { Emitter } from '../../src/core/base/emitter';
import { silentLogger, type Logger } from '../../src/core/base/logger';
import type { ChatAsk } from '../../src/core/contract/ask';
import { answerText, type AnswerEvent } from '../../src/core/contract/events';
import { Engine } from '../../src/core/engine';
import type { SharedPorts } from '../../src/core/health/shared/ports';
import type { EnginePorts } from '../../src/core/enginePorts';
import { durations, scaleDurations, type Durations } from '../../src/core/routing/durations';
import type { Remembered } from '../../src/core/settings/remembered';
import type { Settings } from '../../src/core/settings/snapshot';
import { systemClock } from '../../src/platform/systemClock';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator/simulator';
import { pageHosts } from '../simulator/statusPages';
import { settingsOf } from './routingWorld';

/** Facts kept in memory. */
export function rememberInMemory(): Remembered {
  const facts = new Map<string, unknown>();
  return { get: (key) => facts.get(key), set: (key, value) => Promise.resolve(void facts.set(key, value)) };
}

/** The real engine with the real SDKs against the simulator on loopback. Clouds keep their cloud names. */
export async function createRealWorld(
  options: {
    readonly settings?: Partial<Settings>;
    readonly scale?: number;
    /** In place of the scaled ones. */
    readonly durations?: Partial<Durations>;
    readonly remembered?: Remembered;
    /** Whether Ollama's program is on this side, and which that is. */
    readonly ollamaProgram?: EnginePorts['ollamaProgram'];
    /** Claude Code on this machine; none unless a test brings one. */
    readonly claudeCode?: EnginePorts['claudeCode'];
    /** The machine's own unless a test sets it. */
    readonly clock?: Clock;
    readonly random?: Random;
    /** 32 GB unless a test sets it. */
    readonly memory?: EnginePorts['memory'];
    readonly logger?: Logger;
    readonly simulator?: SimulatorOptions;
    /** A second window: on the simulator of the first, which starts and stops it. */
    readonly beside?: Simulator;
    /** What the windows of one host share. */
    readonly shared?: SharedPorts;
    /** Where a request goes instead of to the simulator. */
    readonly reroute?: (url: string) => string | undefined;
    /** Sees every request as it leaves and every response as its headers arrive. */
    readonly onTraffic?: (what: 'request' | 'response', url: string) => void;
  } = {},
) {
  const { beside, shared } = options;
  const simulator =
    beside ?? (await startSimulator({ pace: { msPerChunk: 0, charsPerChunk: 40 }, ...options.simulator }));
  const settingsChanged = new Emitter<void>();
  const keysChanged = new Emitter<string>();
  const world = {
    simulator,
    settings: settingsOf({
      providers: {
        claude: { baseUrl: [simulator.cloudUrl('claude')] },
        openai: { baseUrl: [simulator.cloudUrl('openai')], chatModel: 'gpt-6-luna' },
        ollama: { baseUrl: [simulator.url('ollama')], chatModel: 'gemma4:e4b', completionModel: 'gemma4:e4b' },
      },
      ...options.settings,
    }),
    keys: new Map([
      ['claude', simulator.key('claude')],
      ['openai', simulator.key('openai')],
    ]),
    settingsChanged,
    keysChanged,
    /** Asks and waits for the end of the answer. */
    answer: (text?: string) => startAsk(engine, text).finished,
    start: (text?: string, signal?: AbortSignal) => startAsk(engine, text, signal),
    async stop(): Promise<void> {
      await engine.flush();
      engine.dispose();
      if (!beside) await simulator.stop();
    },
  };
  const engine = new Engine({
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    durations: { ...scaleDurations(durations, options.scale ?? 10), ...options.durations },
    logger: options.logger ?? silentLogger,
    fetch: async (url, init) => {
      options.onTraffic?.('request', url);
      const response = await fetch(options.reroute?.(url) ?? toLoopback(url, simulator), init);
      options.onTraffic?.('response', url);
      return response;
    },
    env: () => undefined,
    memory: options.memory ?? { totalBytes: () => 32 * 1024 ** 3 },
    remembered: options.remembered ?? rememberInMemory(),
    ...(options.ollamaProgram ? { ollamaProgram: options.ollamaProgram } : {}),
    ...(options.claudeCode ? { claudeCode: options.claudeCode } : {}),
    settings: () => world.settings,
    onDidChangeSettings: settingsChanged.event,
    keys: (provider) => Promise.resolve(world.keys.get(provider.id)),
    hasKey: (provider) => world.keys.has(provider.id),
    mayReadEnvironment: () => false,
    onDidChangeKeys: keysChanged.event,
    mayCompleteInCloud: () => true,
    ...(shared ? { shared: () => Promise.resolve(shared) } : {}),
  });
  return Object.assign(world, { engine });
}

/** In the editor a proxy carries cloud names to the simulator; here the fetch does. */
function toLoopback(url: string, simulator: Simulator): string {
  for (const service of ['claude', 'openai'] as const) {
    const { origin } = new URL(simulator.cloudUrl(service));
    if (new URL(url).origin === origin) return new URL(simulator.url(service)).origin + url.slice(origin.length);
  }
  const page = pageHosts[new URL(url).hostname];
  return page ? simulator.pageUrl(...page) : url;
}

function startAsk(engine: Engine, text = 'How do I read a file line by line?', signal = new AbortController().signal) {
  const events: AnswerEvent[] = [];
  const turns = [{ role: 'user', text }] as const;
  const ask: ChatAsk = { use: 'chat', id: 'ask', system: 'Be brief.', instructions: [], turns };
  const finished = (async () => {
    for await (const event of engine.router.chat(ask, signal)) events.push(event);
    return events;
  })();
  return { events, finished, text: () => answerText(events) };
}
