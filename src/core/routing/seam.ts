import type { Turn } from '../contract/ask';
import { namedBillions } from '../providers/parameterCount';
import type { RouteTarget } from './route';

/** Below this many shown characters an answer is started again: cheaper and cleaner than a join. */
const minCharsToContinue = 200;

/** Models under this size follow the carry-on prompt badly (`providers.md` §7). */
const minBillionsToContinue = 4;

/**
 * The turns that ask another model to carry on a cut answer (`failover.md` §4): the partial answer as an assistant turn
 * with its trailing white space removed and open fences left open, then a user turn that quotes its end.
 */
export function carryOnTurns(partial: string): readonly Turn[] {
  const kept = partial.trimEnd();
  return [
    { role: 'assistant', text: kept },
    {
      role: 'user',
      text:
        `Your previous response was interrupted and ended with "${lastWords(kept)}". Continue from exactly there. ` +
        'Output only the remaining text: no preamble, no repetition, no new code fence if one is already open.',
    },
  ];
}

/** The last 60 to 200 characters, beginning at a word where one begins in that stretch, never inside a surrogate pair. */
function lastWords(text: string): string {
  const tail = text.slice(-200);
  if (tail.length < text.length) {
    const wordStart = tail.slice(0, tail.length - 60).search(/(?<=\s)\S/);
    if (wordStart > 0) return tail.slice(wordStart);
    if (/^[\uDC00-\uDFFF]/.test(tail)) return tail.slice(1);
  }
  return tail;
}

/**
 * Whether a cut answer is better started again by this target than carried on. `listed`: billions of parameters as its server
 * lists them. The name counts as well: `llama3.2` tells nothing, and of `gemma4:e2b` the list counts its embeddings too. A model
 * of which neither tells is carried on by.
 */
export function mustRestart(
  shown: string,
  inToolCall: boolean,
  { target, provider }: Pick<RouteTarget, 'target' | 'provider'>,
  listed?: number,
): boolean {
  if (inToolCall || shown.trim().length < minCharsToContinue) return true;
  if (!provider.local) return false;
  return Math.min(listed ?? Infinity, namedBillions(target.model) ?? Infinity) < minBillionsToContinue;
}
