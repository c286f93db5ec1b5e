import type { Evidence, FailurePhase } from '../contract/failure';
import { causesOf, errnoOf, property, stringProperty, textOf } from './causes';
import { isHtml } from './edgeMarks';
import type { ResponseFacts } from './responseFacts';
import { StreamLimit } from './streamLimit';

/** What a wire's own error object says. */
export interface ErrorWords {
  readonly type?: string;
  readonly code?: string;
  readonly text?: string;
  readonly requestId?: string;
  /** A wait given inside the body, as it stands there. */
  readonly retryDelay?: string;
}

/** Reads a body that may be the wire's error; undefined if it has another shape. One per wire. */
export type ReadError = (body: unknown) => ErrorWords | undefined;

/** Thrown by decoders for an error the wire says inside a stream. */
export class InBandError extends Error {
  constructor(readonly words: ErrorWords) {
    super(words.text ?? words.type ?? 'error in stream');
    this.name = 'InBandError';
  }
}

/** Turns whatever an SDK threw, and what our own fetch saw, into plain facts. */
export function toEvidence(error: unknown, facts: ResponseFacts, phase: FailurePhase, readError: ReadError): Evidence {
  const { status, headers } = facts;
  const limit = causesOf(error).find((one) => one instanceof StreamLimit);
  if (limit instanceof StreamLimit && limit.kind !== 'not-the-wire') {
    return { phase, status, headers: pageHeaders(facts), observed: limit.kind };
  }
  if (status !== undefined && (status < 200 || status >= 300)) return errorAnswer(facts, status, readError);
  const words = inBandWords(error, facts, readError);
  if (words) return inBand(words, facts, phase);
  if (limit || isNotTheWire(facts, phase))
    return { phase, status, headers: pageHeaders(facts), observed: 'not-the-wire' };
  const errno = errnoOf(error);
  const isBadFrame = errno === undefined && causesOf(error).some((one) => one instanceof SyntaxError);
  return { phase, headers, errno, text: cut(textOf(error)), observed: isBadFrame ? 'broken-frame' : undefined };
}

/** What a stream that ended without error and without proof was. */
export function endEvidence(
  facts: ResponseFacts,
  phase: FailurePhase,
  hadContent: boolean,
  readError: ReadError,
): Evidence {
  const words = inBandWords(undefined, facts, readError);
  if (words) return inBand(words, facts, phase);
  const { status, headers } = facts;
  if (isNotTheWire(facts, phase)) return { phase, status, headers: pageHeaders(facts), observed: 'not-the-wire' };
  return { phase, headers, observed: hadContent ? 'no-proof' : 'no-content' };
}

/** Whether a good status came with something that never was a stream: a page, or JSON of another service. */
function isNotTheWire({ headers, body = '' }: ResponseFacts, phase: FailurePhase): boolean {
  if (phase !== 'firstEvent' || body.trim() === '') return false;
  return isHtml(headers, body) || !/^(data|event|id|retry)?:/m.test(body);
}

function errorAnswer(facts: ResponseFacts, status: number, readError: ReadError): Evidence {
  const words = readError(parse(facts.body));
  if (words) return { status, ...inBand(words, facts, 'headers') };
  const headers = pageHeaders(facts);
  const body = facts.body?.trim() ?? '';
  // An empty error is what overloaded edges send; it says nothing about who sent it.
  if (body === '') return { phase: 'headers', status, headers };
  const text = isHtml(headers) ? undefined : cut(body);
  return { phase: 'headers', status, headers, observed: 'not-the-wire', text };
}

function inBand(words: ErrorWords, facts: ResponseFacts, phase: FailurePhase): Evidence {
  const headers: Record<string, string> = { ...facts.headers };
  if (words.requestId) headers['request-id'] = words.requestId;
  if (words.retryDelay) headers['retry-delay'] = words.retryDelay;
  return { phase, headers, type: words.type, code: words.code, text: cut(words.text) };
}

/** The headers, saying that the body is a page where it is one: portals are careless with their content type. */
function pageHeaders({ headers, body }: ResponseFacts): ResponseFacts['headers'] {
  return isHtml(headers, body) ? { ...headers, 'content-type': 'text/html' } : headers;
}

function inBandWords(error: unknown, facts: ResponseFacts, readError: ReadError): ErrorWords | undefined {
  if (error instanceof InBandError) return error.words;
  const said = facts.inBand ?? inBandBody(error) ?? parse(facts.body);
  return said === undefined ? undefined : readError(said);
}

/** SDK errors that came inside a stream have no status and carry the body, or what was in its `error` (`providers.md` §0). */
function inBandBody(error: unknown): unknown {
  const body = property(error, 'status') === undefined ? property(error, 'error') : undefined;
  return body === undefined || property(body, 'error') !== undefined ? body : { error: body };
}

function parse(text: string | undefined): unknown {
  if (!text || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cut(text: string | undefined): string | undefined {
  return text?.slice(0, 500);
}

/** The usual fields of an error object, `{ type, code, message }`, or an error that is but a sentence. */
export function commonWords(error: unknown): ErrorWords | undefined {
  if (typeof error === 'string' && error !== '') return { type: 'error', text: error };
  const type = stringProperty(error, 'type');
  const text = stringProperty(error, 'message');
  const code = property(error, 'code');
  if (type === undefined && text === undefined) return undefined;
  return {
    type: type ?? 'error',
    text,
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
  };
}
