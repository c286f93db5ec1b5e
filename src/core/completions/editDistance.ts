/** How many characters have to be put in, taken out or replaced to make `b` of `a` (Levenshtein), at most `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Whether two lines say the same but for a slip: the share of edits is at most `share`. Under 20 characters only equal
 * lines count, since neighbours in a table (`case 2:`, `case 3:`) differ by no more; members of a series are never the same.
 */
export function isNearlySame(a: string, b: string, share: number): boolean {
  if (a === b) return true;
  const length = Math.max(a.length, b.length);
  if (length < 20 || length > 500 || areSiblings(a, b)) return false;
  const limit = Math.floor(length * share);
  return editDistance(a, b, limit) <= limit;
}

/**
 * Whether two different texts are members of a series: they say the same but for their numbers, for a short name, or for
 * names in more than one place. A slip of the pen is in one place of a longer word.
 */
export function areSiblings(a: string, b: string): boolean {
  if (a === b) return false;
  if (a.replaceAll(/\d+/g, '0') === b.replaceAll(/\d+/g, '0')) return true;
  const [ours, theirs] = [wordsAndMarks(a), wordsAndMarks(b)];
  const others = ours.flatMap((word, at) => (word === theirs[at] ? [] : [[word, theirs[at] ?? ''] as const]));
  if (ours.length !== theirs.length || !others.every((pair) => pair.every((word) => /\w/.test(word)))) return false;
  return others.length > 1 || others.some((pair) => pair.some((word) => word.length <= maxShortName));
}

/** In a name this long or shorter another letter is another name. */
const maxShortName = 3;

function wordsAndMarks(text: string): readonly string[] {
  return text.match(/\p{Lu}?\p{Ll}+|\p{L}+?(?!\p{Lu})|\p{L}|\d+|[^\s\p{L}\d]/gu) ?? [];
}
