import type { Clock } from '../../src/core/base/clock';
import type { FileStore } from '../../src/core/chat/fileStore';

/** A folder in memory that counts its writes and can be told to refuse them. */
export interface MemoryFileStore extends FileStore {
  readonly files: Map<string, { text: string; modifiedAt: number }>;
  /** Every text written, in order. */
  readonly writes: { readonly name: string; readonly text: string }[];
  /** When set, every call rejects with it. */
  refusal: Error | undefined;
}

/** Creates an empty folder; `clock` gives the files their times. */
export function createMemoryFileStore(clock: Clock): MemoryFileStore {
  const files: MemoryFileStore['files'] = new Map();
  const writes: MemoryFileStore['writes'] = [];
  const store: MemoryFileStore = {
    files,
    writes,
    refusal: undefined,
    read: async (name) => {
      refuse();
      return files.get(name)?.text;
    },
    write: async (name, text) => {
      refuse();
      writes.push({ name, text });
      files.set(name, { text, modifiedAt: clock.now() });
    },
    list: async () => {
      refuse();
      return [...files].map(([name, { text, modifiedAt }]) => ({ name, bytes: text.length, modifiedAt }));
    },
    remove: async (name) => {
      refuse();
      files.delete(name);
    },
  };
  const refuse = (): void => {
    if (store.refusal) throw store.refusal;
  };
  return store;
}
