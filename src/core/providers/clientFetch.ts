import type { Clock } from '../base/clock';
import type { AddressBook } from './addressBook';
import type { ResolvedProvider } from './provider';
import { keepHeaders, type ResponseFacts } from './responseFacts';
import { watchedFetch, type FetchLike, type FetchWatch } from './watchedFetch';

/** One call as its `fetch` needs to know it. */
export interface CallBounds {
  readonly provider: ResolvedProvider;
  readonly addresses: AddressBook;
  readonly key: string | undefined;
  readonly fetch: FetchWatch['fetch'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly closingMs: number;
  readonly facts: ResponseFacts;
}

/** The `fetch` given to an SDK for one call: our headers and key only, watched, its facts kept. */
export function createClientFetch(call: CallBounds): FetchLike {
  const { facts } = call;
  const watched = watchedFetch({
    ...call,
    onBody: (letGo) => {
      facts.letGo = letGo;
    },
    onResponse: (response, url) => {
      facts.status = response.status;
      facts.headers = keepHeaders(response.headers, url);
    },
  });
  const addressed = call.addresses.wrap(watched);
  return async (input, init = {}) => {
    const response = await addressed(input, { ...init, headers: ownHeaders(init, call) });
    if (!response.ok) return keepError(response, facts);
    return isStream(response) ? response : keepStart(response, facts);
  };
}

/** What SDKs may add by themselves. The rest of what they would send comes from the environment or describes the machine. */
const fromSdk = new Set(['accept', 'content-type', 'user-agent', 'anthropic-version', 'anthropic-beta']);

function ownHeaders(init: RequestInit, { provider, key }: CallBounds): Record<string, string> {
  const result: Record<string, string> = {};
  new Headers(init.headers).forEach((value, name) => {
    if (fromSdk.has(name)) result[name] = value;
  });
  // Other servers of this wire know the older version and the older header only (`providers.md` §4).
  const isForeign = provider.type === 'anthropic' && !provider.builtIn;
  if (isForeign) result['anthropic-version'] = '2023-06-01';
  Object.assign(result, provider.headers);
  if (key !== undefined) result['authorization'] = `Bearer ${key}`;
  if (key !== undefined && isForeign) result['x-api-key'] = key;
  return result;
}

function isStream(response: Response): boolean {
  return /event-stream|ndjson/.test(response.headers.get('content-type') ?? '');
}

const maxErrorBytes = 65_536;
const maxStartChars = 4_096;

/** Reads the start of an error's body, whatever happens on the way, and hands the SDK a response that cannot stall. */
async function keepError(response: Response, facts: ResponseFacts): Promise<Response> {
  facts.body = response.body ? await readStart(response.body) : '';
  return new Response(facts.body, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}

async function readStart(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    while (bytes < maxErrorBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status has come and decides; a body that breaks off adds nothing.
  }
  await reader.cancel().catch(() => undefined);
  return text;
}

/** Lets a body through that is not declared as a stream, remembering how it began: it may be a page or an error. */
function keepStart(response: Response, facts: ResponseFacts): Response {
  if (!response.body) return response;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  facts.body = '';
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        if ((facts.body ?? '').length < maxStartChars) facts.body += decoder.decode(value, { stream: true });
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel: (reason: unknown): Promise<void> => reader.cancel(reason),
  };
  const body = new ReadableStream<Uint8Array>(source, { highWaterMark: 0 });
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}
