import { AnthropicProvider } from './anthropic/anthropicProvider';
import type { BuiltType } from './built';
import type { CallContext } from './callContext';
import { OllamaModels } from './ollama/ollamaModels';
import { OllamaProvider } from './ollama/ollamaProvider';
import { LlamaServer } from './openai/llamaServer';
import { OpenAiProvider } from './openai/openAiProvider';
import type { LocalModels, Provider } from './provider';

/** A provider on its wire, and the models of its server where it tells of them. */
export interface Wired {
  readonly provider: Provider;
  readonly localModels?: LocalModels;
}

/** Makes the provider of a wire type. Loaded with the first request, together with everything that speaks a wire. */
export function createWired(type: BuiltType, context: CallContext): Wired {
  switch (type) {
    case 'anthropic':
      return { provider: new AnthropicProvider(context) };
    case 'openai': {
      const hasModels = context.provider.quirks.includes('llamacpp-loading');
      return { provider: new OpenAiProvider(context), ...(hasModels ? { localModels: new LlamaServer(context) } : {}) };
    }
    case 'ollama': {
      const models = new OllamaModels(context);
      return { provider: new OllamaProvider(context, models), localModels: models };
    }
  }
}
