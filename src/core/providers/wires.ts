import { AnthropicProvider } from './anthropic/anthropicProvider';
import { CallContext, type ProviderDeps } from './callContext';
import { ChatFirst } from './chatFirst';
import { ClaudeCodeProvider } from './claudeCode/claudeCodeProvider';
import { OllamaModels } from './ollama/ollamaModels';
import { OllamaProvider } from './ollama/ollamaProvider';
import { LlamaServer } from './openai/llamaServer';
import { LmStudio } from './openai/lmStudio';
import { OpenAiProvider } from './openai/openAiProvider';
import type { LocalModels, Provider, ResolvedProvider, WireType } from './provider';

/** A provider on its wire, and the models of its server where it tells of them. */
export interface Wired {
  readonly provider: Provider;
  readonly localModels?: LocalModels;
  /** What all calls of the provider share. */
  readonly context: CallContext;
}

/** Makes the provider of a wire type. Loaded with the first request, together with everything that speaks a wire. */
export function createWired(type: WireType, info: ResolvedProvider, deps: ProviderDeps): Wired {
  const context = new CallContext(info, deps);
  switch (type) {
    case 'anthropic':
      return { context, provider: new AnthropicProvider(context) };
    case 'openai': {
      const localModels = modelsOf(context);
      if (localModels instanceof LlamaServer) {
        const provider = new ChatFirst(new OpenAiProvider(context), context, () => localModels.slots);
        return { context, provider, localModels };
      }
      return { context, provider: new OpenAiProvider(context), ...(localModels ? { localModels } : {}) };
    }
    case 'ollama': {
      const models = new OllamaModels(context);
      const provider = new ChatFirst(new OllamaProvider(context, models), context, () => info.slots ?? 1);
      return { context, provider, localModels: models };
    }
    case 'claude-code':
      return { context, provider: new ClaudeCodeProvider(context, deps.claude) };
  }
}

function modelsOf(context: CallContext): LocalModels | undefined {
  switch (context.provider.modelsApi) {
    case 'llama-server':
      return new LlamaServer(context);
    case 'lm-studio':
      return new LmStudio(context);
    case undefined:
      return undefined;
  }
}
