import type { IncomingMessage } from 'node:http';
import type { WireRequest } from './wire';

const longestBody = 64_000_000;

/** Reads a request whole. @throws when its body is longer than 64 MB or the client goes away. */
export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longestBody) throw new Error('request body over 64 MB');
    pieces.push(piece);
  }
  const bodyText = Buffer.concat(pieces).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://simulator.invalid');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: parseObject(bodyText),
    bodyText,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
