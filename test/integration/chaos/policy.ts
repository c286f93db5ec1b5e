import type { FailureKind } from '../../../src/core/contract/failure';
import type { Cell } from './cases';

/** What `failover.md` §1 wants after a failure, once more in a table that reads as the one there. */
interface Row {
  /** *Again here?* `always` holds for completions too. */
  readonly again?: 'before text';
  /** *Go on?* `larger`: only to who reads more. */
  readonly goesOn: 'yes' | 'no' | 'larger';
  /** *Breaker*: what learns of it. */
  readonly learns: 'target' | 'provider' | 'model' | 'nothing';
}

const counted: Row = { goesOn: 'yes', learns: 'target' };
const retried: Row = { ...counted, again: 'before text' };
const marked: Row = { goesOn: 'yes', learns: 'provider' };
const askOnly: Row = { goesOn: 'no', learns: 'nothing' };

/** The table. */
export const policy: Readonly<Record<Exclude<FailureKind, 'cancelled' | 'offline' | 'login-lost'>, Row>> = {
  unreachable: retried,
  overloaded: retried,
  server: retried,
  empty: retried,
  'slow-start': counted,
  stalled: counted,
  'cut-off': counted,
  'rate-limited': counted,
  intercepted: marked,
  'wrong-address': marked,
  auth: marked,
  forbidden: marked,
  quota: marked,
  'model-missing': { goesOn: 'yes', learns: 'model' },
  'too-long': { again: 'before text', goesOn: 'larger', learns: 'nothing' },
  'bad-request': askOnly,
  refused: askOnly,
  'local-stopped': { goesOn: 'yes', learns: 'provider' },
  'local-missing': { goesOn: 'yes', learns: 'model' },
  'local-memory': { goesOn: 'yes', learns: 'model' },
  'local-busy': { again: 'before text', goesOn: 'yes', learns: 'nothing' },
  'local-loading': { goesOn: 'yes', learns: 'nothing' },
};

/** How an ask must end in a cell: answered by the stand-in, answered by the first choice after all, or with this kind. */
export interface Ending {
  readonly by: 'stand-in' | 'first' | 'nobody';
  readonly mode?: 'before' | 'continue' | 'restart';
  /** Requests that the first choice sees. */
  readonly requests: number;
  readonly learns: Row['learns'];
}

/** What must become of an ask in this cell. */
export function endingOf(cell: Cell): Ending {
  const { fault, phase, first, use, kind } = cell;
  if (fault.act.do === 'delay' && use === 'chat') return { by: 'first', requests: 1, learns: 'nothing' };
  // A completion that needs nothing is a good one.
  if (fault.act.do === 'sayNothing' && use === 'completion') return { by: 'first', requests: 1, learns: 'nothing' };
  if (!(kind in policy)) throw new Error(`no server can make an attempt fail as ${kind}`);
  const row = policy[kind as keyof typeof policy];
  const hasText = phase === 'midAnswer' || phase === 'tool';
  const again = row.again !== undefined && !hasText && use === 'chat';
  // A refused connection, or one that is never made, is no request that a server could count.
  const requests = phase === 'connect' ? 0 : again ? 2 : 1;
  const goesOn = row.goesOn === 'yes' || (row.goesOn === 'larger' && first === 'ollama');
  if (!goesOn) return { by: 'nobody', requests, learns: row.learns };
  const mode = !hasText ? 'before' : phase === 'midAnswer' && use === 'chat' ? 'continue' : 'restart';
  return { by: 'stand-in', mode, requests, learns: row.learns };
}
