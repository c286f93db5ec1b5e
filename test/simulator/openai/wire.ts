import { openaiErrorReply, openaiHeaders } from '../../../src/core/outages/bytes/openai';
import { isHoleFiller, stringOf, textOf } from '../promptText';
import type { Service } from '../services';
import { json, type Asked, type Prompt, type PromptMessage, type Wire, type WireRequest, type World } from '../wire';
import { chunkReply, chunkSpeech, type ChunkStyle } from './frames';
import { readLlamaCpp } from './llamacpp';
import { readLmStudio, unexpectedRoute } from './lmstudio';
import { keyProblem, refusalOf } from './rules';

/** Chat Completions and what lives beside it (`providers.md` §2, §4). */
export const openaiWire: Wire = {
  read(request, service, world) {
    const path = pathInside(request.path, service);
    if (path === undefined) return readOwn(request, service, world);
    if (service.id === 'lmstudio') world.studio.loadWithRequest(request.body?.['model']);
    const route = `${request.method} ${path}`;
    switch (route) {
      case 'POST /chat/completions':
        return readChat(request, service);
      case 'POST /completions':
        return readText(request, service);
      case 'POST /fim/completions':
        return service.id === 'mistral' ? readMistralFim(request, service) : undefined;
      case 'GET /models':
        return readModels(request, service);
      case 'GET /key':
        return service.id === 'openrouter' ? readOpenRouterKey(request, service) : undefined;
      default:
        return readOwn(request, service, world);
    }
  },
  errorReply(error, service) {
    return { kind: 'reply', ...openaiErrorReply(error, service.id) };
  },
  notFound(service, path) {
    if (service.id === 'lmstudio') return unexpectedRoute(service, path);
    if (service.id === 'openai' || service.id === 'groq') {
      const message = `Invalid URL (${path})`;
      return this.errorReply({ status: 404, type: 'invalid_request_error', message }, service);
    }
    return { ...json(404, { detail: 'Not Found' }, openaiHeaders(service.id)) };
  },
};

/** What a server has beside Chat Completions. */
function readOwn(request: WireRequest, service: Service, world: World): Asked | undefined {
  if (service.id === 'llamacpp') return readLlamaCpp(request, service, world);
  // Empty, and open to all: the key guards `/v1` alone.
  if (service.id === 'vllm' && `${request.method} ${request.path}` === 'GET /health')
    return { use: 'free', respond: () => ({ ...json(200, null, service.edge), body: '' }) };
  return service.id === 'lmstudio' ? readLmStudio(request, service, world.studio) : undefined;
}

/** The path after the service's base; DeepSeek answers under three of them. */
function pathInside(path: string, service: Service): string | undefined {
  const bases = service.id === 'deepseek' ? ['/beta', '/v1', ''] : [service.basePath];
  const base = bases.find((one) => path.startsWith(`${one}/`));
  return base === undefined ? undefined : path.slice(base.length);
}

function readChat(request: WireRequest, service: Service): Asked {
  const body = request.body ?? {};
  const raw = Array.isArray(body['messages']) ? body['messages'] : [];
  const all = raw.map(readMessage);
  const messages = all.filter((message) => message.role !== 'system');
  const prompt: Prompt = {
    ...readCommon(body),
    use: isHoleFiller(messages) ? 'completion' : 'chat',
    system: all
      .filter((message) => message.role === 'system')
      .map((message) => message.text)
      .join('\n'),
    messages,
    continuesLast: messages.at(-1)?.role === 'assistant' && continuesNatively(service, body, raw.at(-1)),
  };
  // Measured with llama.cpp's server 11434: the first words of the stream are the message it was given.
  const isEchoed = (service.id === 'mistral' || service.id === 'llamacpp') && prompt.continuesLast;
  return asked(prompt, request, service, 'chat', isEchoed ? (messages.at(-1)?.text ?? '') : '');
}

/** `providers.md` §7: by default, by a flag on the message, or by a field of the request. */
function continuesNatively(service: Service, body: Record<string, unknown>, last: unknown): boolean {
  if (service.id === 'llamacpp') return true;
  if (service.id === 'vllm') return body['continue_final_message'] === true && body['add_generation_prompt'] === false;
  return (service.id === 'mistral' || service.id === 'deepseek') && (last as { prefix?: boolean }).prefix === true;
}

