import { asObject } from '../bytes/frames';

/** What a request is for: an ask generates words, a free call does not. `model` is what an ask named. */
export type RequestKind = { readonly t: 'ask'; readonly model: string } | { readonly t: 'free' };

/** The ends of the paths that generate, on all wires (`providers.md` §1, §2, §3, §4). */
const askPaths = /\/(messages|chat\/completions|completions|infill|api\/chat|api\/generate)$/;

/** Tells an ask from a free call such as a model list, a key check or the load of a model without a prompt. */
export function requestKind(url: string, init: RequestInit | undefined): RequestKind {
  const { pathname } = new URL(url);
  if ((init?.method ?? 'GET').toUpperCase() !== 'POST' || !askPaths.test(pathname)) return { t: 'free' };
  const body = parseBody(init?.body);
  const model = typeof body?.['model'] === 'string' ? body['model'] : '';
  return pathname.startsWith('/api/') && isLoad(body) ? { t: 'free' } : { t: 'ask', model };
}

/** Ollama loads a model when it is sent nothing to answer (§3.2). */
function isLoad(body: Readonly<Record<string, unknown>> | undefined): boolean {
  const messages = body?.['messages'];
  if (Array.isArray(messages)) return messages.length === 0;
  return body?.['prompt'] === undefined || body['prompt'] === '';
}

function parseBody(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    return asObject(JSON.parse(body));
  } catch {
    return undefined;
  }
}
