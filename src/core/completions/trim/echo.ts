import { owedBy } from '../brackets';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/** How far back an answer may begin to repeat the prefix, in lines. */
export const echoLines = 40;

/** A repetition of less than this is chance. */
const minEcho = 2;

/** Within the cursor's line, a repetition that begins in the middle must be longer: `f(a, ` may well go on with `a, b`. */
const minInnerEcho = 4;

/** What a string that has just been opened does not begin with: the end of an empty one and what follows that. */
const afterEmptyString = /^(?:[\s'"`)\]},;:+]|\.(?![./]))/;

/** What an answer repeats of the text before the cursor, but for whole lines indented otherwise. */
export const echoRules: readonly TextRule[] = [
  {
    name: 'echo',
    apply: (text, { kind, snapshot }) => (kind === 'hole' ? dropEcho(text, snapshot.prefix) : text),
  },
  {
    // `'./a'` in a string that has just been opened.
    name: 'quote-echo',
    apply: (text, { kind, snapshot }) => (kind === 'hole' ? dropQuote(text, snapshot) : text),
  },
  {
    // FIM models continue and never need this, but for Granite, which repeats the start of the line.
    name: 'granite-echo',
    apply: (text, { kind, model, snapshot }) =>
      kind === 'fim' && /granite/i.test(model) ? dropLineEcho(text, snapshot.linePrefix) : text,
  },
];

/**
 * Drops what a chat model repeats of the text before the cursor: whole lines, the cursor's line, or its last words.
 */
export function dropEcho(text: string, prefix: string): string {
  const said = text.trimStart();
  for (const tail of lineTails(prefix)) {
    const known = tail.trimStart();
    if (known.trim().length >= minEcho && said.startsWith(known)) return said.slice(known.length);
  }
  const line = prefix.slice(prefix.lastIndexOf('\n') + 1);
  for (const word of line.matchAll(/[\p{L}\p{N}_$]+/gu)) {
    const known = line.slice(word.index);
    const isLastWord = word.index + word[0].length === line.length;
    if (known.length >= (isLastWord ? minEcho : minInnerEcho) && said.startsWith(known))
      return said.slice(known.length);
  }
  return text;
}

function dropQuote(text: string, { prefix, languageId }: Snapshot): string {
  const { quote } = owedBy(prefix, languageId);
  if (quote === undefined || !prefix.endsWith(quote) || !text.startsWith(quote)) return text;
  const inside = text.slice(quote.length);
  return inside === '' || afterEmptyString.test(inside) ? text : inside;
}

/** Drops a repetition of the start of the cursor's line alone (Granite). */
function dropLineEcho(text: string, linePrefix: string): string {
  const known = linePrefix.trimStart();
  const said = text.trimStart();
  return known.trim().length >= minEcho && said.startsWith(known) ? said.slice(known.length) : text;
}

/** Whether an unfinished answer has so far only repeated the prefix, so that nothing can be said of it yet. */
export function mayBeEcho(text: string, prefix: string): boolean {
  const said = text.trimStart();
  return lineTails(prefix).some((tail) => {
    const known = tail.trimStart();
    return known.length >= said.length && known.startsWith(said);
  });
}

/** The prefix from each of its last line starts on, the longest first. */
function lineTails(prefix: string): readonly string[] {
  const tails: string[] = [];
  let start = prefix.length;
  for (let count = 0; count < echoLines && start >= 0; count++) {
    start = start === 0 ? -1 : prefix.lastIndexOf('\n', start - 1);
    tails.unshift(prefix.slice(start + 1));
    if (start < 0) break;
  }
  return tails;
}
