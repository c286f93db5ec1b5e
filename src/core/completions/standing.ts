import { t } from '../base/t';
import type { SkippedEntry } from '../contract/events';
import { isSameTarget } from '../contract/target';
import type { StatusSnapshot, TargetStatus } from '../contract/status';
import { skipWords } from '../status/words';
import type { FileRefusal } from './fileFilter';

/** Why nobody is asked in the editor at hand, whatever the file. */
export type EditorRefusal = 'editor-off' | 'suppressed' | 'read-only' | CursorsRefusal;

/** Why nobody is asked where the cursors are now. */
export type CursorsRefusal = 'several-cursors' | 'long-line';

/** How a file stands with completions: what the language status item says of it. */
export interface CompletionStanding {
  readonly text: string;
  readonly detail: string;
  /** Nobody completes this file although the user has not switched it off. */
  readonly isTrouble: boolean;
}

/** Says which target completes a file, or why none does. */
export function completionStanding(
  refusal: FileRefusal | EditorRefusal | undefined,
  status: Pick<StatusSnapshot, 'completions' | 'targets'>,
  skipped: readonly SkippedEntry[],
): CompletionStanding {
  if (refusal) return { text: t('No completions'), detail: refusalWords(refusal), isTrouble: false };
  const { first, current } = status.completions;
  if (!current) return { text: t('No completions'), detail: skippedWords(skipped, status), isTrouble: true };
  const known = status.targets.find((target) => isSameTarget(target, current));
  const text = `${known?.label ?? current.provider} ${current.model}`;
  if (first && !isSameTarget(first, current)) {
    const absent = status.targets.find((target) => isSameTarget(target, first));
    const name = absent?.label ?? first.provider;
    const why = absent?.reasonText;
    return {
      text,
      detail: why ? t('Stands in for {0}: {1}', name, why) : t('Stands in for {0}', name),
      isTrouble: false,
    };
  }
  if (known?.throttled) return throttledStanding(known, text, status.targets);
  return { text, detail: t('Completes code while you type'), isTrouble: false };
}

/** A cloud that leaves most requests unanswered is still the first to ask, but what is shown comes from the model beside it. */
function throttledStanding(cloud: TargetStatus, text: string, targets: readonly TargetStatus[]): CompletionStanding {
  const beside = targets.find(({ use, local, setUp, state }) => {
    return use === 'completion' && local && setUp && (state === 'closed' || state === 'unknown');
  });
  if (!beside) return { text, detail: t('Leaves requests unanswered, so that it is sent fewer'), isTrouble: false };
  return {
    text: `${beside.label} ${beside.model}`,
    detail: t('Mostly in place of {0}, which leaves requests unanswered', cloud.label),
    isTrouble: false,
  };
}

function refusalWords(refusal: FileRefusal | EditorRefusal): string {
  const words: Readonly<Record<FileRefusal | EditorRefusal, string>> = {
    off: t('Switched off for this language or folder'),
    'editor-off': t('The editor’s inline suggestions are switched off ({0})', 'editor.inlineSuggest.enabled'),
    suppressed: t(
      'The editor is set to hide ours ({0})',
      'editor.inlineSuggest.experimental.suppressInlineSuggestions',
    ),
    'read-only': t('The file cannot be written to'),
    'several-cursors': t('There are several cursors'),
    'long-line': t('The line is too long'),
    scheme: t('Not a file'),
    'too-large': t('The file is too large'),
    ignored: t('The file is never sent: it is secret or ignored'),
  };
  return words[refusal];
}

function skippedWords(skipped: readonly SkippedEntry[], status: Pick<StatusSnapshot, 'targets'>): string {
  if (skipped.length === 0) return t('Nobody is set up to complete code');
  const labelOf = (id: string): string => status.targets.find((target) => target.provider === id)?.label ?? id;
  return skipped
    .map((entry) => `${labelOf(entry.provider)}: ${skipWords(entry.why, { until: entry.until })}`)
    .join('; ');
}
