import { sizeWords } from '../base/sizeWords';
import { t } from '../base/t';
import { durationWords } from '../base/timeWords';
import type { FillerAdvice } from '../local/adviseFiller';
import type { HoleVerdict } from '../local/tryHole';

/** What the self-test of a completion target has shown, in a sentence; `name` is the model as users read it. */
export function holeSentence(verdict: HoleVerdict, name: string): string {
  switch (verdict.t) {
    case 'fills':
      return t('{0} fills holes in code; one took {1}.', name, took(verdict.tookMs));
    case 'prompted':
      return t(
        '{0} is a chat model: it fills holes in code by a prompt, and one took {1}.',
        name,
        took(verdict.tookMs),
      );
    case 'misses':
      return t('{0} answers, but does not fill holes in code.', name);
    case 'slow':
      return t('{0} is too slow here to complete code: {1} s.', name, seconds(verdict.tookMs));
  }
}

/** The same in a cell of a table. */
export function holeVerdictWords(verdict: HoleVerdict): string {
  switch (verdict.t) {
    case 'fills':
      return t('fills holes');
    case 'prompted':
      return t('chat only, hole filler');
    case 'misses':
      return t('does not fill holes');
    case 'slow':
      return t('too slow here: {0} s', seconds(verdict.tookMs));
  }
}

/** What would complete code better on this machine. */
export function adviceSentence(advice: FillerAdvice): string {
  return advice.t === 'use'
    ? t('{0}, which is here, was made to fill holes.', advice.model)
    : t('{0} was made to fill holes and fits beside it ({1} to download).', advice.model, sizeWords(advice.sizeBytes));
}

/** Whole seconds: of what is too slow tenths say nothing. */
function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

function took(ms: number): string {
  return durationWords(Math.max(1, ms));
}
