import { LRUCache } from 'lru-cache';
import { targetKey, type Target } from '../contract/target';
import type { FoundFill } from './suggestion';
import { suffixesBefore, type Surroundings } from './typedAhead';

const maxEntries = 250;
const tailChars = 256;
const headChars = 128;

/** The most characters typed into a suggestion that it is still looked for. */
const maxTypedAhead = 120;

/** So much of a prefix's end tells most places apart. */
const endChars = 16;

interface Entry {
  readonly fill: FoundFill;
  /** The end of the prefix it was made for. */
  readonly end: string;
}

/**
 * Fills by the text around the cursor and the target that would be asked: exact first, then as typed into. An empty fill
 * is remembered too, so that a target that had nothing to say is not asked the same again.
 */
export class CompletionCache {
  private readonly entries = new LRUCache<string, Entry>({
    max: maxEntries,
    dispose: ({ end }) => this.countEnd(end, -1),
  });
  /**
   * How many entries there are by the end of their prefix. Of the places where a suggestion may have begun nearly all are
   * ruled out by this alone: making the whole key for each of them took half a millisecond of every key.
   */
  private readonly ends = new Map<string, number>();

  /** Remembers what a target made of these surroundings. */
  put(surroundings: Surroundings, fill: FoundFill): void {
    const { uri, prefix, suffix } = surroundings;
    const end = prefix.slice(-endChars);
    this.entries.set(keyOf(uri, prefix, suffix, fill.target), { fill, end });
    this.countEnd(end, 1);
  }

  /** The fill for these surroundings, or what is left of one the user is typing into. */
  get(surroundings: Surroundings, target: Target): FoundFill | undefined {
    const { uri, prefix, suffix } = surroundings;
    const exact = this.entries.get(keyOf(uri, prefix, suffix, target));
    if (exact) return exact.fill;
    const furthest = Math.min(maxTypedAhead, prefix.length);
    for (let length = 1; length <= furthest; length++) {
      const at = prefix.length - length;
      if (!this.ends.has(prefix.slice(Math.max(0, at - endChars), at))) continue;
      const typed = prefix.slice(-length);
      for (const earlier of suffixesBefore(typed, suffix)) {
        const { fill } = this.entries.get(keyOf(uri, prefix.slice(0, -length), earlier, target)) ?? {};
        if (fill && fill.text.length > length && fill.text.startsWith(typed))
          return { ...fill, text: fill.text.slice(length) };
      }
    }
    return undefined;
  }

  clear(): void {
    this.entries.clear();
  }

  private countEnd(end: string, by: 1 | -1): void {
    const count = (this.ends.get(end) ?? 0) + by;
    if (count > 0) this.ends.set(end, count);
    else this.ends.delete(end);
  }
}

function keyOf(uri: string, prefix: string, suffix: string, target: Target): string {
  return `${targetKey(target)}\n${uri}\n${prefix.slice(-tailChars)}\u0000${suffix.slice(0, headChars)}`;
}
