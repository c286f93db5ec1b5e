import { SimulatedRegistry } from './registry';

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

/** The version of the server whose answers were recorded. */
const recordedVersion = '0.33.0-rc2';

/** How a runner is started. A request that wants another one has its model loaded anew (`needsReload` in server/sched.go). */
export interface RunnerSettings {
  /** Tokens; `undefined` where the request leaves them to the server. */
  readonly context: number | undefined;
  readonly shift: boolean;
}

/** A model in memory. */
interface Loaded {
  readonly until: number;
  readonly settings: RunnerSettings;
}

/** The context of a request that names none, on a machine with little video memory (`providers.md` §3.2). */
const automaticContext = 4096;

/** What is pulled, what is in memory, and how long loading takes. */
export class ModelShelf {
  models: readonly ShelfModel[] = defaultShelf;
  /** The version the server says it is; its shapes are this one's whatever is set here. */
  version = recordedVersion;
  /** Milliseconds a model needs until it is in memory. */
  loadMs = 0;
  /** Names of the models in the order in which they were loaded or loaded anew. */
  readonly loads: string[] = [];
  private readonly inMemory = new Map<string, Loaded>();
  /** Where models are pulled from. */
  readonly registry = new SimulatedRegistry(defaultShelf);

  /** The model with this name; `x` means `x:latest`. */
  find(name: string): ShelfModel | undefined {
    return this.models.find((model) => model.name === name || model.name === `${name}:latest`);
  }

  isLoaded(name: string, now: number): boolean {
    return (this.inMemory.get(name)?.until ?? 0) > now;
  }

  /** Whether a request would be answered by the runner that is in memory now. */
  suits(name: string, now: number, settings: RunnerSettings): boolean {
    const before = this.inMemory.get(name)?.settings;
    if (!before || !this.isLoaded(name, now)) return false;
    const wanted = settings.context ?? automaticContext;
    return before.shift === settings.shift && wanted === (before.context ?? automaticContext);
  }

  /** Notes that a request used a model, which is kept for so long (ms; below 0: for ever). */
  use(name: string, now: number, keepAliveMs: number, settings: RunnerSettings): void {
    const isSame = this.suits(name, now, settings);
    if (!isSame) this.loads.push(name);
    const kept = isSame ? (this.inMemory.get(name)?.settings ?? settings) : settings;
    this.inMemory.set(name, { until: keepAliveMs < 0 ? Number.MAX_SAFE_INTEGER : now + keepAliveMs, settings: kept });
  }

  /** Takes one model out of memory. */
  unload(name: string): void {
    this.inMemory.delete(name);
  }

  /** Takes everything out of memory. */
  unloadAll(): void {
    this.inMemory.clear();
  }

  /** The models in memory now, with the instant at which they leave it and their tokens of context. */
  loaded(now: number): readonly { readonly model: ShelfModel; readonly until: number; readonly context: number }[] {
    return this.models.flatMap((model) => {
      const entry = this.inMemory.get(model.name);
      if (!entry || entry.until <= now) return [];
      return [{ model, until: entry.until, context: entry.settings.context ?? automaticContext }];
    });
  }

  /** Back to the beginning. */
  reset(): void {
    this.models = defaultShelf;
    this.version = recordedVersion;
    this.loadMs = 0;
    this.loads.length = 0;
    this.inMemory.clear();
    this.registry.reset();
  }
}
