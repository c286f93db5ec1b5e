import type { ChatRequest, CompletionRequest } from '../../contract/ask';
import type { ProviderEvent } from '../../contract/events';
import type { Target } from '../../contract/target';
import type { CallContext } from '../callContext';
import { fimTemplate } from '../../completions/fimTemplates';
import { plainCall } from '../plainCall';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from '../provider';
import { streamCall } from '../streamCall';
import { unsupportedRequest } from '../unsupportedRequest';
import { createOpenAi } from './client';
import { dropEcho } from './dropEcho';
import { readOpenAiError } from './evidence';
import { fillHole } from './fillHole';
import { InfillAbility } from './infillAbility';
import { listModels } from './listModels';
import { isContinued, toChatBody } from './request';
import { serverHealth } from './serverHealth';
import { createChatDecoder } from './stream';

/** Mistral's FIM route refuses all but Codestral, and of that the variants made for something else. */
const mistralFillers = /^codestral(?!-(?:mamba|embed))/;

/** DeepSeek's models that reason first do not fill holes. */
const deepseekFillers = /^deepseek-(?!.*(?:reasoner|-r\d))/;

/** OpenAI and every server that speaks Chat Completions; their differences are data of the row. */
export class OpenAiProvider implements Provider {
  private readonly infill: InfillAbility;

  constructor(private readonly context: CallContext) {
    this.infill = new InfillAbility(context);
  }

  get info(): ResolvedProvider {
    return this.context.provider;
  }

  chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    const provider = this.info;
    const isNative = isContinued(request) && provider.continuation !== 'none';
    const isPrefix = isNative && provider.continuation === 'prefix-flag';
    const decoder = createChatDecoder();
    return streamCall(
      this.context,
      {
        use: target.use,
        decoder: isNative ? dropEcho(decoder, request.messages.at(-1)?.text ?? '') : decoder,
        readError: readOpenAiError,
        open: async (call) => {
          const client = await createOpenAi(isPrefix ? withBeta(provider) : provider, call);
          return client.chat.completions.create(toChatBody(request, target, provider), { signal: call.signal });
        },
      },
      signal,
    );
  }

  complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    if (request.kind === 'chat') return this.chat(request, target, signal);
    const call = fillHole(this.info, request, target);
    return call ? streamCall(this.context, call, signal) : unsupportedRequest(this.context);
  }

  /** llama.cpp is asked; elsewhere a model that fills holes is known by its name: these servers do not say what theirs can do. */
  async fimRoute(model: string, signal: AbortSignal): Promise<FimRoute> {
    const { fim } = this.info;
    switch (fim) {
      case 'infill':
        return (await this.infill.has(model, signal)) ? 'infill' : 'none';
      case 'raw':
        return fimTemplate(model) ? 'raw' : 'none';
      case 'mistral-fim':
        return mistralFillers.test(model) ? fim : 'none';
      case 'deepseek-beta':
        return deepseekFillers.test(model) ? fim : 'none';
      case 'suffix':
      case 'none':
        return fim;
    }
  }

  listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return listModels(this.context, signal);
  }

  /** The row's free call that proves a key, else the model list, which proves the address at least. */
  async check(signal: AbortSignal): Promise<Result<undefined>> {
    const { keyCheck, hasHealth } = this.info;
    if (hasHealth === true) {
      const health = await serverHealth(this.context, signal);
      // A door in front of a cluster may not let it through; then the list has the last word.
      if (!health.ok && health.failure.evidence.status === 503) return health;
    }
    if (keyCheck === undefined || keyCheck === '/models') {
      const models = await this.listModels(signal);
      return models.ok ? { ok: true, value: undefined } : models;
    }
    return plainCall(
      this.context,
      { readError: readOpenAiError },
      async (call) => {
        const client = await createOpenAi(this.info, call);
        await client.get(keyCheck, { signal: call.signal });
        return undefined;
      },
      signal,
    );
  }
}

/** DeepSeek's prefix lives under another path (`providers.md` §4). */
function withBeta(provider: ResolvedProvider): ResolvedProvider {
  return provider.fim === 'deepseek-beta' ? { ...provider, baseUrl: `${provider.baseUrl}/beta` } : provider;
}
