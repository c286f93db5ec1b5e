import { hostVariableAddress } from '../../src/core/providers/ollama/hostVariable';
import type { ProbeModels } from '../support/ollamaProbes';

/** A real Ollama and the models of it that tests may use. */
export interface RealOllama {
  readonly baseUrl: string;
  readonly version: string;
  readonly models: ProbeModels;
  /** A model of other weights than the one to chat with: the server tells two names of one file apart nowhere but in its list. */
  readonly other?: string;
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
    const weights = await weightsOf(baseUrl, chat.name);
    const others = await Promise.all(
      small
        .filter(({ name }) => name !== chat.name)
        .map(async ({ name }) => [name, await weightsOf(baseUrl, name)] as const),
    );
    const other = others.find(([, from]) => from !== weights)?.[0];
    return {
      baseUrl,
      version,
      ...(other === undefined ? {} : { other }),
      models: { chat: chat.name, ...(insert ? { insert: insert.name } : {}) },
    };
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

/** The file of a model's weights, as its Modelfile names it. */
async function weightsOf(baseUrl: string, model: string): Promise<string | undefined> {
  const response = await fetch(`${baseUrl}/api/show`, { method: 'POST', body: JSON.stringify({ model }) });
  const { modelfile } = (await response.json()) as { readonly modelfile?: string };
  return /^FROM (.+)$/m.exec(modelfile ?? '')?.[1];
}

async function get<T>(baseUrl: string, path: string): Promise<T> {
  const response = await fetch(baseUrl + path, { signal: AbortSignal.timeout(5_000) });
  return (await response.json()) as T;
}
