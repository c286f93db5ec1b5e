import type { FailureKind } from '../../contract/failure';

/** What a failure says of its target's availability: it could not answer; the network was the trouble; or nothing. */
export type Blame = 'target' | 'network' | 'nobody';

/**
 * Whom a failure counts against. An account that is locked out counts against its provider, since nobody was answered; a bad
 * request, a refusal, the user's own stop and a model that is still loading count against nobody.
 */
export function blameOf(kind: FailureKind): Blame {
  switch (kind) {
    case 'cancelled':
    case 'too-long':
    case 'bad-request':
    case 'refused':
    case 'local-loading':
    case 'local-busy':
      return 'nobody';
    case 'offline':
    case 'intercepted':
      return 'network';
    case 'unreachable':
    case 'wrong-address':
    case 'auth':
    case 'forbidden':
    case 'quota':
    case 'rate-limited':
    case 'overloaded':
    case 'server':
    case 'slow-start':
    case 'stalled':
    case 'cut-off':
    case 'empty':
    case 'model-missing':
    case 'local-stopped':
    case 'local-missing':
    case 'local-memory':
    case 'login-lost':
      return 'target';
  }
}
