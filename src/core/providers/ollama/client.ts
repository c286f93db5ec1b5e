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

/** A stream of the package that ends quietly where it would throw for want of `done`: what is missing is our decoder's to say. */
export async function* endingQuietly<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    if (!(error instanceof Error && error.message === earlyEnd)) throw error;
  }
}

/** The package's own words (`providers.md` §0), a plain `Error` like those of the server. */
const earlyEnd = 'Did not receive done or success response in stream.';
