import { compare } from '../replay/screen';
import type { End } from './contender';

/** What was on the screen when the ask was over. */
export interface Shown {
  /** The answer as it stands, without what is folded away above a restart. */
  readonly text: string;
  /** Marks the user was shown: the answer goes on from here, the answer starts again here. */
  readonly seams: number;
  readonly folds: number;
  readonly end: End;
}

/** What became of an answer, in the words of the table. */
export type Outcome =
  | 'whole'
  | 'whole, one seam'
  | 'whole, restarted'
  | 'part shown as whole'
  | 'nothing shown as whole'
  | 'glued, shown as whole'
  | 'error'
  | 'part, then error'
  | 'silence'
  | 'part, then silence';

/** An answer against the text that was due; figures are UTF-16 units. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly lost: number;
  readonly doubled: number;
}

/** Judges by what the user can see: an answer that ends without an error counts as offered for whole. */
export function judge(shown: Shown, due: string): Verdict {
  const { missing, doubled } = compare(shown.text, due);
  return { outcome: outcomeOf(shown, missing, doubled), lost: missing, doubled };
}

function outcomeOf({ text, seams, folds, end }: Shown, lost: number, doubled: number): Outcome {
  const hasText = text !== '';
  if (end.t === 'error') return hasText ? 'part, then error' : 'error';
  if (end.t === 'limit') return hasText ? 'part, then silence' : 'silence';
  if (!hasText) return 'nothing shown as whole';
  if (doubled > 0) return 'glued, shown as whole';
  if (lost > 0) return 'part shown as whole';
  if (folds > 0) return 'whole, restarted';
  return seams > 0 ? 'whole, one seam' : 'whole';
}

/** Whether the user has the answer and nothing else. */
export function isWhole(outcome: Outcome): boolean {
  return outcome.startsWith('whole');
}

/** Whether the user is told a lie: something that looks like an answer and is not the one that was due. */
export function isWrong(outcome: Outcome): boolean {
  return outcome.endsWith('shown as whole');
}
