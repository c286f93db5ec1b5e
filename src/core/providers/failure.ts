import type { Evidence, Failure, FailureKind, FailureScope } from '../contract/failure';
import { hasEdgeMark, isHtml } from './edgeMarks';
import {
  kindOfCode,
  kindOfErrno,
  kindOfStatus,
  kindOfType,
  lastingQuota,
  textRules,
  typesAboveStatus,
} from './failureRules';
import { isLoopbackOrigin } from './origins';
import type { ResolvedProvider } from './provider';
import { retryAfterOf } from './retryHints';

/**
 * Says what a piece of evidence means for this provider (`failover.md` §1). The one place that does: above it nobody sees a
 * status code or a message. `now` is epoch ms, for waits given as dates. `offline` is never said here: that takes a look at
 * a second host.
 */
export function toFailure(evidence: Evidence, provider: ResolvedProvider, now: number, cause?: unknown): Failure {
  const said = byText(byFacts(evidence, provider), evidence, provider);
  // A model that is missing at home can be fetched; the words and actions differ.
  const kind = said === 'model-missing' && provider.local ? 'local-missing' : said;
  const retryAfterMs = waits.has(kind) ? retryAfterOf(evidence.headers, now) : undefined;
  const { headers = {} } = evidence;
  return {
    kind,
    scope: scopeOf[kind],
    retryAfterMs,
    until: kind === 'quota' && retryAfterMs !== undefined ? now + retryAfterMs : undefined,
    requestId: headers['request-id'] ?? headers['x-request-id'] ?? headers['x-generation-id'],
    evidence,
    cause,
  };
}

/** The failures after which a provider may say how long to stay away. */
const waits: ReadonlySet<FailureKind> = new Set(['rate-limited', 'quota', 'overloaded', 'server', 'local-busy']);

const scopeOf: Record<FailureKind, FailureScope> = {
  cancelled: 'ask',
  offline: 'network',
  unreachable: 'provider',
  intercepted: 'provider',
  'wrong-address': 'provider',
  auth: 'credential',
  forbidden: 'credential',
  quota: 'credential',
  'rate-limited': 'model',
  overloaded: 'model',
  server: 'model',
  'slow-start': 'model',
  stalled: 'model',
  'cut-off': 'model',
  empty: 'model',
  'model-missing': 'model',
  'too-long': 'ask',
  'bad-request': 'ask',
  refused: 'ask',
  'local-stopped': 'model',
  'local-missing': 'model',
  'local-memory': 'model',
  'local-loading': 'model',
  'local-busy': 'model',
  'login-lost': 'credential',
};

/** Status, type, code, headers, errno, in that order; the more special of two comes first where both are given. */
function byFacts(evidence: Evidence, provider: ResolvedProvider): FailureKind {
  const { status, type, code } = evidence;
  const special =
    (code === undefined ? undefined : byCode(code)) ??
    (type !== undefined && typesAboveStatus.has(type) ? kindOfType[type] : undefined);
  if (status !== undefined && (status < 200 || status >= 300)) {
    return byPage(status, evidence, provider) ?? special ?? byStatus(status, evidence, provider);
  }
  return byWatch(evidence, provider) ?? special ?? inBand(evidence, provider) ?? byErrno(evidence, provider);
}

function byCode(code: string): FailureKind | undefined {
  return kindOfCode[code] ?? (lastingQuota.test(code) ? 'quota' : undefined);
}

function byStatus(status: number, evidence: Evidence, provider: ResolvedProvider): FailureKind {
  const isOurs = evidence.observed !== 'not-the-wire';
  switch (status) {
    case 403:
      // A refusal in nobody's words, from a place that does not look like the provider.
      if (!isOurs && provider.edgeMarks.length > 0 && !hasEdgeMark(evidence.headers ?? {}, provider))
        return 'intercepted';
      return 'forbidden';
    case 404:
    case 410:
      return isOurs ? 'model-missing' : 'wrong-address';
    case 499:
      return provider.quirks.includes('ollama-text') ? 'local-busy' : 'server';
  }
  const known = kindOfStatus[status];
  if (known) return known;
  if (status >= 500) return 'server';
  if (status >= 300 && status < 400) return 'wrong-address';
  // 400, 413 and 422 are about the request even without words; other statuses without words are of some other server.
  return isOurs || [400, 413, 422].includes(status) ? 'bad-request' : 'wrong-address';
}

