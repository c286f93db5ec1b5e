import type { ProviderEvent } from '../contract/events';
import type { CallContext } from './callContext';
import { toFailure } from './failure';

/** The answer to a request for a route that `fimRoute` did not name: a mistake of ours, never an outage. */
export async function* unsupportedRequest(context: CallContext): AsyncGenerator<ProviderEvent> {
  const evidence = { phase: 'connect', type: 'invalid_request_error', text: 'no such completion route' } as const;
  yield { t: 'failure', failure: toFailure(evidence, context.provider, context.clock.now()) };
}
