/** How far back the joiner looks for words the stand-in has repeated, in characters. */
const maxOverlap = 400;

/** An overlap this long is a repetition wherever it begins; a shorter one only if it begins with a word (see `overlapLength`). */
const minOverlap = 10;

/** The shortest repetition that begins with a word and is believed. */
const minWordOverlap = 3;

/** New text that agrees with the beginning of the old answer for this long is a new start, not a continuation. */
const restartChars = 40;

/** A preamble is a first line of at most this length that talks about carrying on. */
const maxPreamble = 240;

const preambleStart =
  /^\s*(?:sure|certainly|of course|okay|ok|absolutely|understood|apologies|sorry|here(?:'s|’s| is| are)|continuing|continuation|resuming|picking up|i(?:'ll|’ll| will) (?:continue|pick|resume))\b/i;
const preambleAbout = /continu|resum|pick(?:ing)? up|left off|interrupt|remaining|rest of|where (?:i|we|it)|cut off/i;

/** What the joiner makes of the new text so far. */
export type Joined =
  | { readonly t: 'waiting' }
  /** The stand-in began again from the start; `text` is the whole new beginning. */
  | { readonly t: 'restart'; readonly text: string }
  /** Text that follows the shown text without repetition or gap. */
  | { readonly t: 'continue'; readonly text: string };

/**
 * Joins the text of a stand-in to the text that is on screen. It holds the first characters back until it knows whether
 * they repeat the end of the old answer, re-open its fence, introduce themselves or start over; from then on text passes
 * through unchanged.
 */
export class Joiner {
  private held = '';
  private decided = false;

  constructor(private readonly shown: string) {}

  /** Takes the next piece of the stand-in's text. */
  push(text: string): Joined {
    if (this.decided) return { t: 'continue', text };
    this.held += text;
    return this.decide(false);
  }

  /**
   * Says what to do with what is still held when the stream ends. Of a stand-in that was stopped short (not `whole`), what
   * may have been the beginning of a repetition is not said: it would stand there twice.
   */
  end(whole: boolean): Joined {
    return this.decided || !whole ? { t: 'continue', text: '' } : this.decide(true);
  }

  private decide(atEnd: boolean): Joined {
    const joined = join(this.shown, this.held, atEnd);
    if (joined.t !== 'waiting') this.decided = true;
    return joined;
  }
}

function join(shown: string, held: string, atEnd: boolean): Joined {
  const restart = startsOver(shown, held, atEnd);
  if (restart === 'waiting') return { t: 'waiting' };
  if (restart === 'yes') return { t: 'restart', text: held };

  const plain = dropPreamble(held, atEnd);
  if (plain === undefined) return { t: 'waiting' };
  if (plain !== held) return joinPlain(shown, plain, atEnd, true);
  return joinPlain(shown, plain, atEnd, false);
}

function joinPlain(shown: string, plain: string, atEnd: boolean, hadPreamble: boolean): Joined {
  // After a preamble the real text may still be a new start.
  const restart = hadPreamble ? startsOver(shown, plain, atEnd) : 'no';
  if (restart === 'waiting') return { t: 'waiting' };
  if (restart === 'yes') return { t: 'restart', text: plain };

  const rest = dropRepetition(shown, plain, atEnd);
  const spaced = rest === undefined ? undefined : dropRepeatedSpace(shown, rest, atEnd);
  return spaced === undefined ? { t: 'waiting' } : { t: 'continue', text: spaced };
}

/** The text without what it repeats: words, the fence line among them, or the fence alone; `undefined` while that is open. */
function dropRepetition(shown: string, plain: string, atEnd: boolean): string | undefined {
  const whole = findOverlap(shown, plain, atEnd);
  if (whole === 'waiting') return undefined;
  if (whole > 0) return plain.slice(whole);
  const unfenced = dropReopenedFence(shown, plain, atEnd);
  if (unfenced === undefined || unfenced === plain) return unfenced;
  const overlap = findOverlap(shown, unfenced, atEnd);
  return overlap === 'waiting' ? undefined : unfenced.slice(overlap);
}

function startsOver(shown: string, held: string, atEnd: boolean): 'yes' | 'no' | 'waiting' {
  const beginning = shown.trimStart();
  const text = held.trimStart();
  if (text === '') return atEnd ? 'no' : 'waiting';
  const length = Math.min(restartChars, beginning.length);
  if (text.length >= length) return text.startsWith(beginning.slice(0, length)) ? 'yes' : 'no';
  if (!beginning.startsWith(text)) return 'no';
  return atEnd ? 'no' : 'waiting';
}

