import { isBlank } from './indentation';
import type { ReadingContext } from './reading';
import { fixBadStart } from './trim/badStart';
import { dropDoubleClose } from './trim/doubleClose';
import { fixQuirks } from './trim/quirks';
import { rejectFill, type Reject } from './trim/rejects';
import { isRepetitive } from './trim/repetition';
import { fitSpaces } from './trim/spaces';
import { cutAtStrayCloser } from './trim/strayCloser';

/** A fill fit to be shown, or why there is none. */
export type Fill = { readonly text: string } | { readonly rejected: Reject | 'repetition' };

/**
 * Makes a fill of what was read, in the order of the reference, §2.5: debris and quirks first, then what is not worth
 * showing, then closers and spaces. The overlap with the rest of the line is settled when the item is made, since it
 * depends on where the cursor is by then.
 */
export function postprocess(text: string, context: ReadingContext): Fill {
  const { snapshot } = context;
  const clean = fixQuirks(fixBadStart(text, snapshot), context);
  const rejected = rejectFill(clean, snapshot);
  if (rejected) return { rejected };
  if (isRepetitive(clean)) return { rejected: 'repetition' };
  const closed = cutAtStrayCloser(dropDoubleClose(clean, snapshot), snapshot);
  const fitted = fitSpaces(closed, snapshot);
  if (isBlank(fitted)) return { rejected: 'blank' };
  return { text: fitted };
}
