import type { Clock, Random } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { Durations } from '../../routing/durations';
import type { LeaseEntry, LeaseFolder } from './ports';

/** Gives a lease back. Twice is harmless. */
export type Release = () => Promise<void>;

/** What leases need from outside. */
export interface LeaseDeps {
  readonly folder: LeaseFolder;
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Pick<Durations, 'probeLeaseMs' | 'probeLeaseJitterMs'>;
  readonly logger: Logger;
}

/** Milliseconds; of the machine: times of files are coarse on some systems, so that one made just now may seem to be of the future. */
const coarseMs = 2_000;

interface Held {
  entry: string;
  until: number;
  users: number;
}

interface Numbered extends LeaseEntry {
  readonly number: number;
  readonly free: boolean;
}

/**
 * The right of one window of this host to do something alone. Attempts of one window share it.
 *
 * Leases are numbered entries: whoever makes the entry after the latest one holds the lease, and gives it back by renaming it.
 * An entry that is neither given back nor young has lapsed. The latest entry is never removed, which is what makes taking
 * over a lapsed lease safe: there is no instant at which one window could remove what another has just made.
 */
export class Lease {
  private held: Held | undefined;
  private taking: Promise<Held | 'taken' | 'refused'> | undefined;
  private releasing: Promise<void> | undefined;
  private told = false;

  /** `kind` tells leases apart that have nothing to do with one another. */
  constructor(
    private readonly kind: string,
    private readonly deps: LeaseDeps,
  ) {}

  /** The lease, or `undefined` while another window holds it. Where the disk refuses there is no lease, and nobody is stopped. */
  async take(): Promise<Release | undefined> {
    const { clock } = this.deps;
    // What this window is about to give back is not somebody else's.
    await this.releasing;
    if (this.held && clock.now() < this.held.until) return this.share(this.held);
    this.taking ??= this.takeNew().finally(() => (this.taking = undefined));
    const taken = await this.taking;
    if (taken === 'taken') return undefined;
    if (taken === 'refused') return () => Promise.resolve();
    return this.share(taken);
  }

  /**
   * Holds on to a lease that would lapse; false where it has lapsed and another window took it. A newer entry takes the place
   * of the one that is held, so that this is decided as taking is: whoever makes the next entry has it.
   */
  async renew(): Promise<boolean> {
    const { held } = this;
    const next = await this.takeNew(held?.entry);
    // Where the disk refuses there is no lease to lose.
    if (next === 'refused') return true;
    if (next === 'taken') {
      if (this.held === held) this.held = undefined;
      return false;
    }
    if (held) Object.assign(held, { entry: next.entry, until: next.until });
    return true;
  }

  private share(held: Held): Release {
    held.users += 1;
    let released = false;
    return async () => {
      if (released) return;
      released = true;
      held.users -= 1;
      if (held.users > 0) return;
      if (this.held === held) this.held = undefined;
      const free = `${held.entry}${freeEnding}`;
      this.releasing = this.deps.folder.rename(held.entry, free).catch((error: unknown) => this.tell(error));
      await this.releasing;
    };
  }

  private async takeNew(own?: string): Promise<Held | 'taken' | 'refused'> {
    const { folder, clock, durations } = this.deps;
    try {
      const before = await this.list();
      const latest = latestOf(before);
      const mayFollow = (entry: Numbered): boolean => entry.free || entry.name === own || this.hasLapsed(entry);
      if (latest.some((entry) => !entry.free) && !latest.some(mayFollow)) return 'taken';
      const number = (latest[0]?.number ?? 0) + 1;
      const entry = `${this.kind}-${number}`;
      const until = clock.now() + durations.probeLeaseMs;
      if (!(await folder.create(entry))) return 'taken';
      // Whoever was slow may have made an entry that others have long left behind.
      const after = await this.list();
      if (after.some((other) => other.number >= number && other.name !== entry)) {
        await folder.remove(entry);
        return 'taken';
      }
      await Promise.all(after.filter((other) => other.number < number).map((other) => folder.remove(other.name)));
      const held: Held = { entry, until, users: 0 };
      if (own === undefined) this.held = held;
      return held;
    } catch (error) {
      this.tell(error);
      return 'refused';
    }
  }

  private async list(): Promise<readonly Numbered[]> {
    const pattern = new RegExp(`^${this.kind}-(\\d{1,15})(\\${freeEnding})?$`);
    return (await this.deps.folder.list()).flatMap((entry): readonly Numbered[] => {
      const parts = pattern.exec(entry.name);
      return parts ? [{ ...entry, number: Number(parts[1]), free: parts[2] !== undefined }] : [];
    });
  }

  /** An entry of the future was made before the clock was set back: how old it is cannot be known. */
  private hasLapsed({ madeAt }: LeaseEntry): boolean {
    const { clock, random, durations } = this.deps;
    const age = clock.now() - madeAt;
    return age < -coarseMs || age > durations.probeLeaseMs + random() * durations.probeLeaseJitterMs;
  }

  private tell(error: unknown): void {
    if (this.told) return;
    this.told = true;
    const message = error instanceof Error ? error.message : String(error);
    this.deps.logger.warn('health.lease', { kind: this.kind, message });
  }
}

const freeEnding = '.free';

/** The entries with the highest number: one, or the two halves of a slow window's mistake. */
function latestOf(entries: readonly Numbered[]): readonly Numbered[] {
  const highest = Math.max(...entries.map((entry) => entry.number));
  return entries.filter((entry) => entry.number === highest);
}
