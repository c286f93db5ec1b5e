import { t } from '../base/t';
import { clockTime } from '../base/timeWords';
import type { Failure } from '../contract/failure';
import { programTooOld, startWithheld } from '../providers/claudeCode/program';
import { isOfCloud } from '../providers/ollama/cloudModels';
import type { WireType } from '../providers/provider';

/** What a sentence about a provider needs; every resolved provider has it. */
export interface Subject {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
  /** How it is spoken to: only an Ollama can be started and told to pull from here. */
  readonly type?: WireType;
  /** Where an account of this provider is looked after. */
  readonly keyPage?: string;
}

/** What is known beside the failure itself. */
export interface Circumstance {
  /** The model that was asked. */
  readonly model?: string;
  /**
   * The row's free call refused the key as well and the status page shows no incident; without both a 401 may be an outage
   * (28 April 2026 was one).
   */
  readonly keyRefusedByCheck?: boolean;
}

/** A provider's own words are quoted no longer than this; the log has the rest. */
const longestQuote = 160;

/** The one sentence the user reads about a failure. Plain text: a provider's own words may be quoted in it. */
export function failureSentence(failure: Failure, provider: Subject, known: Circumstance = {}): string {
  const sentence = sentenceOf(failure, provider, known);
  return failure.rehearsed ? t('Rehearsal: {0}', sentence) : sentence;
}

function sentenceOf(failure: Failure, provider: Subject, known: Circumstance): string {
  const { label, origin } = provider;
  const model = known.model ?? t('this model');
  switch (failure.kind) {
    case 'cancelled':
      return t('The answer was stopped.');
    case 'offline':
      return t('{0} can’t be reached: this machine has no network.', label);
    case 'unreachable':
      return failure.evidence.type === programTooOld
        ? t('This {0} is too old to be asked from here.', label)
        : t('{0} can’t be reached.', label);
    case 'intercepted':
      return t('A proxy or sign-in page answered instead of {0}.', label);
    case 'wrong-address':
      return t('{0} does not answer as {1} should.', origin, label);
    case 'auth':
      if (provider.type === 'claude-code')
        return t('{0} was refused its login this time; the login itself may be fine.', label);
      return known.keyRefusedByCheck === true
        ? t('{0} does not accept your key.', label)
        : t('{0} refused the key this time; the key itself may be fine.', label);
    case 'forbidden':
      return t('{0} denied access.', label);
    case 'quota':
      return failure.until === undefined
        ? t('{0} says the credit is used up.', label)
        : t('{0} has reached its usage limit until {1}.', label, clockTime(failure.until));
    case 'rate-limited':
      return t('{0} is limiting requests for the moment.', label);
    case 'overloaded':
      return t('{0} is overloaded.', label);
    case 'server':
      return t('{0} had a server error.', label);
    case 'slow-start':
      return t('{0} did not begin to answer in time.', label);
    case 'stalled':
      return t('{0} stopped sending before the answer was complete.', label);
    case 'cut-off':
      return t('The connection to {0} was lost before the answer was complete.', label);
    case 'empty':
      return t('{0} sent an empty answer.', label);
    case 'model-missing':
      return t('{0} has no model named {1}.', label, model);
    case 'too-long':
      return t('The conversation is too long for {0}, even shortened.', label);
    case 'bad-request':
      if (failure.evidence.type === startWithheld)
        return t('{0} waits for your click: a start now could cost its login.', label);
      return quotedText(failure) === undefined
        ? t('{0} rejected the request.', label)
        : t('{0} rejected the request: {1}', label, quotedText(failure) ?? '');
    case 'refused':
      return t('{0} declined to answer this.', label);
    case 'local-stopped':
      return t('{0} is not running at {1}.', label, origin);
    case 'local-missing':
      if (provider.type === 'ollama' && isOfCloud(failure.evidence, model))
        return t('{0} runs at ollama.com, not on this machine, and is never asked.', model);
      return provider.type === 'ollama'
        ? t('{0} has not pulled {1} yet.', label, model)
        : t('{0} has no model named {1}.', label, model);
    case 'local-memory':
      return t('There is not enough memory for {0}.', model);
    case 'local-loading':
      return t('{0} is still loading {1}.', label, model);
    case 'local-busy':
      return t('{0} is busy with another request.', label);
    case 'login-lost':
      return t('The {0} login has expired.', label);
  }
}

/** The provider's own words on one line, cut at a word; never markup. */
export function quotedText(failure: Failure): string | undefined {
  const text = failure.evidence.text?.replace(/\s+/g, ' ').trim();
  if (text === undefined || text === '') return undefined;
  if (text.length <= longestQuote) return text;
  return `${text.slice(0, text.lastIndexOf(' ', longestQuote) > 0 ? text.lastIndexOf(' ', longestQuote) : longestQuote)}…`;
}
