import type { Disposable } from '../../base/disposable';
import type { ResolvedProvider } from '../../providers/provider';

/** The one file that all windows of this host read and write. No call takes a signal: half a write is what must never be. */
export interface HealthFile {
  /** The text, or `undefined` if there is none yet. Rejects when the disk refuses. */
  read(): Promise<string | undefined>;
  /** Writes all or nothing: a reader, or a crash, sees the old text or the new one. Rejects when the disk refuses. */
  write(text: string): Promise<void>;
  /** Tells that somebody may have written it. A hint: where the system cannot watch, it never tells. */
  watch(listener: () => void): Disposable;
}

/**
 * A text that is the same exactly as long as key and address of a provider are, and from which neither can be found out;
 * `undefined` if that cannot be had. Never rejects.
 */
export type BondOf = (provider: ResolvedProvider) => Promise<string | undefined>;

/** An entry of the leases' folder, and when it was made (epoch ms). */
export interface LeaseEntry {
  readonly name: string;
  readonly madeAt: number;
}

/** A folder in which windows leave empty entries as marks for one another. Every call rejects when the disk refuses. */
export interface LeaseFolder {
  /** What is there; nothing if there is no such folder yet. */
  list(): Promise<readonly LeaseEntry[]>;
  /** Makes an entry; false if there is one of that name. Of several processes that try at once exactly one succeeds. */
  create(name: string): Promise<boolean>;
  /** Gives an entry another name; one that is gone is not an error. */
  rename(from: string, to: string): Promise<void>;
  /** Removes an entry; one that is gone is not an error. */
  remove(name: string): Promise<void>;
}

/** What sharing needs of the machine and the editor; loaded after the start. */
export interface SharedPorts {
  readonly file: HealthFile;
  readonly leases: LeaseFolder;
  readonly bondOf: BondOf;
}
