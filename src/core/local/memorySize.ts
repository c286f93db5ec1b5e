/** How much memory this machine gives programs in all, in bytes: a port, since core asks no operating system. */
export interface MemorySize {
  totalBytes(): number;
}
