import { totalmem } from 'node:os';
import type { MemorySize } from '../core/local/memorySize';

/** The memory of this machine, or of the container we run in where that is smaller. */
export const machineMemory: MemorySize = {
  totalBytes: () => {
    // 0 or a huge figure means that no limit is set (Node documentation, process.constrainedMemory).
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  },
};
