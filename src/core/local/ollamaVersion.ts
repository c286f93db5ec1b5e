/**
 * The first Ollama that heeds `truncate` and `shift` (its commit 6544e1473 of October 2025). An older one takes both for
 * nothing and cuts a conversation that does not fit without a word.
 */
export const oldestOllama = '0.12.6';

/** Whether a version is known to be older than that. One that is no release, as of a server built by hand, is not. */
export function isTooOld(version: string): boolean {
  const [own, oldest] = [partsOf(version), partsOf(oldestOllama)];
  if (!own || !oldest || own.every((part) => part === 0)) return false;
  const at = own.findIndex((part, index) => part !== oldest[index]);
  return at >= 0 && (own[at] ?? 0) < (oldest[at] ?? 0);
}

function partsOf(version: string): readonly number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
