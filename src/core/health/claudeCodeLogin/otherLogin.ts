import type { Mark } from '../marks';
import type { ClaudeCodeKnown } from './loginWatch';

/** So long after a refusal the program may still write what it has renewed because of it, in milliseconds. */
const ownRenewalMs = 35_000;

/**
 * Whether a good login that has just been read is another one than that of a mark on the account. A refused ask renews its token
 * by itself, and what it writes then was refused too: taken for a fresh login, every ask of a storm would renew it again. The
 * program's own renewal, when a token's time is over, changes nothing of a limit of the plan either. Pure.
 */
export function isOtherLogin(
  { reason, since }: Pick<Mark, 'reason' | 'since'>,
  known: ClaudeCodeKnown,
  before: ClaudeCodeKnown | undefined,
): boolean {
  if (known.login.kind !== before?.login.kind) return true;
  const { writtenAt = known.at } = known;
  if (writtenAt === before.writtenAt) return false;
  switch (reason) {
    case 'auth':
    case 'forbidden':
      return writtenAt > since + ownRenewalMs;
    case 'quota':
      return !before.login.toBeRenewed;
    default:
      return reason === 'login-lost';
  }
}
