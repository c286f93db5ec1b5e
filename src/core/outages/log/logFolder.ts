import type { StoredFile } from '../../chat/fileStore';

/**
 * A folder of files that several windows append to at the same time, as a port. Names are plain file names. Any call
 * rejects when the disk refuses; none takes a signal, since each is short.
 */
export interface LogFolder {
  /**
   * Puts whole lines at the end of a file by one write that other windows' writes cannot come into; makes folder and file
   * where there are none. A last line that a crash has torn is closed first, so that it spoils no other. Resolves with the
   * size of the file in bytes.
   */
  append(name: string, lines: string): Promise<number>;
  /** The text, bytes that are no UTF-8 replaced; `undefined` if there is no such file. */
  read(name: string): Promise<string | undefined>;
  list(): Promise<readonly StoredFile[]>;
  /** Removes the file; a file that is not there is not an error. */
  remove(name: string): Promise<void>;
}
