import type { Remembered } from '../../src/core/settings/remembered';

/** Remembered facts in memory; what is stored goes through JSON, as in the editor. */
export function createFakeRemembered(initial: Readonly<Record<string, unknown>> = {}): Remembered {
  const values = new Map(Object.entries(initial).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    get: (key) => {
      const stored = values.get(key);
      return stored === undefined ? undefined : (JSON.parse(stored) as unknown);
    },
    set: async (key, value) => {
      values.set(key, JSON.stringify(value));
    },
  };
}
