import { Cancelled } from '../../src/core/base/async';
import type { Failure } from '../../src/core/contract/failure';
import { Lease } from '../../src/core/health/shared/lease';
import type { DownloadDeps, DownloadOrder } from '../../src/core/local/download/deps';
import { downloadModel } from '../../src/core/local/download/downloadModel';
import type { DownloadEnd, DownloadState } from '../../src/core/local/download/downloadState';
import { UnfinishedDownloads } from '../../src/core/local/download/unfinished';
import type { PullProgress, Result } from '../../src/core/providers/provider';
import { durations } from '../../src/core/routing/durations';
import { createFakeClock } from './fakeClock';
import { createFakeRemembered } from './fakeRemembered';
import { createRecordingLogger } from './recordingLogger';
import { createFakeLeaseFolder } from './windowsWorld';

/** A pull under way, whose server says what a test says. */
export interface PullUnderWay {
  readonly model: string;
  readonly signal: AbortSignal;
  say(progress: PullProgress): void;
  /** A line about the weights. */
  layer(completed: number, total: number, digest?: string): void;
  end(failure?: Failure): void;
}

/** A window of the host, and the downloads it begins. */
export interface DownloadWindow {
  readonly states: DownloadState[];
  start(order?: Partial<DownloadOrder>): { readonly end: Promise<DownloadEnd>; readonly cancel: () => void };
}

/** Windows on one host, one server, one disk, on a fake clock. */
export function createDownloadWorld() {
  const clock = createFakeClock();
  const folder = createFakeLeaseFolder(() => clock.now());
  const logger = createRecordingLogger();
  const remembered = createFakeRemembered();
  const unfinished = new UnfinishedDownloads(remembered);
  const world = {
    clock,
    folder,
    logger,
    unfinished,
    /** Pulls in the order in which the server was asked for them. */
    pulls: [] as PullUnderWay[],
    freeBytes: 1e12 as number | undefined,
    /** What the server has by now. */
    models: [] as string[],
    openWindow,
  };

  function openWindow(name = 'window'): DownloadWindow {
    const lease = new Lease('download', {
      folder,
      clock,
      random: () => 0,
      durations: { probeLeaseMs: durations.downloadLeaseMs, probeLeaseJitterMs: durations.probeLeaseJitterMs },
      logger,
    });
    const states: DownloadState[] = [];
    const deps: DownloadDeps = {
      pull,
      has: async (model) => world.models.includes(model),
      freeBytes: async () => world.freeBytes,
      unfinished,
      window: name,
      lease,
      clock,
      durations,
      logger,
    };
    return {
      states,
      start: (order = {}) => {
        const controller = new AbortController();
        const whole = { model: 'gemma4:e4b', origin: 'http://127.0.0.1:11434', ...order };
        const end = downloadModel(whole, deps, (state) => states.push(state), controller.signal);
        end.catch(() => undefined);
        return { end, cancel: () => controller.abort() };
      },
    };
  }

  function pull(
    model: string,
    note: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<undefined>> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Cancelled()));
      world.pulls.push({
        model,
        signal,
        say: note,
        layer: (completed, total, digest = 'sha256:weights') => note({ status: 'pulling', digest, total, completed }),
        end: (failure) => {
          if (!failure) world.models.push(model);
          resolve(failure ? { ok: false, failure } : { ok: true, value: undefined });
        },
      });
    });
  }

  return world;
}
