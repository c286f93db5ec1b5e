import type { OpenAI } from 'openai';
import { fillTemperature } from '../../completions/budgets';
import type { ChatRequest, FimRequest } from '../../contract/ask';
import type { Target } from '../../contract/target';
import type { OpenAiDialect, ResolvedProvider } from '../provider';

type Message = OpenAI.ChatCompletionMessageParam & { readonly prefix?: true };

/** What is sent to Chat Completions: the fields every server knows, and those the row says it takes. */
export type ChatBody = Omit<OpenAI.ChatCompletionCreateParamsStreaming, 'messages'> & {
  messages: Message[];
  chat_template_kwargs?: { readonly enable_thinking: false };
  continue_final_message?: true;
  add_generation_prompt?: false;
};

const smallest: OpenAiDialect = { streamUsage: false, maxTokens: 'max_tokens' };

/** Renders a chat request in the smallest form this row understands (`providers.md` §2.3). */
export function toChatBody(request: ChatRequest, target: Target, provider: ResolvedProvider): ChatBody {
  const dialect = provider.dialect ?? smallest;
  const system: Message[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  const messages = request.messages.map(({ role, text }): Message => ({ role, content: text }));
  const body: ChatBody = { model: target.model, stream: true, messages: [...system, ...messages] };
  if (request.maxOutputTokens !== undefined) body[dialect.maxTokens] = request.maxOutputTokens;
  if (request.stop?.length && !dialect.refusesStop?.test(target.model)) body.stop = [...request.stop];
  if (dialect.streamUsage) body.stream_options = { include_usage: true };
  if (dialect.templateSwitch && request.use === 'completion') body.chat_template_kwargs = { enable_thinking: false };
  if (request.use === 'completion') Object.assign(body, samplingOf(provider));
  if (request.use === 'completion' && dialect.takesEffort?.test(target.model)) body.reasoning_effort = 'low';
  return isContinued(request) ? continued(body, provider) : body;
}

/** Whether the trailing message of the assistant is to be carried on. */
export function isContinued(request: ChatRequest): boolean {
  return request.continueLast === true && request.messages.at(-1)?.role === 'assistant';
}

/** Asks for the trailing message to be carried on, in the way this row declares (§7). */
function continued(body: ChatBody, provider: ResolvedProvider): ChatBody {
  switch (provider.continuation) {
    case 'prefix-flag': {
      const last = body.messages.at(-1);
      return last ? { ...body, messages: [...body.messages.slice(0, -1), { ...last, prefix: true }] } : body;
    }
    case 'continue-final-message':
      return { ...body, continue_final_message: true, add_generation_prompt: false };
    case 'trailing-assistant':
    case 'none':
      return body;
  }
}

/** What is sent to the old completions route: a raw prompt, or DeepSeek's prompt and suffix (§4). */
export function toTextBody(
  request: FimRequest,
  target: Target,
  provider: ResolvedProvider,
): OpenAI.CompletionCreateParamsStreaming {
  return {
    model: target.model,
    stream: true,
    max_tokens: request.maxOutputTokens,
    ...samplingOf(provider),
    ...(request.kind === 'raw' ? { prompt: request.prompt } : { prompt: request.prefix, suffix: request.suffix }),
    ...stopOf(request),
  };
}

/** What is sent to Mistral's `/fim/completions` (§4). */
export function toMistralFimBody(request: FimRequest & { kind: 'fim' }, target: Target): object {
  return {
    model: target.model,
    prompt: request.prefix,
    suffix: request.suffix,
    max_tokens: request.maxOutputTokens,
    stream: true,
    ...stopOf(request),
  };
}

/** What is sent to llama.cpp's `/infill` (§4): the line of the cursor apart from the lines above it. */
export function toInfillBody(request: FimRequest & { kind: 'fim' }, target: Target): object {
  const lineStart = request.prefix.lastIndexOf('\n') + 1;
  return {
    // A server of several models goes by it; one of a single model does not look.
    model: target.model,
    input_prefix: request.prefix.slice(0, lineStart),
    input_suffix: request.suffix,
    prompt: request.prefix.slice(lineStart),
    ...(request.extra?.length
      ? { input_extra: request.extra.map(({ path, text }) => ({ filename: path, text })) }
      : {}),
    n_predict: request.maxOutputTokens,
    temperature: fillTemperature,
    cache_prompt: true,
    stream: true,
    ...stopOf(request),
  };
}

/** Local servers take a temperature with whatever model; clouds are asked at their own (§2.3). */
function samplingOf(provider: ResolvedProvider): { temperature?: number } {
  return provider.local ? { temperature: fillTemperature } : {};
}

function stopOf(request: FimRequest): { stop?: string[] } {
  return request.stop.length > 0 ? { stop: [...request.stop] } : {};
}
