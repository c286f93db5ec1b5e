import type { Stream } from 'openai/streaming';
import type { OpenAI } from 'openai';
import type { FimRequest } from '../../contract/ask';
import type { Target } from '../../contract/target';
import type { ResolvedProvider } from '../provider';
import type { CallClient, StreamCall } from '../streamCall';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';
import { infillUrl } from './infillAbility';
import { toInfillBody, toMistralFimBody, toTextBody } from './request';
import { createChatDecoder, createInfillDecoder, createTextDecoder } from './stream';

/** A call that fills a hole by the server's own route; undefined if the row has no route for such a request. */
export function fillHole(
  provider: ResolvedProvider,
  request: FimRequest,
  target: Target,
): StreamCall<OpenAI.Completion> | StreamCall<OpenAI.ChatCompletionChunk> | StreamCall<unknown> | undefined {
  const common = { use: target.use, readError: readOpenAiError };
  const raw = async (call: CallClient, baseUrl: string): Promise<Stream<OpenAI.Completion>> => {
    const client = await createOpenAi({ ...provider, baseUrl }, call);
    return client.completions.create(toTextBody(request, target, provider), { signal: call.signal });
  };
  if (request.kind === 'raw') {
    return { ...common, decoder: createTextDecoder(), open: (call) => raw(call, provider.baseUrl) };
  }
  switch (provider.fim) {
    case 'deepseek-beta':
      return {
        ...common,
        decoder: createTextDecoder(),
        open: (call) => raw(call, `${provider.baseUrl.replace(/\/v1$/, '')}/beta`),
      };
    case 'mistral-fim':
      return {
        ...common,
        decoder: createChatDecoder(),
        open: (call) =>
          post<OpenAI.ChatCompletionChunk>(provider, call, '/fim/completions', toMistralFimBody(request, target)),
      };
    case 'infill':
      return {
        ...common,
        decoder: createInfillDecoder(),
        open: (call) => post(provider, call, infillUrl(provider.baseUrl), toInfillBody(request, target)),
      };
    case 'suffix':
    case 'raw':
    case 'none':
      return undefined;
  }
}

/** A route the SDK has no method for; its stream reader, errors and limits are the same. */
async function post<Chunk>(
  provider: ResolvedProvider,
  call: CallClient,
  path: string,
  body: object,
): Promise<Stream<Chunk>> {
  const client = await createOpenAi(provider, call);
  return client.post<Stream<Chunk>>(path, { body, stream: true, signal: call.signal });
}
