import { contextBytesPerToken, memoryBudget, memoryNeeded } from './memoryNeed';

/** What the context of a model is worked out from. All of it stays the same while a machine and a model do. */
export interface ContextFacts {
  readonly memoryBytes: number;
  /** Bytes on disk. */
  readonly sizeBytes?: number;
  /** Tokens the model was made to read at most. */
  readonly limitTokens?: number;
}

/** Less than this holds no conversation about code. */
const leastTokens = 4_096;
const usualTokens = 8_192;
/** More than this takes a machine without a graphics card minutes to read. */
const mostTokens = 16_384;
/** From so much memory on; firmware keeps a little of 16 GB for itself. */
const roomyBytes = 15 * 2 ** 30;

/**
 * The tokens of context that every call to a model asks for, chat and completion alike: as much as fits into memory beside the
 * model, never more than it can read. Free memory has no say, since another value would load the model anew.
 */
export function contextSize({ memoryBytes, sizeBytes, limitTokens = Infinity }: ContextFacts): number {
  const spare = memoryBudget(memoryBytes) - memoryNeeded(sizeBytes === undefined ? {} : { sizeBytes }, 0);
  const sizes = memoryBytes >= roomyBytes ? [mostTokens, usualTokens] : [usualTokens];
  const fitting = sizes.find((tokens) => tokens * contextBytesPerToken <= spare) ?? leastTokens;
  return Math.min(fitting, limitTokens);
}
