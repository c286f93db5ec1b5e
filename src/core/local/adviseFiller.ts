import { fimTemplate } from '../completions/fimTemplates';
import type { ModelInfo } from '../providers/provider';
import { memoryBudget, memoryNeeded } from './memoryNeed';
import { canChat, canInsert } from './modelKind';
import { recommend, type Suggestion } from './suggestModel';
import type { HoleVerdict } from './tryHole';

/** A small model to complete code beside the one to chat with: one that is here, or one to download. */
export type FillerAdvice = { readonly t: 'use'; readonly model: string } | ({ readonly t: 'download' } & Suggestion);

/** What the advice is chosen by. */
export interface FillerFacts {
  /** The models of the server. */
  readonly here: readonly ModelInfo[];
  /** The model it chats with, which the other one has to find room beside. */
  readonly chatModel: string | undefined;
  /** Tokens of context a model is asked with. */
  readonly contextTokens: number;
  readonly memoryBytes: number;
}

/**
 * What would complete code better than a local model of this verdict: a model that is here and fills holes by itself, else
 * the one that fits this much memory beside Gemma. `undefined` where the verdict is good or there is no room for two.
 */
export function adviseFiller(verdict: HoleVerdict, model: string, facts: FillerFacts): FillerAdvice | undefined {
  if (verdict.t === 'fills') return undefined;
  const { completion } = recommend(facts.memoryBytes);
  const tried = facts.here.find(({ id }) => id === model);
  const isBetter = (size: number): boolean => verdict.t !== 'slow' || size < (tried?.sizeBytes ?? Infinity);
  const fillers = facts.here
    .filter((known) => known.id !== model && fillsHoles(known) && isBetter(sizeOf(known)))
    .filter((known) => sizeOf(known) <= (completion?.sizeBytes ?? 0) || fitsBeside(known, facts))
    .toSorted((a, b) => sizeOf(a) - sizeOf(b));
  // The best this machine is thought to be fast with, else the least.
  const known = fillers.findLast((one) => sizeOf(one) <= (completion?.sizeBytes ?? 0)) ?? fillers[0];
  if (known) return { t: 'use', model: known.id };
  if (!completion || completion.model === model || !isBetter(completion.sizeBytes)) return undefined;
  return { t: 'download', ...completion };
}

/** By its template on the server, or by the marks its family is known for; a cloud in disguise is not here. */
function fillsHoles(model: ModelInfo): boolean {
  return canChat(model) && (canInsert(model) || fimTemplate(model.id) !== undefined);
}

function fitsBeside(model: ModelInfo, { here, chatModel, contextTokens, memoryBytes }: FillerFacts): boolean {
  const chat = here.find(({ id }) => id === chatModel);
  const taken = chat && chat.id !== model.id ? memoryNeeded(chat, contextTokens) : 0;
  return memoryNeeded(model, contextTokens) + taken <= memoryBudget(memoryBytes);
}

function sizeOf({ sizeBytes }: ModelInfo): number {
  return sizeBytes ?? 0;
}
