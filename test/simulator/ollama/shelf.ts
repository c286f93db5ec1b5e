/** A model the simulated Ollama has pulled. */
export interface ShelfModel {
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly family: string;
  readonly parameters: string;
  readonly capabilities: readonly string[];
  /** Set for models that run at ollama.com. */
  readonly remoteHost?: string;
  /** Its template leaves a last assistant turn open, so it continues natively (`providers.md` §7). */
  readonly continuesLast?: boolean;
}

const gigabyte = 1_000_000_000;

/** What a developer's machine may have: a Gemma to chat with, a small model that fills holes, a cloud model in disguise. */
export const defaultShelf: readonly ShelfModel[] = [
  {
    name: 'gemma3:4b',
    size: 3.3 * gigabyte,
    family: 'gemma3',
    parameters: '4.3B',
    capabilities: ['completion', 'vision'],
    continuesLast: true,
  },
  {
    name: 'gemma3:270m',
    size: 0.3 * gigabyte,
    family: 'gemma3',
    parameters: '268.10M',
    capabilities: ['completion'],
    continuesLast: true,
  },
  {
    name: 'gemma4:e4b',
    size: 9.6 * gigabyte,
    family: 'gemma4',
    parameters: '8.0B',
    capabilities: ['completion', 'vision', 'audio', 'tools', 'thinking'],
  },
  {
    name: 'qwen2.5-coder:1.5b',
    size: 0.99 * gigabyte,
    family: 'qwen2',
    parameters: '1.5B',
    capabilities: ['completion', 'tools', 'insert'],
  },
  {
    name: 'nomic-embed-text:latest',
    size: 0.27 * gigabyte,
    family: 'nomic-bert',
    parameters: '137M',
    capabilities: ['embedding'],
  },
  {
    name: 'gpt-oss:120b-cloud',
    size: 384,
    family: 'gptoss',
    parameters: '116.8B',
    capabilities: ['completion', 'tools', 'thinking'],
    remoteHost: 'https://ollama.com:443',
  },
];

/** What is pulled, what is in memory, and how long loading takes. */
export class ModelShelf {
  models: readonly ShelfModel[] = defaultShelf;
  /** Milliseconds a model needs until it is in memory. */
  loadMs = 0;
  private readonly loadedUntil = new Map<string, { until: number; context: number }>();

  /** The model with this name; `x` means `x:latest`. */
  find(name: string): ShelfModel | undefined {
    return this.models.find((model) => model.name === name || model.name === `${name}:latest`);
  }

  isLoaded(name: string, now: number): boolean {
    return (this.loadedUntil.get(name)?.until ?? 0) > now;
  }

  /** Notes that a model is in memory for so long; 0 or less unloads it, `-1` as a number of seconds means for ever. */
  keep(name: string, now: number, keepAliveMs: number, context: number): void {
    this.loadedUntil.set(name, { until: keepAliveMs < 0 ? Number.MAX_SAFE_INTEGER : now + keepAliveMs, context });
  }

  /** Takes everything out of memory. */
  unloadAll(): void {
    this.loadedUntil.clear();
  }

  /** The models in memory now, with the instant at which they leave it. */
  loaded(now: number): readonly { readonly model: ShelfModel; readonly until: number; readonly context: number }[] {
    return this.models.flatMap((model) => {
      const entry = this.loadedUntil.get(model.name);
      return entry && entry.until > now ? [{ model, ...entry }] : [];
    });
  }

  /** Back to the beginning. */
  reset(): void {
    this.models = defaultShelf;
    this.loadMs = 0;
    this.loadedUntil.clear();
  }
}
