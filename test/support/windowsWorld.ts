import { Emitter } from '../../src/core/base/emitter';
import type { ProviderId } from '../../src/core/contract/target';
import { HealthMonitor } from '../../src/core/health/monitor';
import { HealthMemory } from '../../src/core/health/shared/healthMemory';
import type { StatusPageLook } from '../../src/core/health/statusPagePoll';
import { SleepWatch } from '../../src/core/health/sleepWatch';
import type { BondOf, HealthFile, LeaseFolder } from '../../src/core/health/shared/ports';
import type { ResolvedProvider } from '../../src/core/providers/provider';
import { durations } from '../../src/core/routing/durations';
import { createFakeClock } from './fakeClock';
import { targetOf } from './healthWorld';
import { resolvedProvider } from './providerRows';
import { createRecordingLogger } from './recordingLogger';
import { failureOf } from './scriptedProvider';
import type { Failure, FailureKind } from '../../src/core/contract/failure';
import type { AttemptMode } from '../../src/core/routing/plan';

/** A file in memory that several windows read and write. */
export interface FakeHealthFile extends HealthFile {
  text: string | undefined;
  /** The disk refuses from now on. */
  broken: boolean;
  writes: number;
  readonly watchers: number;
}

/** Creates a file; whoever watches it hears of every write, at once. */
export function createFakeHealthFile(): FakeHealthFile {
  const changed = new Emitter<void>();
  const refuseIfBroken = (): void => {
    if (file.broken) throw new Error('EROFS: read-only file system');
  };
  const file: FakeHealthFile = {
    text: undefined,
    broken: false,
    writes: 0,
    read: async () => {
      refuseIfBroken();
      return file.text;
    },
    write: async (text) => {
      refuseIfBroken();
      file.text = text;
      file.writes += 1;
      changed.fire();
    },
    watch: (listener) => changed.event(listener),
    get watchers() {
      return changed.size;
    },
  };
  return file;
}

/** A folder in memory that several windows leave entries in. */
export interface FakeLeaseFolder extends LeaseFolder {
  readonly entries: Map<string, number>;
  broken: boolean;
}

/** Creates a folder whose entries are dated by `now`. */
export function createFakeLeaseFolder(now: () => number): FakeLeaseFolder {
  const entries = new Map<string, number>();
  const refuseIfBroken = (): void => {
    if (folder.broken) throw new Error('EACCES: permission denied');
  };
  const folder: FakeLeaseFolder = {
    entries,
    broken: false,
    list: async () => {
      refuseIfBroken();
      return [...entries].map(([name, madeAt]) => ({ name, madeAt }));
    },
    create: async (name) => {
      refuseIfBroken();
      if (entries.has(name)) return false;
      entries.set(name, now());
      return true;
    },
    rename: async (from, to) => {
      refuseIfBroken();
      const madeAt = entries.get(from);
      if (madeAt === undefined) return;
      entries.delete(from);
      entries.set(to, madeAt);
    },
    remove: async (name) => {
      refuseIfBroken();
      entries.delete(name);
    },
  };
  return folder;
}

/** What one window may have otherwise than the others. */
interface WindowsOwn {
  readonly file?: HealthFile;
  readonly bondOf?: BondOf;
  readonly providers?: ReadonlyMap<ProviderId, ResolvedProvider>;
  /** Who is first on its routes. */
  readonly first?: ProviderId;
  /** What of another window's look at a status page it takes over. */
  readonly takeOver?: (look: StatusPageLook) => StatusPageLook;
}

/** Several windows of one host: real health in each, one file, one clock. */
export function createWindowsWorld() {
  const clock = createFakeClock();
  const file = createFakeHealthFile();
  const claude = resolvedProvider('claude', { keyCheck: '/v1/models' });
  const ollama = resolvedProvider('ollama', { local: true });
  const providers = new Map<ProviderId, ResolvedProvider>([claude, ollama].map((row) => [row.id, row]));
  const keys = new Map<ProviderId, string>([['claude', 'first key']]);
  const bondOf: BondOf = async ({ id, origin }) => `bond of ${origin} ${keys.get(id) ?? ''}`;

  /** Opens a window, as after a start or a reload, and lets it read. */
  const open = async (more: WindowsOwn = {}) => {
    const logger = createRecordingLogger();
    const health = new HealthMonitor({ clock, random: () => 1, durations, logger });
    const refreshed = new Emitter<void>();
    const looks = new Map<string, StatusPageLook>();
    const pages = {
      looks: () => [...looks],
      adopt: (url: string, look: StatusPageLook): void => {
        looks.set(url, more.takeOver?.(look) ?? look);
        refreshed.fire();
      },
      onDidRefresh: refreshed.event,
    };
    const deps = { health, pages, file, bondOf, clock, durations, logger, ...more };
    const known = more.providers ?? providers;
    const rehearsal: { of?: ProviderId } = {};
    const sources = {
      resolved: (id: ProviderId) => known.get(id),
      first: () => more.first,
      rehearsed: () => rehearsal.of,
    };
    const memory = new HealthMemory({ ...deps, ...sources });
    const settle = (provider: ResolvedProvider, mode: AttemptMode, failure?: Failure): void => {
      const permit = health.acquire(targetOf(provider), provider, mode);
      if (!permit) throw new Error(`no permit for ${provider.id}`);
      permit.settle(failure ? { t: 'failure', failure, left: true } : { t: 'success', ttftMs: 500 });
    };
    const watch = new SleepWatch(clock, durations, (jump) => health.noteWake(jump.t === 'set-back' ? jump.ms : 0));
    await memory.refresh();
    return {
      health,
      memory,
      logger,
      looks,
      /** This window has looked at a status page. */
      lookedAt: (url: string, look: StatusPageLook): void => {
        looks.set(url, look);
        refreshed.fire();
      },
      /** Rehearses an outage as the engine does; the result ends it. */
      rehearse: (provider: ProviderId): (() => void) => {
        const restore = health.keep(provider);
        rehearsal.of = provider;
        return () => {
          delete rehearsal.of;
          restore();
        };
      },
      leave: (provider: ResolvedProvider, failure: FailureKind | Failure): void =>
        settle(provider, 'normal', typeof failure === 'string' ? failureOf(failure) : failure),
      answer: (provider: ResolvedProvider, mode: AttemptMode = 'normal'): void => settle(provider, mode),
      /** `ready`, `due: overloaded`, `blocked: auth`. */
      standing: (provider: ResolvedProvider): string => {
        const standing = health.standing(targetOf(provider), provider);
        return standing.kind === 'ready' ? 'ready' : `${standing.kind}: ${standing.reason}`;
      },
      /** Closes the window as the editor does: what is unwritten is written. */
      close: async (): Promise<void> => {
        const flushed = memory.flush();
        memory.dispose();
        watch.dispose();
        await flushed;
      },
      /** The host is killed: nothing more is written. */
      kill: (): void => {
        memory.dispose();
        watch.dispose();
      },
    };
  };
  return { clock, file, claude, ollama, providers, keys, open };
}
