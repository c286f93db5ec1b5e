import type { LocalModels, ModelInfo, Result } from '../../src/core/providers/provider';
import type { Failure } from '../../src/core/contract/failure';

/** A local model server in memory, which can be stopped and whose models a test changes. */
export interface LocalServer extends LocalModels {
  models: readonly ModelInfo[];
  inMemory: readonly string[];
  /** What it says of itself. */
  versionSaid: string;
  /** Loading a model takes every other one out of memory. */
  isNarrow: boolean;
  /** Set: every call fails with it. */
  failure: Failure | undefined;
  /** Names of the calls made. */
  readonly calls: string[];
}

/** Creates a server that runs and has these models. */
export function createLocalServer(models: readonly ModelInfo[] = []): LocalServer {
  const calls: string[] = [];
  const answer = <T>(call: string, value: () => T): Promise<Result<T>> => {
    calls.push(call);
    return Promise.resolve(server.failure ? { ok: false, failure: server.failure } : { ok: true, value: value() });
  };
  const server: LocalServer = {
    models,
    inMemory: [],
    versionSaid: '0.33.0',
    isNarrow: false,
    failure: undefined,
    calls,
    list: () => answer('list', () => server.models),
    loaded: () => answer('loaded', () => server.inMemory),
    load: (model) =>
      answer(`load ${model}`, () => {
        server.inMemory = server.isNarrow ? [model] : [...new Set([...server.inMemory, model])];
        return undefined;
      }),
    version: () => answer('version', () => server.versionSaid),
    unload: (model) =>
      answer(`unload ${model}`, () => {
        server.inMemory = server.inMemory.filter((id) => id !== model);
        return undefined;
      }),
  };
  return server;
}

/** A chat model of a size in gigabytes. */
export function chatModel(id: string, gigabytes: number, ...more: readonly string[]): ModelInfo {
  return { id, sizeBytes: gigabytes * 1e9, capabilities: ['completion', ...more] };
}
