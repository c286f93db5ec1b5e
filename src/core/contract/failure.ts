/** Every way an attempt can end badly, by cause. The table is `failover.md` §1; `providers/failure.ts` is its one reader. */
export type FailureKind =
  | 'cancelled'
  | 'offline'
  | 'unreachable'
  | 'intercepted'
  | 'wrong-address'
  | 'auth'
  | 'forbidden'
  | 'quota'
  | 'rate-limited'
  | 'overloaded'
  | 'server'
  | 'slow-start'
  | 'stalled'
  | 'cut-off'
  | 'empty'
  | 'model-missing'
  | 'too-long'
  | 'bad-request'
  | 'refused'
  | 'local-stopped'
  | 'local-missing'
  | 'local-memory'
  | 'local-loading'
  | 'local-busy'
  | 'login-lost';

/** How far a failure reaches: which breaker or gate may learn from it. */
export type FailureScope = 'ask' | 'model' | 'credential' | 'provider' | 'network';

/** The phases of an attempt in the order in which it passes through them. */
export const phases = ['connect', 'headers', 'firstEvent', 'midAnswer', 'tool'] as const;

/** How far the answer had come. `tool` means a tool call was half-written. */
export type FailurePhase = (typeof phases)[number];

/** The plain facts of a failed attempt, without any SDK class, so that they can be logged, stored and compared. */
export interface Evidence {
  readonly phase: FailurePhase;
  readonly status?: number;
  /** The wire's own error type, such as `overloaded_error`. */
  readonly type?: string;
  /** The wire's own error code, such as `insufficient_quota` or `enforced_spend_limit_reached`. */
  readonly code?: string;
  /** Lower-case names; only those that help to decide (request ids, retry hints, edge marks, rate limits). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Node's or the TLS layer's code, such as `ECONNREFUSED`, found anywhere in the chain of causes. */
  readonly errno?: string;
  /** The provider's own sentence, cut to 500 characters. Shown as plain text at most, never trusted. */
  readonly text?: string;
  /** What our own watch saw: a limit that ran out, an end without the wire's proof, a body that is not the wire. */
  readonly observed?:
    | 'no-headers'
    | 'no-first-event'
    | 'idle'
    | 'no-progress'
    | 'no-proof'
    | 'no-content'
    | 'not-the-wire'
    | 'redirected'
    | 'broken-frame';
}

/** Why an attempt ended badly. A value, never thrown. */
export interface Failure {
  readonly kind: FailureKind;
  readonly scope: FailureScope;
  /** How long the provider asked us to stay away, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The instant (epoch ms) at which the provider says the limit resets. */
  readonly until?: number;
  readonly requestId?: string;
  /** The outage was rehearsed: it is told as such, and forgotten with the rehearsal. */
  readonly rehearsed?: true;
  readonly evidence: Evidence;
  readonly cause?: unknown;
}

/** The failures that count against a breaker (`failover.md` §1, column *breaker*). */
export function isCounted(kind: FailureKind): boolean {
  switch (kind) {
    case 'unreachable':
    case 'overloaded':
    case 'server':
    case 'slow-start':
    case 'stalled':
    case 'cut-off':
    case 'empty':
      return true;
    default:
      return false;
  }
}
