import type { ProviderRow, ResolvedProvider } from './provider';

/** The whole context of a model in tokens: the user's `contextWindow`, else the row's. Ollama is asked for exactly this much. */
export function windowTokens(provider: ResolvedProvider, model: string): number {
  return provider.contextWindow ?? firstMatch(provider.windows, model)?.tokens ?? smallestWindow;
}

/** Dollars for one answer, where the row knows the model's price. */
export function costOf(
  provider: ProviderRow,
  model: string,
  usage: { readonly input: number; readonly output: number },
): number | undefined {
  const price = firstMatch(provider.prices ?? [], model);
  return price && (usage.input * price.input + usage.output * price.output) / 1_000_000;
}

/** Safe for any model in use today; a row without windows is a user-defined one. */
const smallestWindow = 8_192;

function firstMatch<T extends { readonly prefix: string }>(rows: readonly T[], model: string): T | undefined {
  return rows.find((row) => model.startsWith(row.prefix));
}
