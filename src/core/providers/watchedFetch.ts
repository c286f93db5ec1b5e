import { toDisposable, type Disposable } from '../base/disposable';
import type { Clock } from '../base/clock';
import { StreamLimit } from './streamLimit';

/** A `fetch` as SDKs call it. */
export type FetchLike = (input: string | URL | { readonly url: string }, init?: RequestInit) => Promise<Response>;

/** What one watched call is bound by. */
export interface FetchWatch {
  /** Calls the global at run time, since the editor patches it for proxies and certificates. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  /** The call's own signal. SDKs that take none are bound by it here. */
  readonly signal: AbortSignal;
  /** Time to the response headers, in milliseconds. */
  readonly firstByteMs: number;
  /** Time between two chunks while somebody waits for one, in milliseconds. A slow reader does not trip it. */
  readonly idleMs: number;
  /** A body that nobody reads any more is given so long to end by itself, in milliseconds; none: it is cut off at once. */
  readonly closingMs?: number;
  /** Gets the way to let go of a body of which everything was heard: read out, its connection can be used again. */
  readonly onBody?: (letGo: () => void) => void;
  /** Sees each response whose body will be read, before anybody reads it. */
  readonly onResponse?: (response: Response, url: string) => void;
}

/** A server that never ends its line is broken; nothing legitimate comes near this. */
const maxLineBytes = 8 * 1024 * 1024;
const maxRedirects = 3;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Wraps a `fetch` so that a silent, endless or redirected answer ends with a `StreamLimit` and an aborted call closes its
 * socket. The limits live at the level of bytes, because SDKs hide pings and comments from their iterators and have no idle
 * limit at all (`providers.md` §0).
 */
export function watchedFetch(watch: FetchWatch): FetchLike {
  return async (input, init = {}) => {
    const abortion = new AbortController();
    const signals = [abortion.signal, watch.signal, ...(init.signal ? [init.signal] : [])];
    const signal = AbortSignal.any(signals);
    const url = typeof input === 'string' ? input : 'href' in input ? input.href : input.url;
    const limit = new Limit(watch.clock, abortion);
    limit.arm('no-headers', watch.firstByteMs);
    const aborted = rejectionOf(signal);
    try {
      const response = await Promise.race([follow(watch, url, { ...init, signal }), aborted]);
      watch.onResponse?.(response, url);
      return rewrap(response, { watch, limit, abortion, aborted });
    } catch (error) {
      abortion.abort(error);
      throw limit.reached ?? error;
    } finally {
      limit.disarm();
    }
  };
}

/** One timer at a time; when it runs out the request is aborted with our own error. */
class Limit {
  private timer: Disposable = toDisposable(() => undefined);
  reached: StreamLimit | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly abortion: AbortController,
  ) {}

  arm(kind: 'no-headers' | 'idle', ms: number): void {
    this.timer.dispose();
    this.timer = this.clock.schedule(ms, () => {
      this.reached = new StreamLimit(kind, `${ms} ms`);
      this.abortion.abort(this.reached);
    });
  }

  disarm(): void {
    this.timer.dispose();
  }
}

/** Rejects with the signal's reason: an abort ends every wait here, even if the `fetch` given to us does not heed it. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting when it comes.
  rejection.catch(() => undefined);
  return rejection;
}

async function follow(watch: FetchWatch, url: string, init: RequestInit): Promise<Response> {
  let current = url;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await watch.fetch(current, { ...init, redirect: 'manual' });
    // Status 0 is what a browser makes of a redirect it may not follow.
    const isRedirect = [0, 301, 302, 303, 307, 308].includes(response.status);
    if (!isRedirect) return response;
    const next = sameOriginTarget(response, current, init);
    if (next === undefined) {
      watch.onResponse?.(response, current);
      throw new StreamLimit('redirected', String(response.status));
    }
    await response.body?.getReader().cancel();
    current = next;
  }
  throw new StreamLimit('redirected', 'too many');
}

/** Where a redirect may be followed to: the same origin only, since a key is bound to its origin, and never with a lost body. */
function sameOriginTarget(response: Response, from: string, init: RequestInit): string | undefined {
  const location = response.headers.get('location');
  const keepsMethod = response.status === 307 || response.status === 308;
  if (location === null || !(keepsMethod || (init.method ?? 'GET').toUpperCase() === 'GET')) return undefined;
  try {
    const target = new URL(location, from);
    return target.origin === new URL(from).origin ? target.href : undefined;
  } catch {
    return undefined;
  }
}

interface BodyWatch {
  readonly watch: FetchWatch;
  readonly limit: Limit;
  readonly abortion: AbortController;
  readonly aborted: Promise<never>;
}

function rewrap(response: Response, { watch, limit, abortion, aborted }: BodyWatch): Response {
  // A `Response` of these statuses may not be made with a body.
  if (!response.body || [204, 205, 304].includes(response.status)) return response;
  const reader = response.body.getReader();
  const close = (reason: unknown): Promise<void> => {
    limit.disarm();
    abortion.abort(reason);
    // The reader rejects with what aborted it; whoever closes knows already.
    return reader.cancel(reason).catch(() => undefined);
  };
  let isLeft = false;
  const readOut = async (): Promise<void> => {
    try {
      while (!(await Promise.race([reader.read(), aborted])).done);
    } catch {
      // Cut off by its time or by the call's own signal.
    }
  };
  const letGo = (): void => {
    if (isLeft) return;
    isLeft = true;
    if (watch.closingMs === undefined) {
      void close(undefined);
      return;
    }
    limit.arm('idle', watch.closingMs);
    void readOut().then(close);
  };
  watch.onBody?.(letGo);
  let lineBytes = 0;
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      limit.arm('idle', watch.idleMs);
      try {
        const { done, value } = await Promise.race([reader.read(), aborted]);
        limit.disarm();
        if (done) {
          controller.close();
          return;
        }
        lineBytes = openLineBytes(value, lineBytes);
        if (lineBytes > maxLineBytes) throw new StreamLimit('broken-frame', 'endless line');
        controller.enqueue(value);
      } catch (error) {
        controller.error(limit.reached ?? error);
        void close(error);
      }
    },
    cancel: letGo,
  };
  // Nothing is read ahead, so that the idle limit runs only while somebody waits.
  const body = new ReadableStream<Uint8Array>(source, { highWaterMark: 0 });
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}

/** How many bytes the line that is still open has after this chunk; the longest line inside the chunk counts as well. */
function openLineBytes(chunk: Uint8Array, before: number): number {
  const first = indexOfBreak(chunk);
  if (first < 0) return before + chunk.length;
  if (before + first > maxLineBytes) return before + first;
  return chunk.length - 1 - Math.max(chunk.lastIndexOf(lineFeed), chunk.lastIndexOf(carriageReturn));
}

function indexOfBreak(chunk: Uint8Array): number {
  const feed = chunk.indexOf(lineFeed);
  const carriage = chunk.indexOf(carriageReturn);
  if (feed < 0) return carriage;
  return carriage < 0 ? feed : Math.min(feed, carriage);
}
