import type { Clock } from '../../base/clock';
import type { Excerpt } from '../../contract/ask';
import type { Snapshot } from '../snapshot';

interface Held {
  readonly uri: string;
  readonly prefix: string;
  /** Epoch ms of the last ask. */
  readonly at: number;
  readonly excerpts: readonly Excerpt[];
}

/**
 * Holds the excerpts of a file in place while a server may have them in memory. They stand before the prefix, so every
 * change to them has the whole prompt read again; they are renewed only when that is lost anyway (another file, another part
 * of it) or when the user has paused for long.
 */
export class SteadyContext {
  private held: Held | undefined;

  constructor(
    private readonly clock: Clock,
    /** After a pause this long (milliseconds) the excerpts are taken anew. */
    private readonly keptMs: number,
  ) {}

  /** The excerpts for an ask at this cursor: those of the last one, or `latest`. */
  take({ uri, prefix }: Pick<Snapshot, 'uri' | 'prefix'>, latest: readonly Excerpt[]): readonly Excerpt[] {
    const now = this.clock.now();
    const { held } = this;
    const stays = held?.uri === uri && now - held.at <= this.keptMs && sharesStart(held.prefix, prefix);
    const excerpts = stays ? held.excerpts : latest;
    this.held = { uri, prefix, at: now, excerpts };
    return excerpts;
  }

  /** Lets go of everything, because rules have changed. */
  forget(): void {
    this.held = undefined;
  }
}

/** Whether the shorter of two prefixes is, for the most part, the beginning of the other. */
function sharesStart(a: string, b: string): boolean {
  const half = Math.floor(Math.min(a.length, b.length) / 2);
  return a.slice(0, half) === b.slice(0, half);
}
