import { isRenewedBy, type LoginReading } from './readLogin';

/** What decides whether a start of the program could cost its login. */
export interface StartRisk {
  readonly login: LoginReading;
  /** When the start would be (epoch ms). */
  readonly at: number;
  /** The messages API has refused this login, and has not answered it since. */
  readonly isRefused: boolean;
  /** The host that renews logins is seen to be in trouble. */
  readonly isTokenHostIll: boolean;
  /** Claude by key is refused as well, and the key may be good: on 28 April 2026 good keys and good logins were. */
  readonly mayBeStorm: boolean;
}

/**
 * Whether a start could end in a wiped login: it renews a token that is past, and any token that is refused by a 401, and what
 * comes of a refused renewal are empty tokens (measured on 2.1.330). Only a stored login can be lost in this way; one in a
 * keychain nobody has looked into may be past. Pure.
 */
export function isStartRisky({ login, at, isRefused, isTokenHostIll, mayBeStorm }: StartRisk): boolean {
  if (login.state === 'hidden') return true;
  return login.kind === 'subscription' && (isRenewedBy(login, at) || isRefused || isTokenHostIll || mayBeStorm);
}
