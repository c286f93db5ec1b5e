import type { Clock } from '../../base/clock';
import type { Excerpt } from '../../contract/ask';
import type { Snapshot } from '../snapshot';

type Cursor = Pick<Snapshot, 'uri' | 'prefix'>;

interface Held extends Cursor {
  /** Epoch ms of the last ask. */
  readonly at: number;
  readonly excerpts: readonly Excerpt[];
  /** Nothing was missing when they were taken. */
  readonly isWhole: boolean;
}

/**
 * Holds the excerpts of a file in place while a server may have them in memory. They stand before the prefix, so every
 * change to them has the whole prompt read again; they are renewed only when that is lost anyway (another file, another part
 * of it), when the user has paused for long, or once when what was missing at first has been found.
 */
export class SteadyContext {
  private last: Held | undefined;

  constructor(
    private readonly clock: Clock,
    /** After a pause this long (milliseconds) the excerpts are taken anew. */
    private readonly keptMs: number,
  ) {}

  /** The excerpts that still stand before the prefix at this cursor. */
  held(cursor: Cursor): readonly Excerpt[] {
    return this.standing(cursor)?.excerpts ?? [];
  }

  /** The excerpts for an ask at this cursor: those of the last one, or `latest`, of which `isWhole` says that nothing is missing. */
  take(cursor: Cursor, latest: readonly Excerpt[], isWhole: boolean): readonly Excerpt[] {
    const { uri, prefix } = cursor;
    const held = this.standing(cursor);
    const stays = held && (held.isWhole || !isWhole);
    this.last = {
      uri,
      prefix,
      at: this.clock.now(),
      excerpts: stays ? held.excerpts : latest,
      isWhole: stays ? held.isWhole : isWhole,
    };
    return this.last.excerpts;
  }

  /** Lets go of everything, because rules have changed. */
  forget(): void {
    this.last = undefined;
  }

  private standing({ uri, prefix }: Cursor): Held | undefined {
    const { last } = this;
    const stands = last?.uri === uri && this.clock.now() - last.at <= this.keptMs && sharesStart(last.prefix, prefix);
    return stands ? last : undefined;
  }
}

/** Whether the shorter of two prefixes is, for the most part, the beginning of the other. */
function sharesStart(a: string, b: string): boolean {
  const half = Math.floor(Math.min(a.length, b.length) / 2);
  return a.slice(0, half) === b.slice(0, half);
}
