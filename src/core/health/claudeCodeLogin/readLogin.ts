import { property } from '../../providers/causes';
import { loginVariables, type LoginFiles, type LoginVariable } from './loginFiles';

/** How the program would prove who it is. `managed-key`: a key that a login by the Console has left with it. */
export type LoginKind =
  | 'subscription'
  | 'api-key'
  | 'managed-key'
  | 'token'
  | 'helper'
  | 'bedrock'
  | 'vertex'
  | 'foundry'
  | 'unknown';

/**
 * What the files say. `none`: nobody has logged in. `wiped`: a refused renewal has emptied the tokens. `lapsed`: past, and
 * nothing there to renew it. `hidden`: it may be in the keychain. `fine` only means that nothing speaks against it.
 */
export type LoginState = 'fine' | 'none' | 'wiped' | 'lapsed' | 'hidden';

/**
 * The program renews an access token with its next start when it holds for less than five minutes more (measured on 2.1.330:
 * with 290 s, not with 310). Half a minute is added for the start itself.
 */
const renewsAheadMs = 330_000;

/** The login as read, without a word of any token. Instants are epoch ms. */
export interface LoginReading {
  readonly kind: LoginKind;
  readonly state: LoginState;
  /** The access token was past or nearly so when this was read; `isRenewedBy` tells it of a later instant. */
  readonly toBeRenewed: boolean;
  readonly accessUntil?: number;
  readonly renewableUntil?: number;
  /** From here on a start renews the access token, and loses the login if that is refused; absent where nothing can renew it. */
  readonly renewedFrom?: number;
  /** Such as `max`, where the file names a plan. */
  readonly plan?: string;
}

/** Reads the login. Pure; the order is the program's own, measured on 2.1.329 and 2.1.330 (`claude-code.md` §B.2–B.3). */
export function readLogin(files: LoginFiles, now: number): LoginReading {
  const settings = parse(files.settings);
  const has = (name: LoginVariable): boolean => isSet(name, settings, files);
  if (has('CLAUDE_CODE_USE_BEDROCK')) return outside('bedrock');
  if (has('CLAUDE_CODE_USE_VERTEX')) return outside('vertex');
  if (has('CLAUDE_CODE_USE_FOUNDRY')) return outside('foundry');
  if (has('ANTHROPIC_AUTH_TOKEN')) return outside('token');
  if (has('ANTHROPIC_API_KEY')) return outside('api-key');
  if (isFilled(property(settings, 'apiKeyHelper'))) return outside('helper');
  if (has('CLAUDE_CODE_OAUTH_TOKEN')) return outside('token');
  const stored = files.credentials ?? files.keychainEntry;
  const login = property(parse(stored), 'claudeAiOauth');
  if (isLogin(login)) return ofSubscription(login, now);
  if (isFilled(property(parse(files.account), 'primaryApiKey'))) return outside('managed-key');
  const isHidden = files.keychain && files.credentials === undefined && files.keychainEntry === undefined;
  return { kind: 'unknown', state: isHidden ? 'hidden' : 'none', toBeRenewed: false };
}

function ofSubscription(login: object, now: number): LoginReading {
  const accessUntil = instantOf(login, 'expiresAt');
  const renewableUntil = instantOf(login, 'refreshTokenExpiresAt');
  const plan = property(login, 'subscriptionType');
  const isPast = accessUntil !== undefined && accessUntil <= now;
  const canRenew = isFilled(property(login, 'refreshToken')) && (renewableUntil === undefined || renewableUntil > now);
  const state = !isFilled(property(login, 'accessToken')) ? 'wiped' : isPast && !canRenew ? 'lapsed' : 'fine';
  const renewedFrom =
    state === 'fine' && canRenew && accessUntil !== undefined ? accessUntil - renewsAheadMs : undefined;
  return {
    kind: 'subscription',
    state,
    toBeRenewed: renewedFrom !== undefined && now >= renewedFrom,
    ...(renewedFrom === undefined ? {} : { renewedFrom }),
    ...(accessUntil === undefined ? {} : { accessUntil }),
    ...(renewableUntil === undefined ? {} : { renewableUntil }),
    ...(typeof plan === 'string' && /^[\w -]{1,30}$/.test(plan) ? { plan } : {}),
  };
}

/** Whether a start at `now` (epoch ms) would renew this login: time alone, such as a night of sleep, changes what was read. */
export function isRenewedBy({ renewedFrom }: LoginReading, now: number): boolean {
  return renewedFrom !== undefined && now >= renewedFrom;
}

/** Logins that leave nothing in these files to be seen: only real traffic tells whether they hold. */
function outside(kind: LoginKind): LoginReading {
  return { kind, state: 'fine', toBeRenewed: false };
}

/** A login that may be used to ask, or was one before it was wiped: without this scope the program takes it for none. */
function isLogin(login: unknown): login is object {
  const scopes = property(login, 'scopes');
  const isWiped = property(login, 'accessToken') === '' && property(login, 'expiresAt') === 0;
  return isWiped || (Array.isArray(scopes) && scopes.includes('user:inference'));
}

/** The program's settings beat the shell, also where they set a variable to nothing. */
function isSet(name: LoginVariable, settings: unknown, { variables }: LoginFiles): boolean {
  const given = property(property(settings, 'env'), name);
  return given === undefined ? variables.has(name) : isFilled(given) && given !== '0' && given !== 'false';
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value === 1 || value === true;
}

function instantOf(login: object, name: string): number | undefined {
  const value = property(login, name);
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Which of the variables hold something, for the adapter that reads the environment. */
export function filledVariables(env: (name: string) => string | undefined): ReadonlySet<LoginVariable> {
  return new Set(
    loginVariables.filter((name) => {
      const value = env(name);
      const isSwitch = name.startsWith('CLAUDE_CODE_USE_');
      return value !== undefined && value !== '' && !(isSwitch && (value === '0' || value === 'false'));
    }),
  );
}
