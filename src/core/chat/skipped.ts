import { t } from '../base/t';
import type { SkippedEntry } from '../contract/events';
import { failureAction, type Action, type ActionVerb } from '../status/actions';
import { failureSentence } from '../status/sentences';
import { circumstanceOf, type ChatProvider } from './knownProviders';

/** Why a provider could not answer, and what to do about it. */
export interface Complaint {
  readonly sentence: string;
  readonly action?: Action;
}

/** What to say of an entry of the route that was passed over without a request. */
export function skippedComplaint(entry: SkippedEntry, provider: ChatProvider): Complaint {
  const { label } = provider;
  const action = (verb: ActionVerb, words: string): Action => ({ id: `${verb}:${provider.id}`, label: words });
  switch (entry.why) {
    case 'unknown-provider':
      return {
        sentence: t('“{0}” on the route is no provider Understudy knows.', entry.provider),
        action: action('open-provider-settings', t('Provider settings')),
      };
    case 'disabled':
      return {
        sentence: t('{0} is switched off in the settings.', label),
        action: action('open-provider-settings', t('Provider settings')),
      };
    case 'not-set-up':
      return {
        sentence: t('{0} is not set up.', label),
        action:
          provider.key === 'required'
            ? action('set-key', t('Enter a key'))
            : provider.local
              ? action('start-local', t('Start {0}', label))
              : action('choose-provider', t('Choose provider')),
      };
    case 'local-only':
    case 'no-consent':
      return { sentence: t('{0} was not asked: only local models may be used here.', label) };
    case 'no-model':
      return { sentence: t('No model is chosen for {0}.', label), action: action('choose-model', t('Choose model')) };
    case 'paused':
      return { sentence: t('{0} is paused.', label), action: action('choose-provider', t('Choose provider')) };
    case 'same-service':
      return { sentence: t('{0} was left out: its service had just failed.', label) };
    case 'throttled':
      return { sentence: t('{0} was spared: it has hardly answered of late.', label) };
    case 'login-renewal':
      return {
        sentence: t('{0} was not started by itself: in an outage that can cost you its login.', label),
        action: action('try-now', t('Ask {0}', label)),
      };
    default: {
      const failure = {
        kind: entry.why,
        scope: 'model',
        until: entry.until,
        evidence: { phase: 'connect' },
      } as const;
      const known = circumstanceOf(provider);
      return { sentence: failureSentence(failure, provider, known), action: failureAction(failure, provider, known) };
    }
  }
}

/** Whether an entry is worth a line beside real failures: what the user never set up is not why this ask failed. */
export function isWorthSaying(entry: SkippedEntry): boolean {
  return !['unknown-provider', 'disabled', 'not-set-up', 'same-service', 'no-consent'].includes(entry.why);
}
