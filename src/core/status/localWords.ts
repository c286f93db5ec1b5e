import { t } from '../base/t';
import type { Failure, FailureKind } from '../contract/failure';
import type { LocalState } from '../contract/status';
import { oldestOllama } from '../local/ollamaVersion';
import { isLoopbackOrigin } from '../providers/origins';
import { failureAction, type Action } from './actions';
import { modelName } from './modelName';
import { failureSentence, type Subject } from './sentences';

/** What the words about a state name. */
export interface LocalCircumstance {
  /** The model that chats, or that is being loaded. */
  readonly model?: string | undefined;
  readonly version?: string | undefined;
  /** The model to pull where there is none. */
  readonly suggested: string;
  /** The machine that extensions run on and look at, where it is not the user's own. */
  readonly side?: string | undefined;
}

/** A server and where it is looked for. */
export interface LocalSubject extends Subject {
  /** An origin on another machine that is not used, though a variable names it. */
  readonly unusedHost?: string;
}

/** The states that are failures of an ask as well. */
const kinds = {
  stopped: 'local-stopped',
  loading: 'local-loading',
  busy: 'local-busy',
  'out-of-memory': 'local-memory',
} as const satisfies Partial<Record<LocalState, FailureKind>>;

/** What is to be read about the state of a local server: one sentence, and another one where text goes off this machine or could. */
export function localSentence(state: LocalState, provider: LocalSubject, known: LocalCircumstance): string {
  const sentence = stateSentence(state, provider, known);
  if (!isLoopbackOrigin(provider.origin)) return t('{0} What you ask it is sent to {1}.', sentence, provider.origin);
  const isMissed = state === 'not-installed' || state === 'stopped' || state === 'no-model';
  return isMissed && provider.unusedHost !== undefined
    ? t('{0} {1}', sentence, unusedHostSentence(provider.unusedHost))
    : sentence;
}

/** Why the server that `OLLAMA_HOST` names is left alone, and what changes that. */
export function unusedHostSentence(origin: string): string {
  return t(
    'OLLAMA_HOST names {0}, another machine: nothing is sent there unless understudy.privateHosts names it too.',
    origin,
  );
}

function stateSentence(state: LocalState, provider: Subject, known: LocalCircumstance): string {
  const { label } = provider;
  switch (state) {
    case 'not-installed':
      return known.side === undefined
        ? t('{0} is not installed on this machine.', label)
        : t('{0} is not installed on {1}, where extensions run.', label, known.side);
    case 'stopped':
      return known.side === undefined
        ? failureSentence(failed('local-stopped'), provider)
        : t('{0} is not running on {1}, where extensions run.', label, known.side);
    case 'too-old':
      return t(
        '{0} {1} is too old: it cuts long conversations without a word. Get {2} or later.',
        label,
        known.version ?? '',
        oldestOllama,
      );
    case 'no-model':
      return known.model === undefined
        ? t('{0} runs, but has no model to chat with yet.', label)
        : failureSentence(failed('local-missing'), provider, circumstance(known));
    case 'ready':
      return t('{0} is ready with {1}.', label, modelName(known.model ?? ''));
    default:
      return failureSentence(failed(kinds[state]), provider, circumstance(known));
  }
}

/** The one thing to do about a state. */
export function localAction(state: LocalState, provider: Subject, known: LocalCircumstance): Action {
  const { id, label } = provider;
  switch (state) {
    case 'not-installed':
      // Starting looks once more, and opens the official page where there is nothing to start.
      return { id: `start-local:${id}`, label: t('Install {0}', label) };
    case 'too-old':
      return { id: `update-local:${id}`, label: t('Update {0}', label) };
    case 'no-model':
      if (provider.type !== 'ollama') return { id: `try-now:${id}`, label: t('Try again') };
      return failureAction({ kind: 'local-missing' }, provider, { model: known.model ?? known.suggested });
    case 'ready':
      return { id: `choose-model:${id}`, label: t('Choose model') };
    default:
      return failureAction({ kind: kinds[state] }, provider, circumstance(known));
  }
}

function failed(kind: FailureKind): Failure {
  return { kind, scope: 'provider', evidence: { phase: 'connect' } };
}

function circumstance({ model }: LocalCircumstance): { readonly model?: string } {
  return model === undefined ? {} : { model };
}
