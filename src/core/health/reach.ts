import { throwIfCancelled } from '../base/async';
import type { Clock } from '../base/clock';
import { isFromProvider, isHtml } from '../providers/edgeMarks';
import type { ResolvedProvider } from '../providers/provider';

/** What a header-only request came to: an answer of whatever kind, or none. Header names are lower-case. */
export type Reply =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly errno: string };

/** Sends a header-only request without credentials and follows no redirect. Never rejects but for its own signal. */
export type Reach = (url: string, signal: AbortSignal) => Promise<Reply>;

/** TLS errors that mean somebody answered, though not who was asked. */
const foreignCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** A proxy that wants a login, and a network that does. */
const betweenUs: ReadonlySet<number> = new Set([407, 511]);

/** `reach` with a limit: no answer within `limitMs` is `ETIMEDOUT`. Throws `Cancelled` when the signal aborts. */
export async function reachWithin(
  reach: Reach,
  url: string,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Reply> {
  throwIfCancelled(signal);
  const limit = new AbortController();
  const timer = clock.schedule(limitMs, () => limit.abort());
  try {
    return await reach(url, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    throwIfCancelled(signal);
    if (limit.signal.aborted) return { errno: 'ETIMEDOUT' };
    throw error;
  } finally {
    timer.dispose();
  }
}

/** Whether nobody answered at all. */
export function isSilent(reply: Reply): boolean {
  return 'errno' in reply && !foreignCertificate.test(reply.errno);
}

/** Whether the provider itself answered, and not somebody in between. */
export function isProvider(reply: Reply, provider: ResolvedProvider): boolean {
  return !('errno' in reply) && !betweenUs.has(reply.status) && isFromProvider(reply.headers, provider);
}

/** Whether somebody in between answered for a host of which only its address is known. */
export function isSomebodyElse(reply: Reply, url: string): boolean {
  if ('errno' in reply) return foreignCertificate.test(reply.errno);
  // A status page may well be a web page; one that was asked for JSON is not.
  return betweenUs.has(reply.status) || (url.endsWith('.json') && isHtml(reply.headers));
}
