import { Cancelled, lazily } from '../base/async';
import type { ChatRequest, CompletionRequest } from '../contract/ask';
import type { ProviderEvent } from '../contract/events';
import type { Target } from '../contract/target';
import type { ProviderDeps } from './callContext';
import type { FimRoute, LocalModels, ModelInfo, Provider, ResolvedProvider, Result, WireType } from './provider';
import type { Wired } from './wires';

/** A provider whose wire is loaded with its first call, so that starting the editor does not pay for any of them. */
export class LazyProvider implements Provider {
  private readonly wired = lazily(async () => {
    const { createWired } = await import('./wires');
    return createWired(this.type, this.info, this.deps);
  });

  constructor(
    readonly info: ResolvedProvider,
    private readonly type: WireType,
    private readonly deps: ProviderDeps,
  ) {}

  async *chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const { provider } = await this.load(signal);
    yield* provider.chat(request, target, signal);
  }

  async *complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const { provider } = await this.load(signal);
    if (provider.complete) yield* provider.complete(request, target, signal);
  }

  async fimRoute(model: string, signal: AbortSignal): Promise<FimRoute> {
    return (await this.load(signal)).provider.fimRoute(model, signal);
  }

  async hasNewKey(signal: AbortSignal): Promise<boolean> {
    return (await this.load(signal)).context.hasNewKey(signal);
  }

  async listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return (await this.load(signal)).provider.listModels(signal);
  }

  async check(signal: AbortSignal): Promise<Result<undefined>> {
    return (await this.load(signal)).provider.check(signal);
  }

  /** The models of the server, for rows that tell of them. */
  get localModels(): LocalModels {
    const always: LocalModels = {
      list: async (signal) => (await this.models(signal)).list(signal),
      loaded: async (signal) => (await this.models(signal)).loaded(signal),
      load: async (model, signal) => (await this.models(signal)).load(model, signal),
    };
    const canUnload = this.type === 'ollama' || this.info.modelsApi === 'lm-studio';
    if (!canUnload) return always;
    const unloading: LocalModels = {
      ...always,
      unload: async (model, signal) => told((await this.models(signal)).unload?.(model, signal)),
    };
    if (this.type !== 'ollama') return unloading;
    return {
      ...unloading,
      version: async (signal) => told((await this.models(signal)).version?.(signal)),
      pull: async (model, note, signal) => told((await this.models(signal)).pull?.(model, note, signal)),
    };
  }

  private async models(signal: AbortSignal): Promise<LocalModels> {
    const { localModels } = await this.load(signal);
    if (!localModels) throw new Error(`${this.info.id} tells nothing of its models`);
    return localModels;
  }

  private async load(signal: AbortSignal): Promise<Wired> {
    const wired = await this.wired.get();
    if (signal.aborted) throw new Cancelled();
    return wired;
  }
}

/** What is handed out above, the wire can do; only the types cannot know it. */
function told<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('not on this wire');
  return answer;
}
