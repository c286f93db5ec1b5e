import type { ModelInfo } from '../providers/provider';
import { canInsert } from './modelKind';
import { recommend, type Suggestion } from './suggestModel';
import type { HoleVerdict } from './tryHole';

/** A small model to complete code beside the one to chat with: one that is here, or one to download. */
export type FillerAdvice = { readonly t: 'use'; readonly model: string } | ({ readonly t: 'download' } & Suggestion);

/**
 * What would complete code better than a local model of this verdict: a model that is here and fills holes by itself, else
 * the one that fits this much memory beside Gemma. `undefined` where the verdict is good or there is no room for two.
 */
export function adviseFiller(
  verdict: HoleVerdict,
  model: string,
  here: readonly ModelInfo[],
  memoryBytes: number,
): FillerAdvice | undefined {
  if (verdict.t === 'fills') return undefined;
  const pulled = here.filter((known) => canInsert(known) && known.id !== model);
  // The smallest: what was too slow or missed is not helped by a larger one.
  const [known] = pulled.toSorted((a, b) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0));
  if (known) return { t: 'use', model: known.id };
  const { completion } = recommend(memoryBytes);
  return completion && completion.model !== model ? { t: 'download', ...completion } : undefined;
}
