/** Characters of prefix read from a document: what a local FIM model gets, the largest of all budgets. */
const maxPrefixChars = 10_000;

/** Characters of suffix read from a document: the cloud's 10 % of 2 048 tokens, the largest of all budgets. */
export const maxSuffixChars = 820;

/**
 * The first line of the prefix window for a cursor on `cursorLine`. Servers reuse their cache only for a common start of
 * the prompt, so the start must not move with every line typed: it is rounded to a block of about a quarter of the window
 * and stays where it is until a whole block has to go (`reference/completions.md` §2.1).
 */
export function windowStart(lengthOf: (line: number) => number, cursorLine: number, charsOnCursorLine: number): number {
  let chars = charsOnCursorLine;
  let first = cursorLine;
  while (first > 0) {
    chars += lengthOf(first - 1) + 1;
    if (chars > maxPrefixChars) break;
    first -= 1;
  }
  if (first === 0) return 0;
  const block = blockSize((cursorLine - first) / 4);
  return Math.min(Math.ceil(first / block) * block, cursorLine);
}

/** The largest power of two not above `lines`, so that block borders of neighbouring sizes fall together. */
function blockSize(lines: number): number {
  let size = 1;
  while (size * 2 <= lines) size *= 2;
  return size;
}

/** How coarsely `cutFromTop` drops text, in characters. */
const blockChars = 1_024;

/**
 * The end of `text`, at most `chars` long, from the start of a line. It drops whole blocks, so that the start stays put
 * while the end grows by typing.
 */
export function cutFromTop(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const block = Math.min(blockChars, Math.ceil(chars / 4));
  const drop = Math.min(Math.ceil((text.length - chars) / block) * block, text.length);
  const lineStart = text.indexOf('\n', drop - 1) + 1;
  // A last line longer than the budget is cut within the line: better half a line than nothing.
  return lineStart > 0 && lineStart < text.length ? text.slice(lineStart) : withoutHalfPair(text.slice(-chars));
}

/** The start of `text`, at most `chars` long, never ending in half a surrogate pair. */
export function cutFromBottom(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}

function withoutHalfPair(text: string): string {
  const first = text.charCodeAt(0);
  return first >= 0xdc00 && first <= 0xdfff ? text.slice(1) : text;
}
