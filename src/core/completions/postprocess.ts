import { applyRules, type ReadingContext } from './rule';
import { fillRules, type FillRules } from './rules';
import { rejectFill, type Reject } from './trim/rejects';
import { isRepetitive } from './trim/repetition';

/** A fill fit to be shown, or why there is none. */
export type Fill = { readonly text: string } | { readonly rejected: Reject | 'blank' | 'repetition' };

/**
 * Makes a fill of what was read, in the order of the reference, §2.5: debris and quirks first, then what is not worth
 * showing, then closers and spaces. The overlap with the rest of the line is settled when the item is made, since it
 * depends on where the cursor is by then.
 */
export function postprocess(text: string, reading: ReadingContext, rules: FillRules = fillRules): Fill {
  const context = { ...reading, atEnd: true };
  const clean = applyRules(text, rules.cleaning, context);
  const rejected = rejectFill(clean, context.snapshot, rules.rejects);
  if (rejected) return { rejected };
  if (isRepetitive(clean, rules.loops)) return { rejected: 'repetition' };
  const fitted = applyRules(clean, rules.fitting, context);
  // What is left once closers are snipped may be noise again.
  const left = fitted === clean ? undefined : rejectFill(fitted, context.snapshot, rules.rejects);
  return left ? { rejected: left } : { text: fitted };
}
