import { t } from '../base/t';
import { articleName, seamWords } from '../status/names';
import type { Answer, AnswerNotice, Restart, Takeover } from './conversation';
import { labelOf, nameOf, providerOf, type ProviderLookup } from './knownProviders';

/** The accessible name of an answer: `Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b`. */
export function answerName(answer: Answer, lookup: ProviderLookup): string {
  if (answer.authors.length === 0) return t('Answer');
  return articleName(
    answer.authors.map(({ target, mode }) => ({
      label: providerOf(lookup, target.provider).label,
      model: target.model,
      ...(mode ? { mode } : {}),
    })),
  );
}

/** The visible label: everybody whose words are on screen, in their order. */
export function answerLabel(answer: Answer, lookup: ProviderLookup): string {
  const lastStart = answer.authors.findLastIndex(({ mode }) => mode === undefined || mode === 'restart');
  return answer.authors
    .slice(Math.max(0, lastStart))
    .map(({ target }) => labelOf(lookup, target))
    .join(' → ');
}

/** What the separator at a seam says. */
export function seamLabel(takeover: Takeover, mode: 'continue' | 'restart', lookup: ProviderLookup): string {
  return seamWords(nameOf(lookup, takeover.from), nameOf(lookup, takeover.to), takeover.failure, mode);
}

/** What the separator below a folded segment says. */
export function restartLabel(restart: Restart, lookup: ProviderLookup): string {
  return restart.by === 'user' ? t('Asked again.') : seamLabel(restart.takeover, 'restart', lookup);
}

/** A side note as a sentence. */
export function noticeSentence(notice: AnswerNotice, lookup: ProviderLookup): string {
  switch (notice.kind) {
    case 'trimmed':
      return notice.target
        ? t('{0} were left out to fit {1}.', notice.leftOut, nameOf(lookup, notice.target))
        : t('{0} were left out.', notice.leftOut);
    case 'loading':
      return t('{0} is loading. The first answer takes a little longer.', nameOf(lookup, notice.target));
    case 'retrying':
      return t('Asking {0} once more…', nameOf(lookup, notice.target));
    case 'slow':
      return t('{0} is slow to answer.', nameOf(lookup, notice.target));
  }
}
