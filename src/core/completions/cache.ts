import { LRUCache } from 'lru-cache';
import { targetKey, type Target } from '../contract/target';
import type { FoundFill } from './suggestion';
import { suffixesBefore, type Surroundings } from './typedAhead';

const maxEntries = 250;
const tailChars = 256;
const headChars = 128;

/** The most characters typed into a suggestion that it is still looked for. */
const maxTypedAhead = 120;

/**
 * Fills by the text around the cursor and the target that would be asked: exact first, then as typed into. An empty fill
 * is remembered too, so that a target that had nothing to say is not asked the same again.
 */
export class CompletionCache {
  private readonly entries = new LRUCache<string, FoundFill>({ max: maxEntries });

  /** Remembers what a target made of these surroundings. */
  put(surroundings: Surroundings, fill: FoundFill): void {
    this.entries.set(keyOf(surroundings.uri, surroundings.prefix, surroundings.suffix, fill.target), fill);
  }

  /** The fill for these surroundings, or what is left of one the user is typing into. */
  get(surroundings: Surroundings, target: Target): FoundFill | undefined {
    const { uri, prefix, suffix } = surroundings;
    const exact = this.entries.get(keyOf(uri, prefix, suffix, target));
    if (exact) return exact;
    const furthest = Math.min(maxTypedAhead, prefix.length);
    for (let length = 1; length <= furthest; length++) {
      const typed = prefix.slice(-length);
      for (const earlier of suffixesBefore(typed, suffix)) {
        const fill = this.entries.get(keyOf(uri, prefix.slice(0, -length), earlier, target));
        if (fill && fill.text.length > length && fill.text.startsWith(typed))
          return { ...fill, text: fill.text.slice(length) };
      }
    }
    return undefined;
  }

  clear(): void {
    this.entries.clear();
  }
}

function keyOf(uri: string, prefix: string, suffix: string, target: Target): string {
  return `${targetKey(target)}\n${uri}\n${prefix.slice(-tailChars)}\u0000${suffix.slice(0, headChars)}`;
}
