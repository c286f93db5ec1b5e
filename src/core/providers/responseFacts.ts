/** What a call saw of its response, independent of how an SDK reports it. Filled while the call runs. */
export interface ResponseFacts {
  status?: number;
  /** Lower-case names; only those that help to decide. */
  headers: Readonly<Record<string, string>>;
  /** The start of a body that is an error or not a stream, as text. */
  body?: string;
  /** An error that came inside a stream which the SDK reports without its class. */
  inBand?: unknown;
  /** Ends the body once everything was heard, and leaves the connection to the next call if it ends in time. */
  letGo?: () => void;
}

/** Facts of a call that has seen nothing yet. */
export function createFacts(): ResponseFacts {
  return { headers: {} };
}

const kept =
  /^(request-id|x-request-id|x-generation-id|retry-after(-ms)?|cf-ray|server|content-type|server-timing|openai-(version|processing-ms)|x-groq-region|x-ds-trace-id|proxy-authenticate|anthropic-ratelimit-.+|x-ratelimit-.+)$/;

/** Keeps what helps to decide and drops the rest, cookies above all. Of a redirect only the origin is kept. */
export function keepHeaders(headers: Headers, requestUrl: string): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (kept.test(name)) result[name] = value.slice(0, 200);
  });
  const location = headers.get('location');
  if (location !== null) result['location'] = originOf(location, requestUrl);
  return result;
}

function originOf(location: string, base: string): string {
  try {
    return new URL(location, base).origin;
  } catch {
    return 'unreadable';
  }
}
