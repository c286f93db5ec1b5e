import type { Logger } from '../../../src/core/base/logger';
import type { StartableProgram } from '../../../src/core/providers/claudeCode/program';
import type { FoundProgram } from '../../../src/platform/claudeCode/findClaude';
import { createLoginFiles } from '../../../src/platform/claudeCode/loginFiles';
import { createClaudeProgram } from '../../../src/platform/claudeCode/runProgram';
import type { Durations } from '../../../src/core/routing/durations';
import type { Settings } from '../../../src/core/settings/snapshot';
import type { Simulator } from '../../simulator/simulator';
import { createRealWorld } from '../realWorld';
import { claudeVersion } from './install';
import { endedIn } from './processesIn';
import { ScratchHome } from './scratchHome';

/** The environment of a real `claude` that can reach the simulator and, by its proxy's refusal, nobody else. */
export function fencedEnv(sim: Simulator, home: ScratchHome, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home.folder,
    USERPROFILE: home.folder,
    ANTHROPIC_BASE_URL: sim.url('claude'),
    HTTP_PROXY: sim.proxyUrl,
    HTTPS_PROXY: sim.proxyUrl,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: sim.ca.path,
    ...more,
  };
}

/** The engine with the real `claude` in a scratch home, set up as first choice before the simulated Ollama. */
export async function createClaudeWorld(
  program: string,
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly settings?: Partial<Settings>;
    readonly durations?: Partial<Durations>;
    readonly logger?: Logger;
    readonly isUsed?: boolean;
    /** Sees every request of our own as it leaves. */
    readonly onTraffic?: (what: 'request' | 'response', url: string) => void;
    /** Sees every line that the program writes, before it is read. */
    readonly onLine?: (line: string) => void;
  } = {},
) {
  const home = new ScratchHome();
  const found: FoundProgram = { command: program, args: [], version: claudeVersion, stamp: program };
  const find = () => Promise.resolve(found);
  let sim: Simulator | undefined;
  const env = (): NodeJS.ProcessEnv => (sim ? fencedEnv(sim, home, options.env) : {});
  const facts = new Map<string, unknown>([['usesClaudeCode', options.isUsed ?? true]]);
  const world = await createRealWorld({
    scale: 1,
    durations: options.durations,
    logger: options.logger,
    onTraffic: options.onTraffic,
    settings: { chatRoute: ['claude-code', 'ollama'], ...options.settings },
    remembered: { get: (key) => facts.get(key), set: (key, value) => Promise.resolve(void facts.set(key, value)) },
    claudeCode: {
      files: () =>
        Promise.resolve(createLoginFiles({ find, env: (name) => env()[name], platform: 'linux', home: home.folder })),
      program: () => Promise.resolve(overheard(createClaudeProgram({ find, env }), options.onLine)),
    },
  });
  sim = world.simulator;
  return Object.assign(world, {
    home,
    async close(): Promise<void> {
      await world.stop();
      await endedIn(home.folder);
      home.dispose();
    },
  });
}

function overheard(program: StartableProgram, onLine: (line: string) => void = () => undefined): StartableProgram {
  async function* through(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      onLine(line);
      yield line;
    }
  }
  return {
    help: (signal) => program.help(signal),
    start: async (call, signal) => {
      const run = await program.start(call, signal);
      return { ...run, lines: through(run.lines) };
    },
  };
}
