import type { ChatRequest, CompletionRequest } from '../../contract/ask';
import type { ProviderEvent } from '../../contract/events';
import type { Target } from '../../contract/target';
import type { CallContext } from '../callContext';
import { toFailure } from '../failure';
import { fimTemplate } from '../../completions/fimTemplates';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from '../provider';
import { streamCall } from '../streamCall';
import { createOllama, endingQuietly } from './client';
import { isCloudName } from './cloudModels';
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
    if (isCloudName(target.model)) return this.hidden();
    const body = toOllamaChat(request, target, modelSettings(this.context, target.model));
    return streamCall(
      this.context,
      {
        use: target.use,
        decoder: createOllamaChatDecoder(),
        readError: readOllamaError,
        open: async (call) => {
          const client = await createOllama(this.info, call, guardLines(call));
          return endingQuietly(await client.chat(body));
        },
      },
      signal,
    );
  }

  complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    if (request.kind === 'chat') return this.chat(request, target, signal);
    if (isCloudName(target.model)) return this.hidden();
    const body = toOllamaHole(request, target, modelSettings(this.context, target.model));
    return streamCall(
      this.context,
      {
        use: target.use,
        decoder: createOllamaHoleDecoder(),
        readError: readOllamaError,
        open: async (call) => {
          const client = await createOllama(this.info, call, guardLines(call));
          return endingQuietly(await client.generate(body));
        },
      },
      signal,
    );
  }

  /** The capability `insert` decides; without it only a family whose marks are known for certain (§3.7). */
  async fimRoute(model: string, signal: AbortSignal): Promise<FimRoute> {
    const abilities = await this.models.abilities(model, signal);
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

  /** A model that runs at ollama.com is not there, even if the user's route names it. */
  private async *hidden(): AsyncGenerator<ProviderEvent> {
    const evidence = { phase: 'connect', type: 'not_found_error', text: 'runs at ollama.com' } as const;
    yield { t: 'failure', failure: toFailure(evidence, this.info, this.context.clock.now()) };
  }
}
