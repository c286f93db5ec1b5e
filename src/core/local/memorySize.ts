/** How much memory this machine gives programs, in bytes: a port, since core asks no operating system. */
export interface MemorySize {
  totalBytes(): number;
  /** What programs could have now without pushing others out; `undefined` or absent where the system does not tell. */
  availableBytes?(): number | undefined;
}
