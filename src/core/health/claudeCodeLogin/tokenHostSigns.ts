import type { LoginReading } from './readLogin';

/** What is seen of the host that renews logins; mostly nothing. `unseen`: there is no sign of it at all. */
export type TokenHostSign =
  | { readonly t: 'unseen' }
  /** A login was renewed or made at about this instant (epoch ms). */
  | { readonly t: 'renewed'; readonly at: number }
  /** It answered, and refused to renew a login, which was wiped for that: whether rightly is not to be seen. */
  | { readonly t: 'refused'; readonly at: number }
  /** The program could not renew a login through it: seen by an ask, or by a login that stays past while it is used. */
  | { readonly t: 'not-renewing'; readonly by: 'ask' | 'file'; readonly at: number };

/** What else a look at the files has shown. */
export interface Surroundings {
  readonly at: number;
  readonly running: boolean;
  readonly usedAt: number | undefined;
  /** So long a program in use may leave a login past. */
  readonly graceMs: number;
}

/**
 * The lamp of the token host: it cannot be looked at without renewing somebody's login, so that it is read from what it does
 * to the file and from what the program says of it.
 */
export class TokenHostSigns {
  private sign: TokenHostSign = { t: 'unseen' };

  get current(): TokenHostSign {
    return this.sign;
  }

  /** A look at the files, compared with the one before. */
  noteReading(
    login: LoginReading,
    before: LoginReading | undefined,
    { at, running, usedAt, graceMs }: Surroundings,
  ): void {
    if (login.kind !== 'subscription') return;
    const until = login.accessUntil ?? 0;
    // A login that nobody could see before is no news of it.
    const wasSeen = before !== undefined && before.state !== 'hidden';
    if (wasSeen && login.state === 'fine' && !login.toBeRenewed && until > (before.accessUntil ?? 0)) {
      this.sign = { t: 'renewed', at };
      return;
    }
    if (before?.state === 'fine' && login.state === 'wiped') {
      this.sign = { t: 'refused', at };
      return;
    }
    // A session that nobody types into renews nothing: only one that was used after the token had lapsed tells.
    const isUsed = running && usedAt !== undefined && usedAt > until;
    if (login.toBeRenewed && isUsed && at - until >= graceMs) {
      if (this.sign.t !== 'not-renewing') this.sign = { t: 'not-renewing', by: 'file', at };
    } else if (this.sign.t === 'not-renewing' && this.sign.by === 'file' && !login.toBeRenewed)
      this.sign = { t: 'unseen' };
  }

  /** An ask through the program ended because a login that was past could not be renewed. */
  noteAskFailed(at: number): void {
    this.sign = { t: 'not-renewing', by: 'ask', at };
  }

  /** An ask with a login that was past was answered: it was renewed. */
  noteAskAnswered(at: number): void {
    if (this.sign.t === 'not-renewing') this.sign = { t: 'renewed', at };
  }
}
