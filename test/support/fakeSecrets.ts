import { Emitter } from '../../src/core/base/emitter';

/** The editor's secret storage in memory. */
export interface FakeSecrets {
  readonly stored: Map<string, string>;
  keys(): Promise<string[]>;
  get(key: string): Promise<string | undefined>;
  store(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  readonly onDidChange: Emitter<{ readonly key: string }>['event'];
  /** Live listeners. */
  readonly listeners: number;
}

/** Creates a storage; like the editor's it tells every window of a change, also the one that made it. */
export function createFakeSecrets(initial: Readonly<Record<string, string>> = {}): FakeSecrets {
  const stored = new Map(Object.entries(initial));
  const changed = new Emitter<{ readonly key: string }>();
  return {
    stored,
    keys: () => Promise.resolve([...stored.keys()]),
    get: (key) => Promise.resolve(stored.get(key)),
    store: async (key, value) => {
      stored.set(key, value);
      changed.fire({ key });
    },
    delete: async (key) => {
      if (stored.delete(key)) changed.fire({ key });
    },
    onDidChange: changed.event,
    get listeners() {
      return changed.size;
    },
  };
}
