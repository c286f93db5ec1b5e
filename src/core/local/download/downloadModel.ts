import { Cancelled, sleep, throwIfCancelled } from '../../base/async';
import type { DownloadDeps, DownloadOrder } from './deps';
import { pullTrouble } from './pullTrouble';
import type { DownloadEnd, DownloadState } from './downloadState';
import { PullAttempt } from './pullAttempt';
import { takeTurn, type DownloadTurn } from './turn';

/** What the disk must have left when a model is there, so that the machine can go on. */
export const spareBytes = 1e9;

/**
 * Fetches a model: once for all windows of this host, with a look at the disk before, and again and again over a network that
 * is lost. What is there at a cancel or an end stays with the server, which goes on from it the next time. Throws `Cancelled`
 * when the signal aborts.
 */
export async function downloadModel(
  order: DownloadOrder,
  deps: DownloadDeps,
  say: (state: DownloadState) => void,
  signal: AbortSignal,
): Promise<DownloadEnd> {
  const { logger, clock } = deps;
  const startedAt = clock.now();
  for (;;) {
    const turn = await takeTurn(deps, () => say({ t: 'waiting' }), signal);
    try {
      if (turn.hasWaited && (await deps.has(order.model, signal))) return { t: 'pulled' };
      const end = await pullInTurn(order, deps, turn, say, signal);
      logger.info('local.download', { model: order.model, end: end.t, ms: clock.now() - startedAt });
      return end;
    } catch (error) {
      throwIfCancelled(signal);
      // The machine slept for longer than the right to download lasts, and another window has it now.
      if (!(error instanceof Cancelled && turn.signal.aborted)) throw error;
    } finally {
      await deps.unfinished.pause(order);
      await turn.end();
    }
  }
}

async function pullInTurn(
  order: DownloadOrder,
  deps: DownloadDeps,
  turn: DownloadTurn,
  say: (state: DownloadState) => void,
  signal: AbortSignal,
): Promise<DownloadEnd> {
  const { clock, durations, unfinished } = deps;
  const before = unfinished.at(order.origin).find(({ model }) => model === order.model);
  const missing = (before?.total || order.sizeBytes || 0) - (before?.completed ?? 0);
  const lack = await lackOfSpace(missing, deps);
  if (lack) return lack;
  const stop = AbortSignal.any([signal, turn.signal]);
  let tries = 0;
  let furthest = 0;
  for (;;) {
    say({ t: 'asking' });
    const attempt = new PullAttempt(order, deps, (bytes) => lackOfSpace(bytes, deps), say);
    const result = await attempt.run(stop);
    if (result.t === 'lack') return result.lack;
    if (result.t === 'pulled') {
      await unfinished.forget(order);
      return { t: 'pulled' };
    }
    const { failure } = result;
    const trouble = pullTrouble(failure);
    deps.logger.info('local.downloadBrokeOff', { model: order.model, kind: failure.kind, trouble, tries });
    switch (trouble) {
      case 'unknown-model':
      case 'too-old':
        await unfinished.forget(order);
        return { t: trouble };
      case 'no-space':
        return { t: 'no-space', ...withFree(await deps.freeBytes()) };
      case 'refused':
        return { t: 'refused', failure };
      case 'interrupted':
    }
    if (result.completed > furthest) tries = 0;
    furthest = Math.max(furthest, result.completed);
    const nextInMs = durations.downloadTriesMs[tries++];
    if (nextInMs === undefined) return { t: 'gave-up', failure };
    say({ t: 'interrupted', failure, nextInMs });
    await sleep(clock, nextInMs, stop);
  }
}

/** Why so many more bytes have no room; `undefined` where they have, or where that cannot be seen. */
async function lackOfSpace(
  missingBytes: number,
  { freeBytes }: Pick<DownloadDeps, 'freeBytes'>,
): Promise<(DownloadEnd & { t: 'no-space' }) | undefined> {
  const free = missingBytes > 0 ? await freeBytes() : undefined;
  if (free === undefined || free >= missingBytes + spareBytes) return undefined;
  return { t: 'no-space', neededBytes: missingBytes, freeBytes: free };
}

function withFree(freeBytes: number | undefined): { readonly freeBytes?: number } {
  return freeBytes === undefined ? {} : { freeBytes };
}
