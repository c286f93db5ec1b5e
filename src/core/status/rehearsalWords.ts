import { t } from '../base/t';
import { clockTime } from '../base/timeWords';
import type { RehearsalStatus } from '../contract/status';

/** What is said of a rehearsal wherever it is shown: what is played, before whom, and until when. */
export function rehearsalSentence({ fault, label, until }: RehearsalStatus): string {
  return until === undefined
    ? t('Rehearsal: “{0}” in front of {1}, in this window only, until it is stopped.', fault, label)
    : t('Rehearsal: “{0}” in front of {1}, in this window only, until {2}.', fault, label, clockTime(until));
}
