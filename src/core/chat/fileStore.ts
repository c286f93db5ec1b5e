/** A stored file as the listing shows it. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/**
 * A folder of small text files, as a port. Names are plain file names. No call takes a signal: each is short, and half a
 * write or half a removal is what must never be. Any call rejects when the disk refuses.
 */
export interface FileStore {
  /** The text, or `undefined` if there is no such file. */
  read(name: string): Promise<string | undefined>;
  /** Writes all or nothing: a reader or a crash sees the old text or the new one. */
  write(name: string, text: string): Promise<void>;
  list(): Promise<readonly StoredFile[]>;
  /** Removes the file; a file that is not there is not an error. */
  remove(name: string): Promise<void>;
}
