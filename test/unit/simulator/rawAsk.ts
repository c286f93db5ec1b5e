import type { Simulator } from '../../simulator/simulator';
import { serviceById, type ServiceId } from '../../simulator/services';
import type { PromptMessage } from '../../simulator/wire';

/** What came back from a request without any SDK between. */
export interface RawAnswer {
  readonly status?: number;
  readonly headers?: Headers;
  readonly body: string;
  /** How it ended: by a clean end of the body, by an error with this code, or not at all within the time. */
  readonly end: 'clean' | 'waiting' | `error ${string}`;
}

const question: readonly PromptMessage[] = [{ role: 'user', text: 'How does a stand-in take over?' }];

/** Asks a service for a streamed chat answer over plain fetch, and gives up after `patienceMs`. */
export async function rawAsk(
  simulator: Simulator,
  service: ServiceId,
  patienceMs: number,
  messages = question,
): Promise<RawAnswer> {
  const signal = AbortSignal.timeout(patienceMs);
  let body = '';
  let response: Response | undefined;
  try {
    response = await fetch(...requestFor(simulator, service, messages, signal));
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) body += decoder.decode(piece, { stream: true });
    return { status: response.status, headers: response.headers, body, end: 'clean' };
  } catch (error) {
    const end = signal.aborted ? 'waiting' : (`error ${codeOf(error)}` as const);
    return { ...(response ? { status: response.status, headers: response.headers } : {}), body, end };
  }
}

function requestFor(
  simulator: Simulator,
  service: ServiceId,
  messages: readonly PromptMessage[],
  signal: AbortSignal,
): [string, RequestInit] {
  const { wire, models, key } = serviceById(service);
  const said = messages.map(({ role, text }) => ({ role, content: text }));
  const headers = {
    'content-type': 'application/json',
    'anthropic-version': '2026-10-21',
    authorization: `Bearer ${key}`,
  };
  const model = wire === 'ollama' ? 'gemma4:e4b' : models[0];
  const path = { anthropic: '/v1/messages', openai: '/chat/completions', ollama: '/api/chat' }[wire];
  const body = {
    model,
    stream: true,
    messages: said,
    ...(wire === 'anthropic' ? { max_tokens: 4096 } : {}),
    ...(wire === 'ollama' ? { think: false } : {}),
  };
  return [
    simulator.url(service) + path,
    { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual', signal },
  ];
}

function codeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code ?? (error instanceof Error ? error.message : String(error));
}
