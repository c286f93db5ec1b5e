import { numberProperty, property, stringProperty } from '../causes';
import type { CallContext } from '../callContext';
import { expectList, plainCall } from '../plainCall';
import type { ModelInfo, Result } from '../provider';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';

/** The models a server lists, with the context length where it says one. */
export function listModels(context: CallContext, signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
  return plainCall(
    context,
    { readError: readOpenAiError },
    async (call) => {
      const client = await createOpenAi(context.provider, call);
      const answer: unknown = await client.get('/models', { signal: call.signal });
      return expectList(property(answer, 'data')).flatMap(toModelInfo);
    },
    signal,
  );
}

function toModelInfo(model: unknown): readonly ModelInfo[] {
  const id = stringProperty(model, 'id');
  if (id === undefined) return [];
  const label = stringProperty(model, 'name') ?? stringProperty(model, 'display_name');
  // Google lists them with their collection and takes them without.
  // Only llama.cpp’s server says how many parameters a model has.
  const parameters = numberProperty(property(model, 'meta'), 'n_params');
  const billions = parameters === undefined ? {} : { billions: parameters / 1e9 };
  return [{ id: id.replace(/^models\//, ''), label, contextWindow: contextWindowOf(model), ...billions }];
}

/** Each server has its own name for it (`providers.md` §4). */
function contextWindowOf(model: unknown): number | undefined {
  const names = ['context_length', 'context_window', 'max_model_len', 'max_context_length'];
  const values = names.map((name) => numberProperty(model, name));
  return values.find((value) => value !== undefined) ?? numberProperty(property(model, 'meta'), 'n_ctx_train');
}
