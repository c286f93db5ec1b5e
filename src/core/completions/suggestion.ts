import type { Target } from '../contract/target';
import { acceptanceMark } from './cursorFilter';
import type { Position } from './documentView';
import { isBlank } from './indentation';
import type { Snapshot } from './snapshot';
import { coverSuffix, type CoverRule } from './trim/suffixOverlap';

/** A fill as found in the cache or made by a target, with LF inside. */
export interface FoundFill {
  readonly text: string;
  readonly target: Target;
}

/** An inline completion: a text with the document's line ends, and the range it replaces. */
export interface Suggestion {
  readonly insertText: string;
  readonly start: Position;
  readonly end: Position;
  readonly target: Target;
  /** Names the document as it will be right after acceptance, for `noteAccepted`; `undefined` for several lines. */
  readonly acceptedMark: string | undefined;
}

/**
 * Makes the item: its range begins where the line (or the suggest widget's entry) begins, so that it does not move while
 * the user types, and ends behind what the fill repeats of the line.
 */
export function toSuggestion(
  fill: FoundFill,
  snapshot: Snapshot,
  covering?: readonly CoverRule[],
): Suggestion | undefined {
  const { text, cover } = coverSuffix(fill.text, snapshot, covering);
  if (isBlank(text) || text === snapshot.lineSuffix.slice(0, cover)) return undefined;
  const insertText = snapshot.head + text;
  return {
    insertText: snapshot.eol === '\n' ? insertText : insertText.replaceAll('\n', snapshot.eol),
    start: snapshot.anchor,
    end: { line: snapshot.position.line, character: snapshot.position.character + cover },
    target: fill.target,
    acceptedMark: text.includes('\n') ? undefined : acceptanceMark(snapshot.uri, snapshot.prefix + text),
  };
}
