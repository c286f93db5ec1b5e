import { Cancelled, throwIfCancelled } from '../../base/async';
import type { Failure } from '../../contract/failure';
import type { PullProgress } from '../../providers/provider';
import type { DownloadDeps, DownloadOrder } from './deps';
import type { DownloadEnd, DownloadState } from './downloadState';
import { LayerSums } from './layerSums';
import { TransferRate } from './transferRate';

type Lack = DownloadEnd & { readonly t: 'no-space' };

/** How one pull ended, and how many bytes were there then. */
export type AttemptEnd =
  | { readonly t: 'pulled' }
  /** The layers are larger than the room that is left. */
  | { readonly t: 'lack'; readonly lack: Lack }
  | { readonly t: 'failed'; readonly failure: Failure; readonly completed: number };

/** Progress is told no more often than people can read, and written to disk even more seldom. */
const tellEveryMs = 250;
const writeEveryMs = 5_000;

/** One pull, from the question to the registry to its end. */
export class PullAttempt {
  private readonly sums = new LayerSums();
  private readonly rate = new TransferRate();
  private readonly abortion = new AbortController();
  private lack: Lack | undefined;
  private toldAt = -Infinity;
  private writtenAt = -Infinity;

  constructor(
    private readonly order: DownloadOrder,
    private readonly deps: Pick<DownloadDeps, 'pull' | 'unfinished' | 'window' | 'clock' | 'logger'>,
    private readonly lackOfSpace: (missingBytes: number) => Promise<Lack | undefined>,
    private readonly say: (state: DownloadState) => void,
  ) {}

  /** Throws `Cancelled` when the signal aborts; how far it came is remembered either way. */
  async run(signal: AbortSignal): Promise<AttemptEnd> {
    const { model } = this.order;
    try {
      const stop = AbortSignal.any([signal, this.abortion.signal]);
      const result = await this.deps.pull(model, (progress) => this.note(progress), stop);
      if (result.ok) return { t: 'pulled' };
      return { t: 'failed', failure: result.failure, completed: this.sums.sums.completed };
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof Cancelled && this.lack) return { t: 'lack', lack: this.lack };
      throw error;
    } finally {
      if (this.sums.sums.total > 0) await this.write();
    }
  }

  private note(progress: PullProgress): void {
    const { clock } = this.deps;
    const now = clock.now();
    const isNewLayer = this.sums.note(progress);
    if (progress.digest === undefined) {
      if (/^(verifying|writing)/.test(progress.status)) {
        this.sums.complete();
        this.say({ t: 'checking' });
      }
      return;
    }
    const { completed, total } = this.sums.sums;
    this.rate.note(now, completed);
    if (isNewLayer) void this.checkSpace(total - completed);
    if (now - this.toldAt >= tellEveryMs || isNewLayer || completed === total) {
      this.toldAt = now;
      const bytesPerSecond = this.rate.bytesPerSecond(now);
      const remainingMs = this.rate.remainingMs(total - completed, now);
      this.say({
        t: 'pulling',
        completed,
        total,
        ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
        ...(remainingMs === undefined ? {} : { remainingMs }),
      });
    }
    if (now - this.writtenAt >= writeEveryMs) void this.write();
  }

  /** Only now the true size is known: of a model of any name, and of one that has grown since our table was written. */
  private async checkSpace(missingBytes: number): Promise<void> {
    const lack = await this.lackOfSpace(missingBytes);
    if (!lack) return;
    this.lack = lack;
    this.abortion.abort(new Cancelled());
  }

  private async write(): Promise<void> {
    const { clock, unfinished, window, logger } = this.deps;
    this.writtenAt = clock.now();
    const { model, origin } = this.order;
    try {
      await unfinished.note({ model, origin, ...this.sums.sums, window, underWay: true });
    } catch (error) {
      logger.warn('local.downloadNotNoted', { model, error: String(error) });
    }
  }
}
