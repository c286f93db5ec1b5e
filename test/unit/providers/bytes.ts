import { silentLogger } from '../../../src/core/base/logger';
import type { ChatRequest, FimRequest } from '../../../src/core/contract/ask';
import type { ProviderEvent } from '../../../src/core/contract/events';
import type { Failure } from '../../../src/core/contract/failure';
import type { Target } from '../../../src/core/contract/target';
import type { Provider } from '../../../src/core/providers/provider';
import { ProviderRegistry } from '../../../src/core/providers/registry';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock, type FakeClock } from '../../support/fakeClock';
import { settingsOf } from '../../support/routingWorld';

/** What a provider on recorded bytes is given. */
export type Answer = (url: string, init: RequestInit | undefined) => Response | Promise<Response>;

/** A real provider with its real SDK, whose network is a function. The one called `house` is a user's own cloud server. */
export function providerOn(id: string, answer: Answer, clock: FakeClock = createFakeClock()): Provider {
  const settings = settingsOf({ providers: { house: { type: 'openai', baseUrl: ['http://house.test/v1'] } } });
  const registry = new ProviderRegistry({
    settings: () => settings,
    // Ollama is asked where a model runs before it gets any text.
    fetch: async (url, init) => (url.endsWith('/api/show') ? Response.json({}) : answer(url, init)),
    keys: () => Promise.resolve('key'),
    clock,
    durations,
    logger: silentLogger,
  });
  const provider = registry.get(id);
  if (!provider) throw new Error(`no provider ${id}`);
  return provider;
}

/** A body that comes in these pieces and then ends, or breaks with this error. */
export function bodyOf(pieces: readonly Uint8Array[], error?: unknown): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces[next++];
      if (piece) controller.enqueue(piece);
      else if (error === undefined) controller.close();
      else controller.error(error);
    },
  });
}

const chat: ChatRequest = { kind: 'chat', use: 'chat', system: '', messages: [{ role: 'user', text: 'hi' }] };
const fim: FimRequest = { kind: 'fim', prefix: 'x = ', suffix: ';', maxOutputTokens: 8, stop: [] };

/** Everything a provider says to one request. */
export interface Said {
  readonly events: readonly ProviderEvent[];
  readonly text: string;
  readonly thinking: string;
  readonly tool: string;
  readonly end: string | undefined;
  readonly failure: Failure | undefined;
}

/** Asks once and reads to the end. */
export async function say(
  provider: Provider,
  route: 'chat' | 'fim' = 'chat',
  signal: AbortSignal = new AbortController().signal,
): Promise<Said> {
  const target: Target = { provider: provider.info.id, model: 'm', use: route === 'chat' ? 'chat' : 'completion' };
  const stream = route === 'chat' ? provider.chat(chat, target, signal) : provider.complete!(fim, target, signal);
  const events: ProviderEvent[] = [];
  for await (const event of stream) events.push(event);
  const join = (read: (event: ProviderEvent) => string): string => events.map(read).join('');
  const last = events.at(-1);
  return {
    events,
    text: join((event) => (event.t === 'text' ? event.text : '')),
    thinking: join((event) => (event.t === 'thinking' ? event.text : '')),
    tool: join((event) => (event.t === 'tool' ? event.json : '')),
    end: last?.t === 'end' ? last.reason : undefined,
    failure: last?.t === 'failure' ? last.failure : undefined,
  };
}
