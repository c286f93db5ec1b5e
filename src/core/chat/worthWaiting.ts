import type { SkipReason } from '../contract/events';
import type { Answer } from './conversation';

/** What no time and no change of a provider mends: it is about this question, about the rules, or nobody was ever set up. */
const lasting: ReadonlySet<SkipReason> = new Set([
  'cancelled',
  'too-long',
  'bad-request',
  'refused',
  'unknown-provider',
  'disabled',
  'not-set-up',
  'local-only',
  'no-consent',
  'same-service',
]);

/** Whether a question that failed may be answered later by somebody who could not answer it now. */
export function isWorthWaiting({ failures, skipped }: Pick<Answer, 'failures' | 'skipped'>): boolean {
  // A request that its first target found bad went to nobody else: it would be bad again.
  if (failures.some(({ failure }) => failure.kind === 'bad-request') && failures.length === 1) return false;
  return failures.some(({ failure }) => !lasting.has(failure.kind)) || skipped.some(({ why }) => !lasting.has(why));
}
