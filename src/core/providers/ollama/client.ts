import type { Config, Ollama } from 'ollama/browser';
import type { ResolvedProvider } from '../provider';
import type { CallClient } from '../streamCall';
import type { FetchLike } from '../watchedFetch';

/**
 * Makes a client for one call. One per call because the package takes no signal and can only abort all of its streams at
 * once (`providers.md` §3.6): here the call's own signal is in its `fetch`.
 */
export async function createOllama(
  provider: ResolvedProvider,
  call: CallClient,
  fetch: FetchLike = call.fetch,
): Promise<Ollama> {
  const sdk = await import('./sdk');
  const config: Config = { host: provider.baseUrl };
  // The package wants the type of the global `fetch`, overloads and all, and calls it with an address and an init.
  Object.assign(config, { fetch });
  return new sdk.Ollama(config);
}
