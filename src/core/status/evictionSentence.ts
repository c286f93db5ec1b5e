import { t } from '../base/t';

/** What is said when models that were loaded for something else had to leave the memory for this one. */
export function evictionSentence(model: string, evicted: readonly string[]): string {
  return t('{0} left the memory of this machine to make room for {1}.', evicted.join(', '), model);
}
