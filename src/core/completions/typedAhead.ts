import type { Snapshot } from './snapshot';
import { maxSuffixChars } from './window';

/** More closers than this the editor does not put behind one cursor. */
const windowSlack = 16;

/** What the editor may put behind the cursor by itself, by what the user typed. */
const autoClosed: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };

/** The text around a cursor, as far as it decides which completions fit. */
export type Surroundings = Pick<Snapshot, 'uri' | 'prefix' | 'suffix'>;

/**
 * What was typed between two moments, if nothing else happened to the document. A bracket or quote that the editor closed
 * by itself does not count as something else.
 */
export function typedBetween(before: Surroundings, after: Surroundings): string | undefined {
  if (before.uri !== after.uri || !after.prefix.startsWith(before.prefix)) return undefined;
  const typed = after.prefix.slice(before.prefix.length);
  return suffixesBefore(typed, after.suffix).some((suffix) => isSameSuffix(suffix, before.suffix)) ? typed : undefined;
}

/** The suffixes the document may have had before `typed`: as it is, and without closers the editor has put there since. */
export function suffixesBefore(typed: string, suffix: string): readonly string[] {
  const found = [suffix];
  let rest = suffix;
  for (const char of Array.from(typed).toReversed()) {
    const closer = autoClosed[char];
    if (closer === undefined || !rest.startsWith(closer)) continue;
    rest = rest.slice(closer.length);
    found.push(rest);
  }
  return found;
}

/** The window of the suffix ends at a length, so two readings of a long one may differ by a few characters at its far end. */
function isSameSuffix(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return a === b || (length >= maxSuffixChars - windowSlack && a.slice(0, length) === b.slice(0, length));
}
