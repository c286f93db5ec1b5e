import { Cancelled } from '../base/async';
import type { Clock, Random } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { StatusPageDoubt } from '../contract/status';
import type { StatusPageRow } from '../providers/statusPageRow';
import type { FetchWatch } from '../providers/watchedFetch';
import type { Durations } from '../routing/durations';
import { lookAt, type Look, type SeenStatusPage } from './statusPageLook';
import { doubtful, readStatusPage, type StatusPageReading } from './statusPageReading';
import type { StatusPageSummary } from './statusPageSummary';

/** What the polling of a page needs from outside. */
export interface PollDeps {
  readonly fetch: FetchWatch['fetch'];
  /** The gate: no address is asked without it. */
  readonly mayReach: (url: string) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  readonly logger: Logger;
}

/** What the last look at a page came to, as it is kept and shared. */
export interface StatusPageLook {
  /** Epoch ms, whatever came of it. */
  readonly lookedAt: number;
  readonly doubt?: StatusPageDoubt;
  /** How many looks in a row have failed, at most as many as make a difference; absent for none. */
  readonly failures?: number;
  /** Before this the page itself wants no look (epoch ms). */
  readonly retryAt?: number;
  /** The address that could be read last, and what it wants to be asked with. */
  readonly feed?: string;
  readonly etag?: string;
  /** What was read last, and when (epoch ms). */
  readonly summary?: StatusPageSummary;
  readonly readAt?: number;
}

/** By then every wait is as long as waits get. */
const mostFailures = 16;

/** How far apart the longest and the shortest wait are, as a part of the usual one. */
const jitter = 0.4;

/**
 * Looks at one page again and again while it is wanted. What it has learned outlives the pauses: when the next look may be,
 * which address works, and what each address was last seen to show.
 */
export class StatusPagePoll implements Disposable {
  private readonly seen = new Map<string, SeenStatusPage>();
  private preferred: string | undefined;
  private failures = 0;
  private nextLookAt = 0;
  private retryAt: number | undefined;
  private isWanted = false;
  private timer: Disposable | undefined;
  private underWay: AbortController | undefined;
  private last: { readonly summary: StatusPageSummary; readonly at: number } | undefined;
  private doubt: StatusPageDoubt | undefined;
  private lookedAt: number | undefined;

  /** `page` is the row of any provider on this page: what differs between them is read, not fetched. */
  constructor(
    private readonly page: StatusPageRow,
    private readonly deps: PollDeps,
    private readonly onLooked: () => void,
  ) {}

  /** When it was looked at last (epoch ms), whatever came of it. */
  get fetchedAt(): number | undefined {
    return this.lookedAt;
  }

  /**
   * What the page says of one provider's parts; `undefined` before the first look. Of a page that cannot be read now the
   * last incidents are kept for a while: a page often goes down with its service.
   */
  reading(row: StatusPageRow): StatusPageReading | undefined {
    if (this.lookedAt === undefined) return undefined;
    const { clock, durations } = this.deps;
    const { last, doubt } = this;
    const read = last && { ...readStatusPage(last.summary, row, clock.now(), durations), readAt: last.at };
    if (doubt === undefined) return read;
    const isRecent = read !== undefined && clock.now() - read.readAt <= durations.statusPageMaxMs;
    if (!isRecent || read.incidents.length === 0) return doubtful(doubt);
    return { ...doubtful(doubt), incidents: read.incidents, readAt: read.readAt };
  }

  /** What is known of the page; `undefined` before the first look. */
  get look(): StatusPageLook | undefined {
    const { lookedAt, doubt, failures, retryAt, last, preferred: feed } = this;
    if (lookedAt === undefined) return undefined;
    const etag = feed === undefined ? undefined : this.seen.get(feed)?.etag;
    return {
      lookedAt,
      ...(doubt === undefined ? {} : { doubt }),
      ...(failures === 0 ? {} : { failures }),
      ...(retryAt === undefined ? {} : { retryAt }),
      ...(feed === undefined ? {} : { feed }),
      ...(etag === undefined ? {} : { etag }),
      ...(last ? { summary: last.summary, readAt: last.at } : {}),
    };
  }

