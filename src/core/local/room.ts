import { windowTokens } from '../providers/modelFacts';
import type { ModelInfo, ResolvedProvider } from '../providers/provider';
import { memoryBudget, memoryNeeded } from './memoryNeed';
import type { MemorySize } from './memorySize';

/** Ollama keeps no more models in memory than this for each processor unless told to (`providers.md` §3.1). */
const mostLoaded = 3;

/** Whether a model is thought to find room beside others, by the sizes of their files; what the server does is seen afterwards. */
export function hasRoom(
  model: string,
  others: readonly string[],
  provider: ResolvedProvider | undefined,
  pulled: readonly ModelInfo[] | undefined,
  memory: MemorySize,
): boolean {
  if (!provider || others.length + 1 > mostLoaded) return false;
  const needed = (pulled ?? [])
    .filter(({ id }) => id === model || others.includes(id))
    .map((one) => memoryNeeded(one, windowTokens(provider, one.id)));
  return needed.reduce((sum, bytes) => sum + bytes, 0) <= memoryBudget(memory.totalBytes());
}
