import { isBlank, leadingSpace } from './indentation';
import type { Snapshot } from './snapshot';

/** A cursor behind nothing but its line's indentation. */
type OnBlankLine = Pick<Snapshot, 'uri' | 'prefix' | 'suffix' | 'linePrefix'>;

/**
 * A fill for an empty line whose indentation alone the user has changed since, moved with it; `undefined` if anything else
 * is different.
 */
export function reindented(text: string, before: OnBlankLine, after: OnBlankLine): string | undefined {
  if (before.uri !== after.uri || before.suffix !== after.suffix) return undefined;
  if (!isBlank(before.linePrefix) || !isBlank(after.linePrefix) || before.linePrefix === after.linePrefix)
    return undefined;
  if (above(before) !== above(after)) return undefined;
  // What the model added to the line's indentation is the user's to decide now.
  const old = before.linePrefix + leadingSpace(text);
  const [first = '', ...rest] = text.slice(leadingSpace(text).length).split('\n');
  if (rest.some((line) => !isBlank(line) && !line.startsWith(old) && !old.startsWith(leadingSpace(line))))
    return undefined;
  const moved = rest.map((line) => (line.startsWith(old) ? after.linePrefix + line.slice(old.length) : line));
  return [first, ...moved].join('\n');
}

function above({ prefix, linePrefix }: OnBlankLine): string {
  return prefix.slice(0, prefix.length - linePrefix.length);
}
