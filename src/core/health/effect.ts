import type { Failure, FailureKind } from '../contract/failure';
import type { ResolvedProvider } from '../providers/provider';

/** What a provider can be marked with; each has a way back of its own (`marks.ts`). */
export type MarkReason = 'auth' | 'forbidden' | 'quota' | 'login-lost' | 'intercepted' | 'wrong-address';

/** What stops a local model and is looked at again with every ask. */
export type LocalTrouble = 'local-stopped' | 'local-missing' | 'local-memory';

/** Which part of health learns from a failure (`failover.md` §1, columns *scope* and *breaker*). */
export type Effect =
  | { readonly on: 'nothing' }
  | { readonly on: 'breaker'; readonly forMs?: number }
  | { readonly on: 'provider'; readonly mark: MarkReason }
  | { readonly on: 'network'; readonly reason: 'offline' | 'intercepted' }
  | { readonly on: 'model' }
  | { readonly on: 'local'; readonly trouble: LocalTrouble };

/** Decides what a failure teaches, at this instant; a pure table. */
export function effectOf(failure: Failure, provider: ResolvedProvider, now: number): Effect {
  switch (failure.kind) {
    case 'cancelled':
    case 'too-long':
    case 'bad-request':
    case 'refused':
    case 'local-loading':
    case 'local-busy':
      return { on: 'nothing' };
    case 'offline':
      return { on: 'network', reason: 'offline' };
    case 'intercepted':
      return failure.scope === 'network'
        ? { on: 'network', reason: 'intercepted' }
        : { on: 'provider', mark: 'intercepted' };
    case 'wrong-address':
      // A built-in address is right by itself, so that somebody else's mistake passes with time.
      return provider.baseUrlGiven ? { on: 'provider', mark: 'wrong-address' } : { on: 'breaker' };
    case 'auth':
    case 'forbidden':
    case 'quota':
    case 'login-lost':
      return { on: 'provider', mark: failure.kind };
    case 'rate-limited':
      return { on: 'breaker', ...rest(failure, now) };
    case 'unreachable':
    case 'overloaded':
    case 'server':
    case 'slow-start':
    case 'stalled':
    case 'cut-off':
    case 'empty':
      return { on: 'breaker' };
    case 'model-missing':
      return { on: 'model' };
    case 'local-stopped':
    case 'local-missing':
    case 'local-memory':
      return { on: 'local', trouble: failure.kind };
  }
}

/** What may have passed unseen, so that its target is asked when nobody else is left (`failover.md` §2, *Last resort*). */
const lastResorts: ReadonlySet<FailureKind | 'paused'> = new Set([
  'overloaded',
  'server',
  'slow-start',
  'stalled',
  'unreachable',
] satisfies FailureKind[]);

/** Whether a failure may be the last thing known of a target that is asked because nobody else is left. */
export function isLastResort(reason: FailureKind | 'paused'): boolean {
  return lastResorts.has(reason);
}

function rest(failure: Failure, now: number): { readonly forMs?: number } {
  if (failure.retryAfterMs !== undefined) return { forMs: failure.retryAfterMs };
  return failure.until === undefined ? {} : { forMs: failure.until - now };
}
