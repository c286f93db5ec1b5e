import type { StoredFile } from '../../chat/fileStore';

/** How large the log may become. */
export interface LogBounds {
  /** A file is followed by the next one of its day when it has reached this. */
  readonly fileBytes: number;
  /** All files together; the oldest go first. */
  readonly folderBytes: number;
  /** Files of days longer ago go whatever their size, in ms. */
  readonly keptMs: number;
}

/** Three months and 8 MB: years of ordinary weeks, and the worst quarter one would still want to tell of. */
export const logBounds: LogBounds = { fileBytes: 256 * 1024, folderBytes: 8 * 1024 * 1024, keptMs: 90 * 86_400_000 };

const namePattern = /^(\d{4}-\d{2}-\d{2})\.(\d{3,})\.jsonl$/;

/** Whether a file of the folder is one of the log's; others are left alone. */
export function isLogFile(name: string): boolean {
  return namePattern.test(name);
}

/**
 * The file to append to now: the last of this UTC day, or the next one when that is full. Windows come to the same name
 * without asking each other; where two disagree for a moment, both files are read.
 */
export function currentFile(files: readonly StoredFile[], now: number, bounds: LogBounds): string {
  const day = new Date(now).toISOString().slice(0, 10);
  const today = files.filter(({ name }) => isLogFile(name) && name.startsWith(day)).toSorted(byName);
  const last = today.at(-1);
  if (!last) return `${day}.000.jsonl`;
  if (last.bytes < bounds.fileBytes) return last.name;
  const serial = Number(namePattern.exec(last.name)?.[2] ?? 0) + 1;
  return `${day}.${String(serial).padStart(3, '0')}.jsonl`;
}

/** The names of the files that have to go, so that the rest is within the bounds. The file of today is never among them. */
export function outdatedFiles(files: readonly StoredFile[], now: number, bounds: LogBounds): readonly string[] {
  const current = currentFile(files, now, bounds);
  const oldestDay = new Date(now - bounds.keptMs).toISOString().slice(0, 10);
  let room = bounds.folderBytes;
  return files
    .filter(({ name }) => isLogFile(name))
    .toSorted(byName)
    .reverse()
    .filter(({ name, bytes }) => {
      room -= bytes;
      return name !== current && (name.slice(0, oldestDay.length) < oldestDay || room < 0);
    })
    .map(({ name }) => name);
}

/** Names sort by day and number: both have a fixed width. */
function byName(a: StoredFile, b: StoredFile): number {
  return a.name < b.name ? -1 : 1;
}