function readText(request: WireRequest, service: Service): Asked {
  const body = request.body ?? {};
  const suffix = typeof body['suffix'] === 'string' ? body['suffix'] : '';
  const prompt: Prompt = { ...readCommon(body), ...holePrompt(stringOf(body['prompt']), suffix) };
  const read = asked(prompt, request, service, 'text', '');
  if (service.id !== 'vllm' || body['suffix'] === undefined) return read;
  return {
    ...read,
    refusal: { status: 400, type: 'BadRequestError', code: '400', message: 'suffix is not currently supported' },
  };
}

function readMistralFim(request: WireRequest, service: Service): Asked {
  const body = request.body ?? {};
  const suffix = typeof body['suffix'] === 'string' ? body['suffix'] : '';
  const prompt: Prompt = { ...readCommon(body), ...holePrompt(stringOf(body['prompt']), suffix) };
  return asked(prompt, request, service, 'chat', '');
}

function holePrompt(
  prefix: string,
  suffix: string,
): Pick<Prompt, 'use' | 'system' | 'messages' | 'hole' | 'continuesLast'> {
  return { use: 'completion', system: '', messages: [], hole: { prefix, suffix }, continuesLast: false };
}

function readCommon(
  body: Record<string, unknown>,
): Pick<Prompt, 'model' | 'stop' | 'maxTokens' | 'stream' | 'thinking'> {
  const stop = body['stop'];
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: stringOf(body['model']),
    stop: typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop.map(String) : [],
    ...(typeof maxTokens === 'number' ? { maxTokens } : {}),
    stream: body['stream'] === true,
    thinking: 'none',
  };
}

function asked(prompt: Prompt, request: WireRequest, service: Service, kind: ChunkStyle['kind'], echo: string): Asked {
  const refusal = refusalOf(request, service);
  const options = request.body?.['stream_options'] as { include_usage?: boolean } | undefined;
  const style: ChunkStyle = {
    kind,
    usage: options?.include_usage === true || service.id === 'mistral',
    echo,
  };
  return {
    use: prompt.use,
    model: prompt.model,
    prompt,
    ...(refusal ? { refusal } : {}),
    respond: (compose) => {
      const answer = compose(prompt);
      return prompt.stream
        ? chunkSpeech(prompt.model, answer, service, style)
        : chunkReply(prompt.model, answer, service, style);
    },
  };
}

function readModels(request: WireRequest, service: Service): Asked {
  // OpenRouter's list is public: it proves no key (`failover.md` §1).
  const refusal = service.id === 'openrouter' ? undefined : keyProblem(request, service);
  const entry = (id: string): object => ({
    id: service.id === 'gemini' ? `models/${id}` : id,
    object: 'model',
    created: 1_795_000_000,
    owned_by: service.id,
    ...(service.id === 'llamacpp' ? { meta: { n_ctx_train: 32_768, n_params: 268_098_176 } } : {}),
    ...(service.id === 'vllm' ? { max_model_len: 32_768 } : {}),
  });
  return {
    use: 'free',
    ...(refusal ? { refusal } : {}),
    respond: () => json(200, { object: 'list', data: service.models.map(entry) }, openaiHeaders(service.id)),
  };
}

function readOpenRouterKey(request: WireRequest, service: Service): Asked {
  const refusal = keyProblem(request, service);
  return {
    use: 'free',
    ...(refusal ? { refusal } : {}),
    respond: () =>
      json(
        200,
        { data: { label: 'sk-or-v1-sim...789', usage: 0, limit: null, is_free_tier: false } },
        openaiHeaders(service.id),
      ),
  };
}

function readMessage(message: unknown): PromptMessage {
  const { role, content } = (message ?? {}) as { role?: string; content?: unknown };
  const known =
    role === 'assistant' || role === 'tool' ? role : role === 'system' || role === 'developer' ? 'system' : 'user';
  return { role: known, text: textOf(content) };
}