/** The text after a preamble line; `undefined` while a line that looks like one is not complete. */
function dropPreamble(held: string, atEnd: boolean): string | undefined {
  if (!preambleStart.test(held)) {
    // Fifteen characters tell whether a line begins like a preamble.
    return atEnd || held.trimStart().length >= 15 || !couldBecomePreamble(held) ? held : undefined;
  }
  const lineEnd = held.indexOf('\n', held.search(/\S/));
  if (lineEnd < 0) {
    if (!atEnd && held.length < maxPreamble) return undefined;
    return held;
  }
  const line = held.slice(0, lineEnd).trim();
  if (line.length > maxPreamble || !preambleAbout.test(line)) return held;
  return held.slice(lineEnd + 1).replace(/^[ \t]*\n/, '');
}

const preambleWords = [
  'sure',
  'certainly',
  'of course',
  'okay',
  'absolutely',
  'understood',
  'apologies',
  'sorry',
  'here',
  'continuing',
  'continuation',
  'resuming',
  'picking up',
  "i'll continue",
  'i’ll continue',
  'i will continue',
];

function couldBecomePreamble(held: string): boolean {
  const text = held.trimStart().toLowerCase();
  return text === '' || preambleWords.some((word) => word.startsWith(text) || text.startsWith(word));
}

/** Drops "```lang" at the start if the shown text ends inside a fence; `undefined` while that line is not complete. */
function dropReopenedFence(shown: string, text: string, atEnd: boolean): string | undefined {
  if (!isInsideFence(shown)) return text;
  const start = text.trimStart();
  if (start === '' || ('```'.startsWith(start.slice(0, 3)) && start.length < 3)) return atEnd ? text : undefined;
  const reopened = /^\s*(?:```|~~~)([^\n`]*)\n/.exec(text);
  if (reopened) {
    // A bare fence on the next line closes the block: it belongs to the answer. One with a language opens it again.
    return reopened[1]?.trim() ? text.slice(reopened[0].length) : text;
  }
  if (/^\s*(?:```|~~~)[^\n`]*$/.test(text) && !atEnd) return undefined;
  return text;
}

/** Whether a markdown text ends inside a fenced code block. */
export function isInsideFence(markdown: string): boolean {
  let open: string | undefined;
  for (const line of markdown.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence?.[1]) continue;
    if (open === undefined) open = fence[1];
    else if (fence[1][0] === open[0] && fence[1].length >= open.length && fence[2]?.trim() === '') open = undefined;
  }
  return open !== undefined;
}

/** How many characters at the start of `text` repeat the end of `shown`, leading white space included. */
function findOverlap(shown: string, text: string, atEnd: boolean): number | 'waiting' {
  const tail = shown.trimEnd().slice(-maxOverlap);
  const lead = text.length - text.trimStart().length;
  const candidates = lead > 0 ? [0, lead] : [0];
  let best = 0;
  for (const skipped of candidates) {
    const words = text.slice(skipped);
    if (words === '') return atEnd ? best : 'waiting';
    // The longest repetition may still be growing: some suffix of the tail begins with all we have.
    if (!atEnd && couldGrow(tail, words)) return 'waiting';
    const length = overlapLength(tail, words);
    if (length > 0) best = Math.max(best, skipped + length);
  }
  return best;
}

function couldGrow(tail: string, words: string): boolean {
  for (let at = tail.indexOf(words); at >= 0; at = tail.indexOf(words, at + 1)) {
    if (believable(tail, at, tail.length - at)) return true;
  }
  return false;
}

/** The longest suffix of `tail` that `words` begins with and that cannot be an accident; 0 if there is none. */
function overlapLength(tail: string, words: string): number {
  for (let length = Math.min(tail.length, words.length); length >= minWordOverlap; length--) {
    if (words.startsWith(tail.slice(-length)) && believable(tail, tail.length - length, length)) {
      const after = words[length];
      // A short one must also end as a word: "lazy| dog" after "lazy", not "can|can".
      if (length >= minOverlap || after === undefined || endsWord(tail, after)) return length;
    }
  }
  return 0;
}

/** Whether a repetition that begins at `at` is more than chance: long and varied, or beginning at a word's start. */
function believable(tail: string, at: number, length: number): boolean {
  if (length < minWordOverlap) return false;
  const piece = tail.slice(at);
  if (length >= minOverlap) return new Set(piece).size >= 4;
  const before = tail[at - 1];
  return /^[\p{L}\p{N}_]/u.test(piece) && before !== undefined && !/[\p{L}\p{N}_]/u.test(before);
}

function endsWord(tail: string, after: string): boolean {
  const last = tail.at(-1) ?? '';
  return /[\p{L}\p{N}_]/u.test(last) !== /[\p{L}\p{N}_]/u.test(after) || /\s/.test(after);
}

/** The carry-on prompt drops trailing white space, so a faithful stand-in gives it again: that part is removed here. */
function dropRepeatedSpace(shown: string, text: string, atEnd: boolean): string | undefined {
  const trailing = shown.slice(shown.trimEnd().length);
  if (trailing === '') return text;
  if (!atEnd && text.trimStart() === '' && text.length < trailing.length) return undefined;
  let same = 0;
  while (same < trailing.length && text[same] === trailing[same]) same += 1;
  return text.slice(same);
}
