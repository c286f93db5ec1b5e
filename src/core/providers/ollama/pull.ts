import { numberProperty, stringProperty } from '../causes';
import type { CallContext } from '../callContext';
import { isLoopbackOrigin } from '../origins';
import { plainCall } from '../plainCall';
import type { PullProgress, Result } from '../provider';
import { StreamLimit } from '../streamLimit';
import { createOllama, endingQuietly } from './client';
import { readOllamaError } from './evidence';
import { guardLines } from './lineGuard';

/**
 * Has Ollama fetch a model, telling of each line of its progress. Done only with the line `success`; errors come as a line of
 * an answer that began well (`providers.md` §3.4). Ollama keeps what it has when the call is aborted, and goes on from there.
 */
export function pullModel(
  context: CallContext,
  model: string,
  note: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const { pullSilenceMs } = context.durations;
  return plainCall(
    context,
    { readError: readOllamaError, firstByteMs: pullSilenceMs, idleMs: pullSilenceMs },
    async (call) => {
      const client = await createOllama(context.provider, call, guardLines(call));
      const lines = await client.pull({ model, stream: true, insecure: isOnThisMachine(model) });
      let isDone = false;
      for await (const line of endingQuietly(lines)) {
        isDone = line.status === 'success';
        note(toProgress(line));
      }
      if (!isDone) throw new StreamLimit('broken-frame', 'no success');
      return undefined;
    },
    signal,
  );
}

/** A registry on this machine has no certificate, and what it sends never leaves the machine. */
function isOnThisMachine(model: string): boolean {
  const origin = /^http:\/\/[^/]+/.exec(model)?.[0];
  return origin !== undefined && isLoopbackOrigin(origin);
}

function toProgress(line: unknown): PullProgress {
  const digest = stringProperty(line, 'digest');
  const status = stringProperty(line, 'status') ?? '';
  if (digest === undefined) return { status };
  // A count of zero is left out on the wire.
  return {
    status,
    digest,
    total: numberProperty(line, 'total') ?? 0,
    completed: numberProperty(line, 'completed') ?? 0,
  };
}
