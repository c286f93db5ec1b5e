import type { ModelInfo } from '../providers/provider';

/** What a model takes in memory beside its file: buffers and the part of the graph that is not weights. */
const overhead = 1.1;

/**
 * Bytes of key-value cache per token of context. Gemma 3 4B takes about 28 KB with its sliding windows and 139 KB without;
 * the figure lies between, and only has to keep a model out that would leave no room at all.
 */
export const contextBytesPerToken = 64 * 1024;

/** What the editor, its language servers and the system take (`providers.md` §3.8). */
const othersBytes = 4e9;

/** Estimated bytes in memory: size × 1.1 plus context. A model of unknown size counts as nothing. */
export function memoryNeeded(model: Pick<ModelInfo, 'sizeBytes'>, contextTokens: number): number {
  if (model.sizeBytes === undefined) return 0;
  return model.sizeBytes * overhead + contextTokens * contextBytesPerToken;
}

/** What models may take together on a machine with so much memory: all but 4 GB, and at least half of a small machine's. */
export function memoryBudget(memoryBytes: number): number {
  return Math.max(memoryBytes - othersBytes, memoryBytes / 2);
}
