import { cursorRules, type CursorRule } from './cursorFilter';
import { multilineRules, type MultilineRule } from './multiline';
import type { TextRule } from './rule';
import { lineRules, textStops, type LineRule, type TextStop } from './stopRules';
import { badStartRules } from './trim/badStart';
import { doubleCloseRule } from './trim/doubleClose';
import { echoRules } from './trim/echo';
import { leadRules } from './trim/lead';
import { movedEcho } from './trim/movedEcho';
import { quirkRules } from './trim/quirks';
import { rejectRules, type RejectRule } from './trim/rejects';
import { loopRules, type LoopRule } from './trim/repetition';
import { spaceRules } from './trim/spaces';
import { strayCloserRule } from './trim/strayCloser';
import { coverRules, type CoverRule } from './trim/suffixOverlap';
import { wrappingRules } from './trim/wrapping';
import { unwrapRules, type UnwrapRule } from './unwrap';

/**
 * Every rule between a cursor and what is shown there, stage by stage, each stage in its order (reference §2.2–2.5). Of the
 * reference these are left out, since they would drop good fills or have nothing to do here:
 * - Twinny drops what is over 0.6 similar to the rest of the line: such a fill goes on from it, and the range covers the rest.
 * - Continue drops where most lines share a long common subsequence: lines of a table or a switch do; loops have other signs.
 * - Continue stops at `/src/`, which is in most imports, and DeepSeek at `//`, which is a comment.
 * - Cody forgets a fill as unwanted when the user backspaces past its start: most backspaces mend a slip, and it comes back.
 * - Tabby drops fills under four characters, llama.vscode asks nobody left of nine: `++`, `);` and a call's end are worth a key.
 * - Copilot's logistic model and the syntax trees of three others decide on several lines: no parser runs on the key path.
 * - Cody ranks candidates: one is asked for.
 * - All end a fill of one line with that line: here the block it opens is kept, since half a block is no statement.
 */
export interface FillRules {
  /** Whether to ask at all. */
  readonly cursor: readonly CursorRule[];
  /** Whether the fill may have several lines. */
  readonly multiline: readonly MultilineRule[];
  /** What of a raw answer is the answer. */
  readonly unwrapping: readonly UnwrapRule[];
  /** What a chat model puts around code. */
  readonly wrapping: readonly TextRule[];
  /** What the answer repeats of the text before the cursor. */
  readonly echo: readonly TextRule[];
  /** How the answer's beginning fits the cursor. */
  readonly lead: readonly TextRule[];
  /** Where the whole text is to end, and where after a line. */
  readonly textStops: readonly TextStop[];
  readonly lineStops: readonly LineRule[];
  /** Debris and the quirks of families. */
  readonly cleaning: readonly TextRule[];
  /** Why a fill is not worth showing. */
  readonly rejects: readonly RejectRule[];
  readonly loops: readonly LoopRule[];
  /** Closers and white space at its end. */
  readonly fitting: readonly TextRule[];
  /** How much of the rest of the line the fill's range covers. */
  readonly covering: readonly CoverRule[];
}

/** The rules in force. */
export const fillRules: FillRules = {
  cursor: cursorRules,
  multiline: multilineRules,
  unwrapping: unwrapRules,
  wrapping: wrappingRules,
  echo: [...echoRules, movedEcho],
  lead: leadRules,
  textStops,
  lineStops: lineRules,
  cleaning: [...badStartRules, ...quirkRules],
  rejects: rejectRules,
  loops: loopRules,
  fitting: [doubleCloseRule, strayCloserRule, ...spaceRules],
  covering: coverRules,
};