  /** Takes over what another window has read meanwhile: it is not asked again before its time. */
  adopt({ lookedAt, doubt, failures = 0, retryAt, feed, etag, summary, readAt }: StatusPageLook): void {
    if (lookedAt <= (this.lookedAt ?? -Infinity)) return;
    const { pageId } = this.page;
    // The words of another page say nothing of this one.
    if (summary && pageId !== undefined && summary.pageId !== pageId) return;
    this.lookedAt = lookedAt;
    this.doubt = doubt;
    // Windows back off together: each new failure, wherever it was seen, makes all of them wait longer.
    this.failures = failures;
    this.retryAt = retryAt;
    if (summary && readAt !== undefined) this.last = { summary, at: readAt };
    // Where to ask is our own knowledge; a file only says which of it works.
    if (feed !== undefined && this.page.feeds.includes(feed)) {
      this.preferred = feed;
      if (etag !== undefined && summary) this.seen.set(feed, { etag, summary });
    }
    this.waitForNext(lookedAt);
    if (this.timer) {
      this.stop();
      this.start();
    }
    this.onLooked();
  }

  /** Begins to look, or goes on. Never sooner after the last look than the rhythm allows. */
  start(): void {
    this.isWanted = true;
    if (this.timer || this.underWay) return;
    const { clock, random, durations } = this.deps;
    const rest = this.nextLookAt - clock.now();
    // Trouble begins for many at the same moment; their looks do not.
    const wait = rest > 0 ? rest : random() * durations.statusPageFirstMs;
    this.timer = clock.schedule(wait, () => void this.lookNow());
  }

  /** Ceases to look, at once. */
  stop(): void {
    this.isWanted = false;
    this.timer?.dispose();
    this.timer = undefined;
    this.underWay?.abort();
    this.underWay = undefined;
  }

  /** What was read is no longer shown; the next look is a fresh one. */
  forget(): void {
    this.last = undefined;
    this.doubt = undefined;
    this.lookedAt = undefined;
  }

  dispose(): void {
    this.stop();
  }

  private async lookNow(): Promise<void> {
    this.timer = undefined;
    const abortion = new AbortController();
    this.underWay = abortion;
    try {
      await this.lookAtAddresses(abortion.signal);
    } catch (error) {
      if (!(error instanceof Cancelled)) this.deps.logger.error('statusPage.look', { error: String(error) });
    }
    if (this.underWay !== abortion) return;
    this.underWay = undefined;
    this.onLooked();
    if (this.isWanted) this.start();
  }

  /** Each address in turn until one can be read, beginning with the one that last could. */
  private async lookAtAddresses(signal: AbortSignal): Promise<void> {
    const { mayReach, clock, logger } = this.deps;
    const { pageId, feeds } = this.page;
    this.waitForNext(clock.now());
    let failed: (Look & { t: 'failed' }) | undefined;
    for (const url of inOrder(feeds, this.preferred)) {
      if (!mayReach(url)) continue;
      const look = await lookAt(url, pageId, this.seen.get(url), this.lookDeps, signal);
      logger.debug('statusPage.look', { url, is: look.t === 'read' ? 'read' : look.doubt });
      if (look.t === 'read') return this.noteRead(url, look);
      failed = { ...look, retryAfterMs: Math.max(look.retryAfterMs ?? 0, failed?.retryAfterMs ?? 0) };
    }
    if (!failed) return;
    const now = clock.now();
    this.failures = Math.min(this.failures + 1, mostFailures);
    this.retryAt = failed.retryAfterMs ? now + failed.retryAfterMs : undefined;
    this.doubt = failed.doubt;
    this.lookedAt = now;
    this.waitForNext(now);
  }

  private noteRead(url: string, { summary, etag }: Look & { t: 'read' }): void {
    const now = this.deps.clock.now();
    if (etag === undefined) this.seen.delete(url);
    else this.seen.set(url, { etag, summary });
    this.preferred = url;
    this.failures = 0;
    this.retryAt = undefined;
    this.last = { summary, at: now };
    this.doubt = undefined;
    this.lookedAt = now;
    this.waitForNext(now);
  }

  /**
   * Sets when the next look after the one at `from` may be: twice as late after each failure, and never before the page
   * itself wants to be asked, within reason.
   */
  private waitForNext(from: number): void {
    const { random, durations } = this.deps;
    const { statusPageMs, statusPageFirstMs, statusPageMaxMs } = durations;
    const usual = Math.min(statusPageMs * 2 ** this.failures, statusPageMaxMs);
    const jittered = from + usual * (1 - jitter / 2 + jitter * random());
    // It named one instant to all windows: they come one after the other.
    const wanted = Math.min(this.retryAt ?? 0, from + statusPageMaxMs) + random() * statusPageFirstMs;
    this.nextLookAt = Math.max(jittered, this.retryAt === undefined ? 0 : wanted);
  }

  private get lookDeps() {
    const { fetch, clock, durations } = this.deps;
    return { fetch, clock, limitMs: durations.statusPageFetchMs };
  }
}

function inOrder(feeds: readonly string[], preferred: string | undefined): readonly string[] {
  return preferred === undefined ? feeds : [preferred, ...feeds.filter((url) => url !== preferred)];
}
