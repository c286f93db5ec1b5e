import { Emitter } from '../../src/core/base/emitter';
import { silentLogger } from '../../src/core/base/logger';
import type { Lamp, StatusPageState, StatusSnapshot } from '../../src/core/contract/status';
import type { Target } from '../../src/core/contract/target';
import type { StatusPageChange } from '../../src/core/health/statusPageWatch';
import { OutageHook } from '../../src/core/outages/log/outageHook';
import { OutageLog } from '../../src/core/outages/log/outageLog';
import type { LogRecord } from '../../src/core/outages/log/logRecord';
import type { OutageReport } from '../../src/core/outages/report/outageReport';
import { Recorder } from '../../src/core/outages/log/recorder';
import { buildReport } from '../../src/core/outages/report/report';
import type { ReportNames } from '../../src/core/outages/report/reportFacts';
import { durations } from '../../src/core/routing/durations';
import type { AskNews } from '../../src/core/routing/askNews';
import { settle } from './fakeClock';
import { createMemoryLogFolder } from './memoryLogFolder';
import { createRoutingWorld } from './routingWorld';

/** Names as the status bar has them. */
export const testNames: ReportNames = {
  provider: (id) => ({ claude: 'Claude', ollama: 'Ollama', openai: 'OpenAI' })[id] ?? id,
  target: ({ provider, model }) => ({ claude: 'Claude', ollama: 'Gemma 4', openai: 'OpenAI' })[provider] ?? model,
};

/** A routing world whose asks are recorded: real router, health, recorder and log; providers, disk and time are the test's. */
export function createOutageWorld(...args: Parameters<typeof createRoutingWorld>) {
  const world = createRoutingWorld(...args);
  const { clock, health } = world;
  const folder = createMemoryLogFolder(clock);
  const log = new OutageLog({ folder, clock, durations, logger: silentLogger, window: 'w1' });
  const rehearsed = new Set<string>();
  const recorder = new Recorder({ log, clock, durations, isRehearsed: (provider) => rehearsed.has(provider) });
  const news = new Emitter<AskNews>();
  const pages = new Emitter<StatusPageChange>();
  const statuses = new Emitter<Pick<StatusSnapshot, 'login' | 'rehearsal'>>();
  let asks = 0;
  const hook = new OutageHook({
    onNews: news.event,
    onDidChangeHealth: health.onDidChange,
    episode: (use) => health.episode(use),
    onStatusPage: pages.event,
    onDidChangeStatus: statuses.event,
    clock,
    logger: silentLogger,
    load: () => Promise.resolve(recorder),
  });
  // The world's asks have one id; a real one has its own.
  world.onNews = (item) => {
    if (item.t === 'asked') asks += 1;
    news.fire({ ...item, ask: `ask ${asks}` });
  };
  const records = async (): Promise<readonly LogRecord[]> => {
    await settle();
    await hook.flush();
    return log.read();
  };
  return Object.assign(world, {
    folder,
    log,
    recorder,
    hook,
    rehearsed,
    records,
    pageSays: (provider: string, text: string, state: StatusPageState = 'trouble') => {
      const at = clock.now();
      const url = 'https://status.test';
      pages.fire({ at, provider, text, fetchedAt: at, state, incidents: [], url });
    },
    lampsAre: (
      states: Readonly<Record<Lamp['of'], Lamp['state']>>,
      rehearsal?: NonNullable<StatusSnapshot['rehearsal']>,
    ) => {
      const lamp = (of: Lamp['of']): Lamp => ({ of, label: of, state: states[of], text: `${of} ${states[of]}` });
      const lamps = [lamp('messages'), lamp('tokens'), lamp('login')];
      const login = { state: 'fine', kind: 'subscription', toBeRenewed: false, hasProgram: true, lamps } as const;
      statuses.fire({ login, ...(rehearsal ? { rehearsal } : {}) });
    },
    report: async (): Promise<OutageReport> =>
      buildReport(await records(), { now: clock.now(), names: testNames, current: recorder.current }),
  });
}

/** Writes records by hand: what a test of the model needs of the log, one window unless said otherwise. */
export function recordsBy(window = 'w1') {
  let serial = 0;
  return (at: number, fact: Omit<LogRecord, 'at' | 'window' | 'serial'>): LogRecord =>
    ({ ...fact, at, window, serial: serial++ }) as LogRecord;
}

/** The targets of the examples. */
export const claude: Target = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' };

/** The stand-in of the examples. */
export const gemma: Target = { provider: 'ollama', model: 'gemma4:e4b', use: 'chat' };
