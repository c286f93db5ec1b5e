import type { ChatResponse, Ollama } from 'ollama/browser';
import type { ChatRequest, CompletionRequest } from '../../contract/ask';
import type { ProviderEvent } from '../../contract/events';
import type { Target } from '../../contract/target';
import type { CallContext } from '../callContext';
import { fimTemplate } from '../../completions/fimTemplates';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from '../provider';
import { streamCall, type Decoder } from '../streamCall';
import { createOllama, endingQuietly } from './client';
import { cloudRefusal } from './cloudRefusal';
import { readOllamaError } from './evidence';
import { guardLines } from './lineGuard';
import { modelSettings } from './modelSettings';
import type { OllamaModels } from './ollamaModels';
import { toOllamaChat, toOllamaHole } from './request';
import { createOllamaChatDecoder, createOllamaHoleDecoder } from './stream';

/** Ollama by its native API: its compatible one swallows errors in mid-stream (`providers.md` §3.3). */
export class OllamaProvider implements Provider {
  constructor(
    private readonly context: CallContext,
    private readonly models: OllamaModels,
  ) {}

  get info(): ResolvedProvider {
    return this.context.provider;
  }

  chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    const body = toOllamaChat(request, target, modelSettings(this.context, target.model));
    const call: OllamaCall<ChatResponse> = { decoder: createOllamaChatDecoder, open: (client) => client.chat(body) };
    return this.stream(call, target, signal);
  }

  complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    if (request.kind === 'chat') return this.chat(request, target, signal);
    const body = toOllamaHole(request, target, modelSettings(this.context, target.model));
    return this.stream({ decoder: createOllamaHoleDecoder, open: (client) => client.generate(body) }, target, signal);
  }

  /** The capability `insert` decides; without it only a family whose marks are known for certain (§3.7). */
  async fimRoute(model: string, signal: AbortSignal): Promise<FimRoute> {
    const abilities = await this.models.abilities(model, signal, this.context.fillLookMs);
    if (abilities.ok && abilities.value.includes('insert')) return 'suffix';
    return abilities.ok && fimTemplate(model) ? 'raw' : 'none';
  }

  listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return this.models.list(signal);
  }

  async check(signal: AbortSignal): Promise<Result<undefined>> {
    const models = await this.models.list(signal);
    return models.ok ? { ok: true, value: undefined } : models;
  }

  private async *stream<Line>(call: OllamaCall<Line>, target: Target, signal: AbortSignal): ProviderEvents {
    const cloud = await this.models.isCloud(target.model, signal);
    if (!cloud.ok || cloud.value) {
      yield { t: 'failure', failure: cloud.ok ? cloudRefusal(this.context) : cloud.failure };
      return;
    }
    yield* streamCall(
      this.context,
      {
        use: target.use,
        decoder: call.decoder(),
        readError: readOllamaError,
        open: async (client) =>
          endingQuietly(await call.open(await createOllama(this.info, client, guardLines(client)))),
      },
      signal,
    );
  }
}

type ProviderEvents = AsyncGenerator<ProviderEvent>;

/** One streamed call of the package: how it is opened and how its lines are read. */
interface OllamaCall<Line> {
  decoder(): Decoder<Line>;
  open(client: Ollama): Promise<AsyncIterable<Line>>;
}
