import { Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import type { ChatAsk } from '../../../src/core/contract/ask';
import { Engine } from '../../../src/core/engine';
import { durations } from '../../../src/core/routing/durations';
import { systemClock } from '../../../src/platform/systemClock';
import { rememberInMemory } from '../../../test/support/realWorld';
import { settingsOf } from '../../../test/support/routingWorld';
import type { Contender, Ground } from '../contender';
import type { SimulatorProgram } from '../simulatorProgram';
import { standIn } from './standIn';

/** A name that only the product's own ports resolve: a loopback address would be a local row with other limits. */
const hosts = { claude: 'api.claude.test', [standIn.id]: 'api.groq.test' } as const;

/** The product: the real engine with its real durations, its defaults and the real SDKs. */
export function createUnderstudy({ simulator }: Ground): Contender {
  let engine = createEngine(simulator);
  let asks = 0;
  return {
    name: 'Understudy',
    hasStandIn: true,
    renew: () => {
      engine.dispose();
      engine = createEngine(simulator);
    },
    ask: async (prompt, screen, signal) => {
      asks += 1;
      const ask: ChatAsk = {
        use: 'chat',
        id: `ask-${asks}`,
        system: '',
        instructions: [],
        turns: [{ role: 'user', text: prompt }],
      };
      for await (const event of engine.router.chat(ask, signal)) {
        if (event.t === 'text') screen.show(event.text);
        else if (event.t === 'switched' && event.mode === 'restart') screen.fold();
        else if (event.t === 'switched' && event.mode === 'continue') screen.seam();
        else if (event.t === 'failed') throw new Error(event.failures.map(({ failure }) => failure.kind).join(', '));
      }
    },
    stop: () => Promise.resolve(engine.dispose()),
  };
}

function createEngine(simulator: SimulatorProgram): Engine {
  const settings = settingsOf({
    chatRoute: ['claude', standIn.id],
    // The pages explain, they never steer; the bench has none.
    statusPageEnabled: false,
    providers: {
      claude: { baseUrl: [`http://${hosts.claude}`] },
      [standIn.id]: { baseUrl: [`http://${hosts[standIn.id]}/openai/v1`], chatModel: standIn.model },
    },
  });
  return new Engine({
    clock: systemClock,
    random: Math.random,
    durations,
    logger: silentLogger,
    fetch: async (url, init) => fetch(toSimulator(url, simulator), init),
    env: () => undefined,
    memory: { totalBytes: () => 32 * 1024 ** 3 },
    remembered: rememberInMemory(),
    settings: () => settings,
    onDidChangeSettings: new Emitter<void>().event,
    keys: (provider) => Promise.resolve(keyOf(provider.id, simulator)),
    hasKey: (provider) => keyOf(provider.id, simulator) !== undefined,
    mayReadEnvironment: () => false,
    onDidChangeKeys: new Emitter<string>().event,
    mayCompleteInCloud: () => true,
  });
}

function keyOf(provider: string, simulator: SimulatorProgram): string | undefined {
  return provider === 'claude' || provider === standIn.id ? simulator.key(provider) : undefined;
}

/** In the editor a proxy carries cloud names; here the fetch does. */
function toSimulator(url: string, simulator: SimulatorProgram): string {
  const { host, pathname, search } = new URL(url);
  for (const service of ['claude', standIn.id] as const) {
    if (host === hosts[service]) return new URL(simulator.url(service)).origin + pathname + search;
  }
  throw new TypeError(`nothing but the two services exists here: ${url}`);
}
