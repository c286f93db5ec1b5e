import type { Clock } from '../base/clock';
import { throwIfCancelled } from '../base/async';
import type { StatusPageDoubt } from '../contract/status';
import { retryAfterOf } from '../providers/retryHints';
import { StreamLimit } from '../providers/streamLimit';
import { watchedFetch, type FetchWatch } from '../providers/watchedFetch';
import { parseSummary, type StatusPageSummary } from './statusPageSummary';

/** What a look at one address needs. */
export interface LookDeps {
  readonly fetch: FetchWatch['fetch'];
  readonly clock: Clock;
  /** The whole answer must be there within so long. */
  readonly limitMs: number;
}

/** What one address was last seen to show, to be asked whether it still does. */
export interface SeenStatusPage {
  readonly etag: string;
  readonly summary: StatusPageSummary;
}

/** What a look at one address came to. */
export type Look =
  | { readonly t: 'read'; readonly summary: StatusPageSummary; readonly etag?: string }
  | { readonly t: 'failed'; readonly doubt: StatusPageDoubt; readonly retryAfterMs?: number };

/** Nothing that calls itself a summary comes near this. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Reads a status page once, by a conditional request where it was seen before. Whatever is not that page, a sign-in page or a
 * challenge for robots (`providers.md` §5.1), is a failure of the look. Throws `Cancelled` when the signal aborts.
 */
export async function lookAt(
  url: string,
  pageId: string | undefined,
  seen: SeenStatusPage | undefined,
  { fetch, clock, limitMs }: LookDeps,
  signal: AbortSignal,
): Promise<Look> {
  throwIfCancelled(signal);
  const limit = new AbortController();
  const timer = clock.schedule(limitMs, () => limit.abort());
  const watched = watchedFetch({
    fetch,
    clock,
    signal: AbortSignal.any([signal, limit.signal]),
    firstByteMs: limitMs,
    idleMs: limitMs,
  });
  try {
    const response = await watched(url, { headers: { accept: 'application/json', ...ifNoneMatch(seen) } });
    if (response.status === 304 && seen) return { t: 'read', summary: seen.summary, etag: seen.etag };
    if (!response.ok) return await refused(response, clock.now());
    const summary = parseSummary(await readText(response));
    if (!summary || (pageId !== undefined && summary.pageId !== pageId)) return { t: 'failed', doubt: 'unreadable' };
    const etag = response.headers.get('etag');
    return { t: 'read', summary, ...(etag === null ? {} : { etag }) };
  } catch (error) {
    throwIfCancelled(signal);
    // Whoever sends us to another host is not the page.
    const isElsewhere = error instanceof StreamLimit && error.kind === 'redirected';
    return { t: 'failed', doubt: isElsewhere ? 'unreadable' : 'unreachable' };
  } finally {
    timer.dispose();
  }
}

function ifNoneMatch(seen: SeenStatusPage | undefined): Record<string, string> {
  return seen ? { 'if-none-match': seen.etag } : {};
}

async function refused(response: Response, now: number): Promise<Look> {
  await response.body?.getReader().cancel();
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => (headers[name.toLowerCase()] = value));
  const retryAfterMs = retryAfterOf(headers, now);
  return { t: 'failed', doubt: 'refused', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** The body as text; of an endless one only the beginning, which is then no JSON. */
async function readText(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes <= mostBytes;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return '';
}
