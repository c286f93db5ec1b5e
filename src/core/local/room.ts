import type { ModelInfo } from '../providers/provider';
import { memoryBudget, memoryNeeded } from './memoryNeed';
import type { MemorySize } from './memorySize';

/** Ollama keeps no more models in memory than this for each processor unless told to (`providers.md` §3.1). */
const mostLoaded = 3;

/** Whether a model is thought to find room beside others, by the sizes of their files and the context each is asked with; what the server does is seen afterwards. */
export function hasRoom(
  model: string,
  others: readonly string[],
  pulled: readonly ModelInfo[] | undefined,
  contextTokens: (model: string) => number,
  memory: MemorySize,
): boolean {
  if (others.length + 1 > mostLoaded) return false;
  const needed = (pulled ?? [])
    .filter(({ id }) => id === model || others.includes(id))
    .map((one) => memoryNeeded(one, contextTokens(one.id)));
  return needed.reduce((sum, bytes) => sum + bytes, 0) <= memoryBudget(memory.totalBytes());
}
