import type { ChatRequest, CompletionRequest } from '../../contract/ask';
import type { ProviderEvent } from '../../contract/events';
import type { Target } from '../../contract/target';
import type { CallContext } from '../callContext';
import { numberProperty, property, stringProperty } from '../causes';
import { expectList, plainCall } from '../plainCall';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from '../provider';
import { streamCall } from '../streamCall';
import { unsupportedRequest } from '../unsupportedRequest';
import { createAnthropic } from './client';
import { readAnthropicError } from './evidence';
import { toMessagesBody } from './request';
import { createMessagesDecoder } from './stream';

/** Claude and whatever else speaks the Messages API. It has no route that fills holes: a hole is a chat prompt. */
export class AnthropicProvider implements Provider {
  constructor(private readonly context: CallContext) {}

  get info(): ResolvedProvider {
    return this.context.provider;
  }

  chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    return streamCall(
      this.context,
      {
        use: target.use,
        decoder: createMessagesDecoder(),
        readError: readAnthropicError,
        open: async (call) => {
          const client = await createAnthropic(this.info, call);
          return client.messages.create(toMessagesBody(request, target), { signal: call.signal });
        },
      },
      signal,
    );
  }

  complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    return request.kind === 'chat' ? this.chat(request, target, signal) : unsupportedRequest(this.context);
  }

  fimRoute(): Promise<FimRoute> {
    return Promise.resolve('none');
  }

  listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return this.models(100, signal);
  }

  /** `GET /v1/models?limit=1` proves address and key and generates nothing (`providers.md` §1.8). */
  async check(signal: AbortSignal): Promise<Result<undefined>> {
    const models = await this.models(1, signal);
    return models.ok ? { ok: true, value: undefined } : models;
  }

  private models(limit: number, signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return plainCall(
      this.context,
      { readError: readAnthropicError },
      async (call) => {
        const client = await createAnthropic(this.info, call);
        const answer: unknown = await client.get('/v1/models', { query: { limit }, signal: call.signal });
        return expectList(property(answer, 'data')).flatMap(toModelInfo);
      },
      signal,
    );
  }
}

function toModelInfo(model: unknown): readonly ModelInfo[] {
  const id = stringProperty(model, 'id');
  if (id === undefined) return [];
  const contextWindow = numberProperty(model, 'max_input_tokens');
  return [{ id, label: stringProperty(model, 'display_name'), contextWindow }];
}
