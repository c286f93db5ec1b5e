import { t } from '../base/t';
import type { Failure } from '../contract/failure';
import type { ProviderId } from '../contract/target';
import { isOfCloud } from '../providers/ollama/cloudModels';
import type { Circumstance, Subject } from './sentences';

const verbs = [
  'ask-again',
  'try-now',
  'set-key',
  'open-account',
  'open-proxy-settings',
  'open-provider-settings',
  'choose-provider',
  'use-route',
  'choose-model',
  'new-chat',
  'open-log',
  'start-local',
  'update-local',
  'pull-model',
  'complete-with',
  'log-in',
  'use-claude-code',
  'look-login',
  'add-provider',
  'allow-completions',
  'open-settings',
  'rehearse',
  'check-readiness',
] as const;

/** What a button beside a failure does; the editor maps each to a command. */
export type ActionVerb = (typeof verbs)[number];

/** A button: `id` is `verb:provider` or `verb:provider/model`, which travels through the page and back and is read by `parseActionId`. */
export interface Action {
  readonly id: string;
  readonly label: string;
}

/** The one thing to do about a failure. Every kind has one; ids of other origin than this are not known here. */
export function failureAction(
  failure: Pick<Failure, 'kind'> & Partial<Pick<Failure, 'evidence'>>,
  provider: Subject,
  known: Circumstance = {},
): Action {
  const action = (verb: ActionVerb, label: string): Action => ({ id: `${verb}:${provider.id}`, label });
  const { model } = known;
  switch (failure.kind) {
    case 'cancelled':
    case 'refused':
      return action('ask-again', t('Ask again'));
    case 'offline':
    case 'unreachable':
    case 'overloaded':
    case 'server':
    case 'slow-start':
    case 'stalled':
    case 'cut-off':
    case 'empty':
    case 'rate-limited':
    case 'local-loading':
    case 'local-busy':
      return action('try-now', t('Try again'));
    case 'intercepted':
      return action('open-proxy-settings', t('Proxy settings'));
    case 'wrong-address':
      return action('open-provider-settings', t('Check the address'));
    case 'auth':
      if (provider.type === 'claude-code') return action('log-in', t('Log in again'));
      return action('set-key', known.keyRefusedByCheck === true ? t('Enter a new key') : t('Check the key'));
    case 'forbidden':
    case 'quota':
      return provider.keyPage === undefined
        ? action('choose-provider', t('Choose provider'))
        : action('open-account', t('Open the account page'));
    case 'model-missing':
      return action('choose-model', t('Choose model'));
    case 'local-memory':
      return action('choose-model', t('Choose smaller'));
    case 'too-long':
      return action('new-chat', t('New chat'));
    case 'bad-request':
      return action('open-log', t('Open log'));
    case 'local-stopped':
      // Another server is started by hand; then the next try finds it.
      return provider.type === 'ollama'
        ? action('start-local', t('Start {0}', provider.label))
        : action('try-now', t('Try again'));
    case 'local-missing':
      // One that runs at ollama.com cannot be fetched.
      if (provider.type !== 'ollama' || isOfCloud(failure.evidence ?? {}, model ?? ''))
        return action('choose-model', t('Choose model'));
      return model === undefined
        ? action('pull-model', t('Pull a model'))
        : { id: `pull-model:${provider.id}/${model}`, label: t('Pull {0}', model) };
    case 'login-lost':
      return action('log-in', t('Log in again'));
  }
}

/** Takes the pin away, so that the next on the route may answer. */
export function useRouteAction(): Action {
  return { id: 'use-route:', label: t('Use the route') };
}

/** What a button means: what to do, with whom, and with which model where the button names one. */
export interface ParsedAction {
  readonly verb: ActionVerb;
  readonly provider: ProviderId;
  readonly model?: string;
}

/**
 * Reads an action id that came back from the page; `undefined` for anything not made here. As on a route, the first slash
 * ends the provider; a model's name may hold more of them.
 */
export function parseActionId(id: string): ParsedAction | undefined {
  const colon = id.indexOf(':');
  const verb = verbs.find((known) => known === id.slice(0, colon));
  if (verb === undefined) return undefined;
  const about = id.slice(colon + 1);
  const slash = about.indexOf('/');
  return slash < 0
    ? { verb, provider: about }
    : { verb, provider: about.slice(0, slash), model: about.slice(slash + 1) };
}
