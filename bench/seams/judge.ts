import type { Cut } from './cuts';

/** What is wrong with a text at the seam, the first that applies; `joins` if nothing is. */
export const verdicts = [
  'joins',
  'nothing',
  'starts over',
  'talks about it',
  'breaks the word',
  'drops the sentence',
  'repeats',
  'loops',
] as const;

/** One of `verdicts`. */
export type Verdict = (typeof verdicts)[number];

/** A repetition is a stretch of this many characters that stands on the screen already. */
const repetitionChars = 50;

/** What a model says that speaks of the interruption instead of carrying on. */
const aside =
  /previous response|interrupted|continu(?:e|ing|ation) (?:from|of|the)|left off|remaining text|^\s*(?:sorry|sure|i apologi[sz]e)\b/i;

/**
 * Judges what follows a seam by what can be told without another model's opinion: form, not truth. `text` is what the
 * product would put on the screen, after its joiner.
 */
export function judge(cut: Cut, text: string, startsOver: boolean): Verdict {
  if (startsOver) return 'starts over';
  if (text.trim().length < 2) return 'nothing';
  if (aside.test(text.slice(0, 200))) return 'talks about it';
  if (breaksWord(cut, text)) return 'breaks the word';
  if (dropsSentence(cut, text)) return 'drops the sentence';
  if (repeats(cut.shown, text)) return 'repeats';
  return loops(text) ? 'loops' : 'joins';
}

/** Judges a fresh answer, which has no seam to miss. */
export function judgeFresh(text: string): Verdict {
  if (text.trim().length < 2) return 'nothing';
  return loops(text) ? 'loops' : 'joins';
}

/** Whether a word is torn apart or two are glued together at the seam, by what the first model would have said next. */
function breaksWord({ shown, rest }: Cut, text: string): boolean {
  if (/\s$/.test(shown)) return /^[,.;:)\]]/.test(text);
  if (/^\w/.test(rest)) return !/^[\w'’-]/.test(text);
  return /^\w/.test(text);
}

/** Whether a sentence that was cut in the middle is left there and another one, a list or a paragraph begins. */
function dropsSentence({ place }: Cut, text: string): boolean {
  if (place !== 'inside a word' && place !== 'between words') return false;
  return text.startsWith('\n') || /^\s*(?:[-*•] |\d+\. |[A-Z][a-z]+\b)/.test(text);
}

/** Whether the text says once more what stands above it. */
function repeats(shown: string, text: string): boolean {
  for (let at = 0; at + repetitionChars <= Math.min(text.length, 400); at++) {
    const piece = text.slice(at, at + repetitionChars);
    if (/\w/.test(piece) && shown.includes(piece)) return true;
  }
  return false;
}

/** Whether the model has fallen into saying one line over and over. */
function loops(text: string): boolean {
  const seen = new Map<string, number>();
  for (const line of text.split(/\n|(?<=[.!?]) /)) {
    const said = line.trim();
    if (said.length < 12) continue;
    const times = (seen.get(said) ?? 0) + 1;
    if (times >= 3) return true;
    seen.set(said, times);
  }
  return false;
}
