import { hostVariableAddress } from '../../src/core/providers/ollama/hostVariable';
import type { ProbeModels } from '../support/ollamaProbes';

/** A real Ollama and the models of it that tests may use. */
export interface RealOllama {
  readonly baseUrl: string;
  readonly version: string;
  readonly models: ProbeModels;
}

interface Listed {
  readonly name: string;
  readonly size: number;
  readonly capabilities?: readonly string[];
  readonly remote_host?: string;
}

/** The server at `OLLAMA_HOST`, or a sentence about why there is none to test with. */
export async function findRealOllama(): Promise<RealOllama | string> {
  const host = process.env['OLLAMA_HOST'];
  const baseUrl = hostVariableAddress(host)?.replace('//0.0.0.0', '//127.0.0.1');
  if (baseUrl === undefined) return 'OLLAMA_HOST is not set';
  try {
    const { version } = await get<{ version: string }>(baseUrl, '/api/version');
    const { models } = await get<{ models: readonly Listed[] }>(baseUrl, '/api/tags');
    const small = models.filter((model) => model.remote_host === undefined).toSorted((a, b) => a.size - b.size);
    const can = (model: Listed): string => [...(model.capabilities ?? [])].toSorted().join();
    const chat =
      small.find((model) => can(model) === 'completion' && model.name.startsWith('gemma3:')) ??
      small.find((model) => can(model) === 'completion');
    if (!chat) return `the Ollama at ${baseUrl} has no plain chat model: ollama pull gemma3:270m`;
    const insert = small.find((model) => model.capabilities?.includes('insert'));
    return { baseUrl, version, models: { chat: chat.name, ...(insert ? { insert: insert.name } : {}) } };
  } catch (error) {
    return `no Ollama answers at ${baseUrl}: ${String(error)}`;
  }
}

/** Finds the server before a suite, or leaves the whole suite out, loudly: each of its tests counts as skipped. */
export function withRealOllama(context: Mocha.Suite): { readonly server: RealOllama } {
  let found: RealOllama | undefined;
  context.timeout(240_000);
  before(async function () {
    const result = await findRealOllama();
    if (typeof result !== 'string') {
      found = result;
      console.log(`    against Ollama ${result.version} at ${result.baseUrl} with ${result.models.chat}`);
      return;
    }
    console.log(`    SKIPPED, no real Ollama: ${result}`);
    this.skip();
  });
  return {
    get server() {
      if (!found) throw new Error('There is no real Ollama here.');
      return found;
    },
  };
}

async function get<T>(baseUrl: string, path: string): Promise<T> {
  const response = await fetch(baseUrl + path, { signal: AbortSignal.timeout(5_000) });
  return (await response.json()) as T;
}
