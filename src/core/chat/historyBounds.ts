import type { StoredFile } from './fileStore';

/** The most conversations kept (`architecture.md`, Storage). */
export const maxFiles = 200;
/** The most bytes all of them take together. */
export const maxBytes = 50 * 1024 * 1024;

/** The names of the files that must go so that the folder keeps its bounds, the oldest first; never one of `kept`. */
export function filesToRemove(files: readonly StoredFile[], kept: ReadonlySet<string>): readonly string[] {
  let count = files.length;
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const names: string[] = [];
  for (const file of [...files].sort((a, b) => a.modifiedAt - b.modifiedAt)) {
    if (count <= maxFiles && bytes <= maxBytes) break;
    if (kept.has(file.name)) continue;
    names.push(file.name);
    count -= 1;
    bytes -= file.bytes;
  }
  return names;
}
