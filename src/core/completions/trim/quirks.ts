import { isBlank } from '../indentation';
import type { TextRule } from '../rule';

/**
 * Habits of single families that no general rule covers (reference §2.5.3). Codestral's extra first space, Gemma's end marks
 * and Mercury's lost line break are handled for everybody.
 */
export const quirkRules: readonly TextRule[] = [
  {
    // The space before its end mark belongs to the mark (`<MID> fill <EOT>`).
    name: 'codellama-space',
    apply: (text, { model }) => (/codellama/i.test(model) ? text.replace(/ $/, '') : text),
  },
  {
    // It ends a fill, or an empty one, in a stray `t`.
    name: 'starcoder-t',
    apply: (text, { model }) =>
      /starcoder2/i.test(model) ? (/^\s*t\.?\s*$/.test(text) ? '' : text.replace(/\nt\.?\s*$/, '')) : text,
  },
];

/** What Codestral puts first where no text follows the cursor: a line break too many. Comes before the stop rules see it. */
export const codestralBreak: TextRule = {
  name: 'codestral-break',
  apply: (text, { model, multiline, snapshot }) =>
    /codestral/i.test(model) && !multiline && isBlank(snapshot.suffix) ? text.replace(/^\n+/, '') : text,
};
