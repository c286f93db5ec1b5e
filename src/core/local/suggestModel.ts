/** A model to pull, and about how much that is. */
export interface Suggestion {
  readonly model: string;
  readonly sizeBytes: number;
}

/** Total memory from which a model is a good first one, and its download (`providers.md` §3.8), largest first. */
const suggestions: readonly (Suggestion & { readonly fromGiB: number })[] = [
  { fromGiB: 32, model: 'gemma4:26b', sizeBytes: 18e9 },
  { fromGiB: 16, model: 'gemma4:e4b', sizeBytes: 9.6e9 },
  { fromGiB: 12, model: 'gemma4:e2b', sizeBytes: 7.2e9 },
  { fromGiB: 8, model: 'gemma3:4b', sizeBytes: 3.3e9 },
];

const smallest: Suggestion = { model: 'gemma3:1b', sizeBytes: 0.8e9 };

/** The Gemma to pull first on a machine with this much memory, in bytes. */
export function suggestModel(memoryBytes: number): string {
  return suggestion(memoryBytes).model;
}

/** The same together with its size. */
export function suggestion(memoryBytes: number): Suggestion {
  // Firmware keeps a little for itself: a "16 GB" machine reports somewhat less.
  const gib = (memoryBytes / 2 ** 30) * 1.07;
  return suggestions.find((item) => gib >= item.fromGiB) ?? smallest;
}
