import type { ResolvedProvider } from './provider';

/** The whole context of a model in tokens: the user's `contextWindow`, else the row's. Ollama is asked for exactly this much. */
export function windowTokens(provider: ResolvedProvider, model: string): number {
  return (
    provider.contextWindow ?? provider.windows.find((row) => model.startsWith(row.prefix))?.tokens ?? smallestWindow
  );
}

/** Safe for any model in use today; a row without windows is a user-defined one. */
const smallestWindow = 8_192;
