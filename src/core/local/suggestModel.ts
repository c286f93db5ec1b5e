/** Total memory from which a model is a good first one (`providers.md` §3.8), largest first. */
const suggestions: readonly { readonly fromGiB: number; readonly model: string }[] = [
  { fromGiB: 32, model: 'gemma4:26b' },
  { fromGiB: 16, model: 'gemma4:e4b' },
  { fromGiB: 12, model: 'gemma4:e2b' },
  { fromGiB: 8, model: 'gemma3:4b' },
];

/** The Gemma to pull first on a machine with this much memory, in bytes. */
export function suggestModel(memoryBytes: number): string {
  // Firmware keeps a little for itself: a "16 GB" machine reports somewhat less.
  const gib = (memoryBytes / 2 ** 30) * 1.07;
  return suggestions.find((item) => gib >= item.fromGiB)?.model ?? 'gemma3:1b';
}