/** Somebody else's page, or a redirect away, where an answer should be. */
function byPage(status: number, evidence: Evidence, provider: ResolvedProvider): FailureKind | undefined {
  const { headers = {} } = evidence;
  const isRedirect = evidence.observed === 'redirected';
  const isPage = evidence.observed === 'not-the-wire' && isHtml(headers);
  if (!(isRedirect || isPage) || status >= 500 || status === 407) return undefined;
  if (hasEdgeMark(headers, provider)) return undefined;
  // Where no mark could tell, a missing page is rather a wrong path than a portal: those show a page for every path.
  if (provider.edgeMarks.length === 0 && (status === 404 || status === 405)) return 'wrong-address';
  // The same host under another scheme is a typing error in the address, not a portal.
  if (isRedirect && hostOf(headers['location']) === hostOf(provider.origin)) return 'wrong-address';
  return 'intercepted';
}

function hostOf(origin: string | undefined): string | undefined {
  return origin?.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
}

function byWatch(evidence: Evidence, provider: ResolvedProvider): FailureKind | undefined {
  const hasBegun = evidence.phase === 'midAnswer' || evidence.phase === 'tool';
  switch (evidence.observed) {
    case 'no-headers':
    case 'no-first-event':
      return 'slow-start';
    case 'idle':
      return hasBegun ? 'stalled' : 'slow-start';
    case 'no-progress':
      return 'stalled';
    case 'no-proof':
    case 'broken-frame':
      return 'cut-off';
    case 'no-content':
      return 'empty';
    case 'not-the-wire':
      return (evidence.status && byPage(evidence.status, evidence, provider)) || 'wrong-address';
    case 'redirected':
      return 'wrong-address';
    case undefined:
      return undefined;
  }
}

/** An error the wire said inside a stream. It has no status, unless its code is one (OpenRouter, `providers.md` §4). */
function inBand(evidence: Evidence, provider: ResolvedProvider): FailureKind | undefined {
  const { type, code } = evidence;
  const byType = type === undefined ? undefined : kindOfType[type];
  if (byType) return byType;
  const status = /^[45]\d\d$/.test(code ?? '') ? Number(code) : undefined;
  if (status !== undefined) return byStatus(status, evidence, provider);
  return type !== undefined || code !== undefined ? 'server' : undefined;
}

function byErrno(evidence: Evidence, provider: ResolvedProvider): FailureKind {
  const hasBegun = evidence.phase === 'midAnswer' || evidence.phase === 'tool';
  const found = kindOfErrno[evidence.errno ?? ''] ?? parserError(evidence.errno) ?? 'connection';
  switch (found) {
    case 'connection':
      return hasBegun ? 'cut-off' : 'unreachable';
    case 'tls':
      return provider.baseUrlGiven ? 'wrong-address' : 'intercepted';
    case 'unreachable':
      return provider.local && isLoopbackOrigin(provider.origin) && evidence.errno === 'ECONNREFUSED'
        ? 'local-stopped'
        : 'unreachable';
    default:
      return found;
  }
}

/** Node's HTTP parser: what answered is not HTTP. In the middle of a body it is a broken one. */
function parserError(errno: string | undefined): 'wrong-address' | 'connection' | undefined {
  if (!errno?.startsWith('HPE_')) return undefined;
  return /CHUNK|EOF/.test(errno) ? 'connection' : 'wrong-address';
}

function byText(kind: FailureKind, evidence: Evidence, provider: ResolvedProvider): FailureKind {
  const { text } = evidence;
  if (text === undefined) return kind;
  const rule = textRules.find(
    (one) =>
      one.instead.includes(kind) &&
      (one.quirk === undefined || provider.quirks.includes(one.quirk)) &&
      one.pattern.test(text),
  );
  return rule?.kind ?? kind;
}
