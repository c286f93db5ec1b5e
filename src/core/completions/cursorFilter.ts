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

/** Under this many characters a model can only guess (Copilot's `MIN_PROMPT_CHARS`). */
const minPromptChars = 10;

/** Text right of the cursor that a completion can live with: closers, then what ends a statement. */
const harmlessRight = /^\s*[)>}\]"'`]*\s*[:{;,]?\s*$/;

/** A line that ends like this is finished: more would be a guess at the user's next thought. */
const finishedLeft = /[);\]}]$/;

/** Why an automatic request is not worth making here, or `undefined`. An explicit trigger does not ask. */
export function cursorRefusal(snapshot: Snapshot, accepted: string | undefined): CursorRefusal | undefined {
  const { prefix, suffix, linePrefix, lineSuffix } = snapshot;
  if (isBlank(prefix) && isBlank(suffix)) return 'blank-document';
  if (prefix.length + suffix.length < minPromptChars) return 'short-prompt';
  if (!harmlessRight.test(lineSuffix)) return 'text-right';
  if (accepted !== undefined && accepted === acceptanceMark(snapshot.uri, prefix)) return 'just-accepted';
  if (finishedLeft.test(linePrefix)) return 'line-finished';
  if (isBlank(linePrefix) && isBlank(suffix) && snapshot.wholeSuffix && /\n[ \t]*\n[ \t]*$/.test(prefix))
    return 'end-of-file';
  return undefined;
}

/** Names the state of a document right after an item was accepted, so that the next call can tell nothing was typed since. */
export function acceptanceMark(uri: string, prefix: string): string {
  return `${uri}\n${prefix.slice(-200)}`;
}
