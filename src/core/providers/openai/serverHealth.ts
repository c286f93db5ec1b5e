import type { CallContext } from '../callContext';
import { plainCall } from '../plainCall';
import type { Result } from '../provider';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';
import { besideV1 } from './serverRoot';

/** Asks a server's `/health`, which llama.cpp and vLLM have: it costs nothing and knows of the engine behind the lists. */
export function serverHealth(context: CallContext, signal: AbortSignal): Promise<Result<undefined>> {
  const { provider } = context;
  return plainCall(
    context,
    { readError: readOpenAiError },
    async (call) => {
      const client = await createOpenAi(provider, call);
      await client.get(besideV1(provider, '/health'), { signal: call.signal });
      return undefined;
    },
    signal,
  );
}
