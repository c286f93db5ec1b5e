import type { Clock } from '../../src/core/base/clock';
import type { LogFolder } from '../../src/core/outages/log/logFolder';

/** A log folder in memory, whose disk a test can break. */
export interface MemoryLogFolder extends LogFolder {
  readonly files: Map<string, string>;
  /** When set, every write is refused with it. */
  refusal: Error | undefined;
  /** When set, the next write stops after so many characters, as on a full disk or in a crash. */
  tearAfter: number | undefined;
}

/** Creates an empty log folder. */
export function createMemoryLogFolder(clock: Clock): MemoryLogFolder {
  const files = new Map<string, string>();
  const folder: MemoryLogFolder = {
    files,
    refusal: undefined,
    tearAfter: undefined,
    append: (name, lines) => {
      if (folder.refusal) return Promise.reject(folder.refusal);
      const before = files.get(name) ?? '';
      const whole = before === '' || before.endsWith('\n') ? lines : `\n${lines}`;
      const written = whole.slice(0, folder.tearAfter);
      folder.tearAfter = undefined;
      files.set(name, before + written);
      if (written !== whole) return Promise.reject(new Error('disk full'));
      return Promise.resolve(before.length + written.length);
    },
    read: (name) => Promise.resolve(files.get(name)),
    list: () =>
      Promise.resolve([...files].map(([name, text]) => ({ name, bytes: text.length, modifiedAt: clock.now() }))),
    remove: (name) => Promise.resolve(void files.delete(name)),
  };
  return folder;
}
