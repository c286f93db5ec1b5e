import type { Turn } from '../contract/ask';
import type { Target } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';

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

/** Whether a cut answer is better started again by this target than carried on. */
export function mustRestart(shown: string, inToolCall: boolean, target: Target, provider: ResolvedProvider): boolean {
  if (inToolCall || shown.trim().length < minCharsToContinue) return true;
  if (!provider.local) return false;
  const billions = parameterBillions(target.model);
  return billions !== undefined && billions < minBillionsToContinue;
}

/**
 * Billions of parameters as the model's name tells them: `gemma3:270m` → 0.27, `gemma4:e2b` → 2, `qwen2.5-coder:1.5b` →
 * 1.5; `undefined` where the name tells nothing.
 */
export function parameterBillions(model: string): number | undefined {
  const found = /(?:^|[:\-_/. ])e?(\d+(?:\.\d+)?)(b|m)(?=$|[:\-_/. ])/i.exec(model);
  if (!found?.[1] || !found[2]) return undefined;
  return found[2].toLowerCase() === 'b' ? Number(found[1]) : Number(found[1]) / 1000;
}
