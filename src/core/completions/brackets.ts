import { hasCharLiterals, hasRegexLiterals, lineCommentOf } from './languages';

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const closers = new Set(Object.values(closerOf));

/** How far back the prefix is read for open brackets, in characters. */
const lookBack = 4_000;

/** So much before a slash tells a division from a regular expression. */
const tailChars = 40;

/** Where a reading of code stands: the closers still owed, innermost last, and the string it ended in. */
export interface BracketState {
  readonly owed: readonly string[];
  readonly quote?: string;
  /** The last of what was read: whether a slash divides or begins a regular expression depends on it. */
  readonly tail?: string;
}

/** A closer that nothing in the same text opened. */
interface LooseCloser {
  readonly char: string;
  readonly index: number;
}

/** What a reading of code found: the state at its end, and the closers it does not open itself. */
export interface BracketScan extends BracketState {
  readonly loose: readonly LooseCloser[];
}

/**
 * Reads brackets outside strings, comments and regular expressions. No parser: a quote counts as a string only if it is
 * closed on its line (so that `don't` and Rust's lifetimes are no strings), or if the text ends in it and it stands where
 * a string may begin.
 */
export function scanBrackets(text: string, languageId: string, start: BracketState = { owed: [] }): BracketScan {
  const comment = lineCommentOf(languageId);
  const owed: string[] = [];
  const loose: LooseCloser[] = [];
  let index = 0;
  let quote = start.quote;
  while (index < text.length) {
    const char = text.charAt(index);
    if (quote !== undefined) {
      const end = stringEnd(text, index, quote);
      if (end === undefined) return { owed, loose, quote };
      quote = undefined;
      index = end;
      continue;
    }
    if (comment !== undefined && text.startsWith(comment, index) && !/[:\w]/.test(text.charAt(index - 1))) {
      const lineEnd = text.indexOf('\n', index);
      index = lineEnd < 0 ? text.length : lineEnd;
      continue;
    }
    if (char === '/') {
      const end = slashEnd(text, index, languageId, start.tail);
      if (end !== undefined) {
        index = end;
        continue;
      }
    }
    if (char === '\\' && isEscaped(text.charAt(index + 1), languageId)) index += 1;
    else if (isQuote(char) && opensString(text, index, char, languageId)) quote = char;
    else if (closerOf[char] !== undefined) owed.push(closerOf[char]);
    else if (closers.has(char)) {
      if (owed.at(-1) === char) owed.pop();
      else loose.push({ char, index });
    }
    index += 1;
  }
  return quote === undefined ? { owed, loose } : { owed, loose, quote };
}

/** What the text before the cursor still owes. */
export function owedBy(prefix: string, languageId: string): BracketState {
  return { ...scanBrackets(prefix.slice(-lookBack), languageId), tail: prefix.slice(-tailChars) };
}

/** Whether a line holds closers and what ends a statement, nothing else. */
export function isPureCloser(line: string): boolean {
  // No two neighbouring parts match the same character, so that a line that is none is told in one pass.
  return /^[\s>]*[)\]}][\s)\]}>;,]*$/.test(line) || /^\s*(?:end|fi|done|esac)\s*(?:[;,)]\s*)?$/.test(line);
}

/** A bracket behind a backslash is part of a pattern, but for the pattern of a lambda. */
function isEscaped(char: string, languageId: string): boolean {
  return isQuote(char) || (languageId !== 'haskell' && /[()[\]{}]/.test(char));
}

function isQuote(char: string): boolean {
  return char === '"' || char === "'" || char === '`';
}

/** What a value may begin behind; a word or a closing bracket is a value itself, and `<` begins an element's end. */
const beforeValue =
  /(?:^|[(,=:[!&|?{;+\-*%~^]|=>|\b(?:return|typeof|case|in|of|do|else|yield|await|throw|void|delete))\s*$/;

/** A regular expression on one line; a slash within brackets does not end it. */
const regexLiteral = /^\/(?![/*])(?:[^\n[\\/]|\\[^\n]|\[(?:[^\n\]\\]|\\[^\n])*\])+\//;

/** A longer one is not searched for: every slash would pay for its line. */
const maxRegexChars = 300;

/** Just after a comment or a regular expression that begins at a slash, or `undefined`. */
function slashEnd(text: string, index: number, languageId: string, tail = ''): number | undefined {
  const before = (tail + text.slice(Math.max(0, index - tailChars), index)).slice(-tailChars);
  if (text.charAt(index + 1) === '*') {
    if (lineCommentOf(languageId) !== '//' || !/(?:^|[\s(){}[\],;])$/.test(before)) return undefined;
    const end = text.indexOf('*/', index + 2);
    return end < 0 ? text.length : end + 2;
  }
  if (!hasRegexLiterals(languageId) || !beforeValue.test(before)) return undefined;
  const literal = regexLiteral.exec(text.slice(index, index + maxRegexChars));
  return literal ? index + literal[0].length : undefined;
}

/** One character or one escape between single quotes. */
const charLiteral = /^'(?:\\[^\n]{1,9}?|[^\\'\n]{1,2})'/;

function opensString(text: string, index: number, quote: string, languageId: string): boolean {
  if (quote === "'" && hasCharLiterals(languageId)) return charLiteral.test(text.slice(index, index + 14));
  if (quote === '`' || stringEnd(text, index + 1, quote) !== undefined)
    return quote !== "'" || !/\w/.test(text.charAt(index - 1));
  const endsHere = !text.slice(index).includes('\n');
  return endsHere && !/[\w&<]/.test(text.charAt(index - 1));
}

/** Just after the quote that ends a string, or `undefined` if the line (for a backtick: the text) ends first. */
function stringEnd(text: string, from: number, quote: string): number | undefined {
  for (let index = from; index < text.length; index++) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === quote) return index + 1;
    else if (char === '\n' && quote !== '`') return undefined;
  }
  return undefined;
}
