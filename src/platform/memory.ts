import { totalmem } from 'node:os';
import type { MemorySize } from '../core/local/memorySize';

/** The memory of this machine, or of the container we run in where that is smaller. */
export const machineMemory: MemorySize = {
  totalBytes: () => {
    // 0 or a huge figure means that no limit is set (Node documentation, process.constrainedMemory).
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  },
  // On macOS nearly all memory is in use at any time, caches included, so that the figure says nothing (libuv, uv_get_available_memory).
  availableBytes: () => (process.platform === 'darwin' ? undefined : process.availableMemory()),
};
