import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { throwIfCancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { Lease } from '../../../src/core/health/shared/lease';
import type { DownloadDeps } from '../../../src/core/local/download/deps';
import { downloadModel } from '../../../src/core/local/download/downloadModel';
import { listedName } from '../../../src/core/providers/ollama/modelNames';
import type { DownloadEnd, DownloadState } from '../../../src/core/local/download/downloadState';
import { UnfinishedDownloads } from '../../../src/core/local/download/unfinished';
import type { LocalModels } from '../../../src/core/providers/provider';
import { durations, scaleDurations } from '../../../src/core/routing/durations';
import { createLeaseFolder } from '../../../src/platform/leaseFolder';
import { systemClock } from '../../../src/platform/systemClock';
import { createFakeRemembered } from '../../support/fakeRemembered';

/** A download that runs. */
export interface RunningDownload {
  readonly states: readonly DownloadState[];
  readonly end: Promise<DownloadEnd>;
  /** Bytes that were told of last. */
  readonly completed: number;
  cancel(): void;
  /** Resolves once a state is told that is so. */
  until(is: (state: DownloadState) => boolean): Promise<DownloadState>;
}

/** Windows of one host that download for real, each with a lease of its own in one folder on disk. */
export interface DownloadHost {
  readonly unfinished: UnfinishedDownloads;
  freeBytes: number;
  start(models: LocalModels, model: string, sizeBytes?: number): RunningDownload;
  close(): Promise<void>;
}

/** Creates a host; waits are shortened by `scale`. */
export async function createDownloadHost(scale = 10): Promise<DownloadHost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'understudy-download-'));
  const table = scaleDurations(durations, scale);
  const unfinished = new UnfinishedDownloads(createFakeRemembered());
  const host: DownloadHost = {
    unfinished,
    freeBytes: 1e12,
    start: (models, model, sizeBytes) => {
      const controller = new AbortController();
      const states: DownloadState[] = [];
      const watchers = new Set<(state: DownloadState) => void>();
      const say = (state: DownloadState): void => {
        states.push(state);
        for (const watcher of watchers) watcher(state);
      };
      const order = { model, origin: 'http://127.0.0.1', ...(sizeBytes === undefined ? {} : { sizeBytes }) };
      const end = downloadModel(order, depsOf(models), say, controller.signal);
      end.catch(() => undefined);
      return {
        states,
        end,
        cancel: () => controller.abort(),
        get completed() {
          return states.findLast((state) => state.t === 'pulling')?.completed ?? 0;
        },
        until: (is) =>
          new Promise((resolve, reject) => {
            const known = states.findLast(is);
            if (known) resolve(known);
            watchers.add((state) => is(state) && resolve(state));
            void end.then(
              (how) => reject(new Error(`it ended: ${how.t}`)),
              (error: unknown) => reject(new Error(String(error))),
            );
          }),
      };
    },
    close: () => rm(folder, { recursive: true }),
  };

  function depsOf(models: LocalModels): DownloadDeps {
    const pull = models.pull?.bind(models);
    if (!pull) throw new Error('this server fetches no models');
    const lease = new Lease('download', {
      folder: createLeaseFolder(folder),
      clock: systemClock,
      random: () => 0,
      durations: { probeLeaseMs: table.downloadLeaseMs, probeLeaseJitterMs: table.probeLeaseJitterMs },
      logger: silentLogger,
    });
    return {
      pull,
      has: async (model, signal) => {
        const listed = await models.list(signal);
        throwIfCancelled(signal);
        return listed.ok && listed.value.some(({ id }) => id === listedName(model));
      },
      freeBytes: () => Promise.resolve(host.freeBytes),
      unfinished,
      window: 'test',
      lease,
      clock: systemClock,
      durations: table,
      logger: silentLogger,
    };
  }

  return host;
}
