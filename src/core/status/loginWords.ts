import { t } from '../base/t';
import { clockTime } from '../base/timeWords';
import type { FailureKind } from '../contract/failure';
import type { Lamp, LoginStatus } from '../contract/status';
import type { LoginKind, LoginReading } from '../health/claudeCodeLogin/readLogin';
import type { TokenHostSign } from '../health/claudeCodeLogin/tokenHostSigns';
import { reasonWords } from './words';

/** What is known of the API that answers. */
export type MessagesSign =
  | { readonly t: 'answering' | 'not-asked' | 'offline' }
  | { readonly t: 'trouble'; readonly reason: FailureKind };

/** What each lamp is called. */
export function lampLabel(of: Lamp['of']): string {
  switch (of) {
    case 'messages':
      return t('Messages API');
    case 'tokens':
      return t('Login service');
    case 'login':
      return t('Your Claude Code login');
  }
}

/** The lamp of the API that answers. */
export function messagesWords(sign: MessagesSign): string {
  switch (sign.t) {
    case 'answering':
      return t('answering');
    case 'not-asked':
      return t('unknown: not asked yet');
    case 'offline':
      return t('unknown: this machine has no network');
    case 'trouble':
      return reasonWords(sign.reason);
  }
}

/** The lamp of the host that makes and renews logins, of which mostly nothing is seen. */
export function tokenHostWords(
  sign: TokenHostSign | { readonly t: 'offline' } | { readonly t: 'page'; readonly title: string },
): string {
  switch (sign.t) {
    case 'offline':
      return t('unknown: this machine has no network');
    case 'unseen':
      return t('unknown: it cannot be checked without touching your login');
    case 'renewed':
      return t('renewed a login at {0}', clockTime(sign.at));
    case 'refused':
      return t('unknown: it refused to renew the login at {0}', clockTime(sign.at));
    case 'not-renewing':
      return sign.by === 'ask'
        ? t('did not renew the login at {0}', clockTime(sign.at))
        : t('has not renewed the login although Claude Code is in use');
    case 'page':
      return t('its status page says: {0}', sign.title);
  }
}

/**
 * The lamp of the user's own login. `refused`: the service has refused what the file calls good. `rememberedFrom`: when the
 * keychain was opened for it (epoch ms); it may have changed since.
 */
export function loginWords(
  login: LoginReading,
  {
    refused = false,
    rememberedFrom,
  }: { readonly refused?: boolean; readonly rememberedFrom?: number | undefined } = {},
): string {
  if (refused) return t('no longer accepted; log in again');
  const words = readingWords(login, rememberedFrom !== undefined);
  return rememberedFrom === undefined ? words : t('{0}, as the keychain said at {1}', words, clockTime(rememberedFrom));
}

function readingWords(login: LoginReading, isRemembered: boolean): string {
  switch (login.state) {
    case 'none':
      return t('not logged in');
    case 'wiped':
      return t('expired: it was refused and is empty now; log in again');
    case 'lapsed':
      return t('expired: it can no longer be renewed; log in again');
    case 'hidden':
      return t('unknown: it may be in the keychain, which is not opened unasked');
    case 'fine':
      // Whether the program has renewed it meanwhile is not seen.
      return login.toBeRenewed && !isRemembered
        ? t('{0}; to be renewed with its next use', kindWords(login.kind, login.plan))
        : kindWords(login.kind, login.plan);
  }
}

/** The kind of login that counts. */
export function kindWords(kind: LoginKind, plan?: string): string {
  switch (kind) {
    case 'subscription':
      return plan === undefined ? t('subscription') : t('subscription ({0})', plan);
    case 'api-key':
      return t('API key of the environment');
    case 'managed-key':
      return t('API key of the Console');
    case 'token':
      return t('token of the environment');
    case 'helper':
      return t('key from a helper program');
    case 'bedrock':
      return t('Amazon Bedrock');
    case 'vertex':
      return t('Google Vertex');
    case 'foundry':
      return t('Microsoft Foundry');
    case 'unknown':
      return t('unknown');
  }
}

/** The one sentence of the notice when a login is lost, with what else is known to be well or ill. */
export function lostLoginSentence({ lamps }: Pick<LoginStatus, 'lamps'>): string {
  const is = (of: Lamp['of'], state: Lamp['state']): boolean =>
    lamps.some((lamp) => lamp.of === of && lamp.state === state);
  if (is('tokens', 'trouble'))
    return t('Your Claude Code login has expired, and the login service is in trouble: logging in may not work now.');
  return is('messages', 'ok')
    ? t('Your Claude Code login has expired. Claude’s API itself is fine.')
    : t('Your Claude Code login has expired.');
}
