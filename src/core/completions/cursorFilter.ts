import { isBlank } from './indentation';
import type { Snapshot } from './snapshot';

/** Why nobody is asked at this cursor while the user just types. */
export type CursorRefusal =
  | 'blank-document'
  | 'short-prompt'
  | 'text-right'
  | 'line-finished'
  | 'end-of-file'
  | 'just-accepted';

/** One reason not to ask; `accepted` is the mark of the item accepted last. */
export interface CursorRule {
  readonly name: CursorRefusal;
  refuses(snapshot: Snapshot, accepted: string | undefined): boolean;
}

/** Under this many characters a model can only guess (Copilot's `MIN_PROMPT_CHARS`). */
const minPromptChars = 10;

/**
 * Text right of the cursor that a completion can live with, trimmed: closers, then what ends a statement. No two parts of
 * it match the same character, so a text that does not match is refused in one pass.
 */
const harmlessRight = /^[)>}\]"'`]*\s*[:{;,]?$/;

/** More characters than this to the right are text, whatever they are. */
const maxHarmlessChars = 100;

/** A line that ends like this is finished: more would be a guess at the user's next thought. */
const finishedLeft = /[);\]}]$/;

/** The reasons in the order of asking (reference §2.2). */
export const cursorRules: readonly CursorRule[] = [
  { name: 'blank-document', refuses: ({ prefix, suffix }) => isBlank(prefix) && isBlank(suffix) },
  { name: 'short-prompt', refuses: ({ prefix, suffix }) => prefix.length + suffix.length < minPromptChars },
  { name: 'text-right', refuses: ({ lineSuffix }) => !isHarmless(lineSuffix.trim()) },
  {
    name: 'just-accepted',
    refuses: ({ uri, prefix }, accepted) => accepted !== undefined && accepted === acceptanceMark(uri, prefix),
  },
  { name: 'line-finished', refuses: ({ linePrefix }) => finishedLeft.test(linePrefix) },
  {
    name: 'end-of-file',
    refuses: ({ prefix, suffix, linePrefix, wholeSuffix }) =>
      isBlank(linePrefix) && isBlank(suffix) && wholeSuffix && /\n[ \t]*\n[ \t]*$/.test(prefix),
  },
];

/** Why an automatic request is not worth making here, or `undefined`. An explicit trigger does not ask. */
export function cursorRefusal(
  snapshot: Snapshot,
  accepted: string | undefined,
  rules: readonly CursorRule[] = cursorRules,
): CursorRefusal | undefined {
  return rules.find((rule) => rule.refuses(snapshot, accepted))?.name;
}

function isHarmless(right: string): boolean {
  return right.length <= maxHarmlessChars && harmlessRight.test(right);
}

/** Names the state of a document right after an item was accepted, so that the next call can tell nothing was typed since. */
export function acceptanceMark(uri: string, prefix: string): string {
  return `${uri}\n${prefix.slice(-200)}`;
}
