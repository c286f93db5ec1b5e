import { createHash } from 'node:crypto';
import type { WireError } from '../../../src/core/outages/faults/fault';
import { ollamaBytes } from '../../../src/core/outages/bytes/ollama';
import { isHoleFiller, stringOf, textOf } from '../promptText';
import {
  json,
  type Asked,
  type Prompt,
  type PromptMessage,
  type Reply,
  type Wire,
  type WireRequest,
  type World,
} from '../wire';
import { lineReply, lineSpeech, loadReply, type OllamaRoute } from './frames';
import { readPull } from './pull';
import type { ModelShelf, ShelfModel } from './shelf';

/** Ollama's native API (`providers.md` §3). */
export const ollamaWire: Wire = {
  read(request, _service, world) {
    const { shelf, now } = world;
    switch (`${request.method === 'HEAD' ? 'GET' : request.method} ${request.path}`) {
      case 'GET /':
        return free(() => ({
          kind: 'reply',
          status: 200,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: 'Ollama is running',
        }));
      case 'GET /api/version':
        return free(() => json(200, { version: '0.33.0' }));
      case 'GET /api/tags':
        return free(() => json(200, { models: shelf.models.map(tagOf) }));
      case 'GET /api/ps':
        return free(() => json(200, { models: shelf.loaded(now).map((entry) => runningOf(entry)) }));
      case 'POST /api/pull':
        return readPull(request, shelf);
      case 'POST /api/show':
        return readShow(request, shelf);
      case 'POST /api/chat':
        return readAsk(request, 'chat', world);
      case 'POST /api/generate':
        return readAsk(request, 'generate', world);
      default:
        return undefined;
    }
  },
  errorReply: (error) => ({ kind: 'reply', ...ollamaBytes.errorReply(error) }),
  notFound: () => ({
    kind: 'reply',
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '404 page not found',
  }),
};

function free(respond: () => Reply, refusal?: WireError): Asked {
  return { use: 'free', ...(refusal ? { refusal } : {}), respond };
}

function readAsk(request: WireRequest, route: OllamaRoute, { shelf, now }: World): Asked {
  const body = request.body ?? {};
  const name = stringOf(body['model']);
  const model = shelf.find(name);
  const prompt = route === 'chat' ? readChatPrompt(body, model) : readGeneratePrompt(body);
  const refusal = request.body
    ? askProblem(body, route, name, model)
    : { status: 400, message: 'invalid character in request body' };
  const keepMs = parseKeepAlive(body['keep_alive']);
  const isEmpty =
    route === 'chat' ? prompt.messages.length === 0 : body['prompt'] === undefined || body['prompt'] === '';
  return {
    use: isEmpty && !prompt.hole?.suffix ? 'free' : prompt.use,
    model: name,
    ...(isEmpty ? {} : { prompt }),
    ...(refusal ? { refusal } : {}),
    respond: (compose) => {
      const isHere = model !== undefined && !model.remoteHost;
      if (isEmpty && keepMs === 0) {
        if (isHere) shelf.unload(model.name);
        return loadReply(name, route, 'unload', 0);
      }
      const settings = { context: optionsOf(body).num_ctx, shift: body['shift'] !== false };
      const loadMs = isHere && !shelf.suits(model.name, now, settings) ? shelf.loadMs : 0;
      if (isHere) shelf.use(model.name, now + loadMs, keepMs, settings);
      if (isEmpty) return loadReply(name, route, 'load', loadMs);
      const answer = compose(prompt);
      return prompt.stream ? lineSpeech(name, answer, route, loadMs) : lineReply(name, answer, route, loadMs);
    },
  };
}

function readChatPrompt(body: Record<string, unknown>, model: ShelfModel | undefined): Prompt {
  const all = (Array.isArray(body['messages']) ? body['messages'] : []).map((message: unknown): PromptMessage => {
    const { role, content } = (message ?? {}) as { role?: string; content?: unknown };
    return {
      role: role === 'assistant' || role === 'system' || role === 'tool' ? role : 'user',
      text: textOf(content),
    };
  });
  const messages = all.filter((message) => message.role !== 'system');
  return {
    ...readCommon(body, model),
    use: isHoleFiller(messages) ? 'completion' : 'chat',
    system: all
      .filter((message) => message.role === 'system')
      .map((message) => message.text)
      .join('\n'),
    messages,
    continuesLast: messages.at(-1)?.role === 'assistant' && model?.continuesLast === true,
  };
}

function readGeneratePrompt(body: Record<string, unknown>): Prompt {
  const text = stringOf(body['prompt']);
  const suffix = typeof body['suffix'] === 'string' ? body['suffix'] : undefined;
  // The templates ask `if .Suffix`: an empty one makes the prompt a question like any other.
  const isHole = Boolean(suffix) || body['raw'] === true;
  return {
    ...readCommon(body, undefined),
    use: isHole || text.includes('{{FILL_HERE}}') ? 'completion' : 'chat',
    system: textOf(body['system']),
    messages: [{ role: 'user', text }],
    ...(isHole ? { hole: { prefix: text, suffix: suffix ?? '' } } : {}),
    continuesLast: false,
  };
}

function readCommon(
  body: Record<string, unknown>,
  model: ShelfModel | undefined,
): Pick<Prompt, 'model' | 'stop' | 'maxTokens' | 'stream' | 'thinking'> {
  const options = optionsOf(body);
  const thinks = model?.capabilities.includes('thinking') === true && body['think'] !== false;
  return {
    model: stringOf(body['model']),
    stop: Array.isArray(options.stop) ? options.stop.map(String) : [],
    ...(options.num_predict !== undefined && options.num_predict >= 0 ? { maxTokens: options.num_predict } : {}),
    // On the wire the field's absence means a stream.
    stream: body['stream'] !== false,
    thinking: thinks ? 'shown' : 'none',
  };
}

function optionsOf(body: Record<string, unknown>): { stop?: unknown; num_predict?: number; num_ctx?: number } {
  return body['options'] ?? {};
}

/** What the server refuses (§3.2, §3.3). */
function askProblem(
  body: Record<string, unknown>,
  route: OllamaRoute,
  name: string,
  model: ShelfModel | undefined,
): WireError | undefined {
  if (!model) return { status: 404, message: `model '${name}' not found` };
  const full = `registry.ollama.ai/library/${model.name}`;
  const lacks = (capability: string): boolean => !model.capabilities.includes(capability);
  if (lacks('completion')) return { status: 400, message: `"${name}" does not support ${route}` };
  if (typeof body['suffix'] === 'string' && body['suffix'] !== '' && lacks('insert'))
    return { status: 400, message: `${full} does not support insert` };
  if (Array.isArray(body['tools']) && body['tools'].length > 0 && lacks('tools'))
    return { status: 400, message: `${full} does not support tools` };
  if (body['think'] !== undefined && body['think'] !== false && lacks('thinking'))
    return { status: 400, message: `"${name}" does not support thinking` };
  if (
    body['raw'] === true &&
    (body['template'] !== undefined || body['system'] !== undefined || body['context'] !== undefined)
  ) {
    return { status: 400, message: 'raw mode does not support template, system, or context' };
  }
  return undefined;
}

function readShow(request: WireRequest, shelf: ModelShelf): Asked {
  const name = stringOf(request.body?.['model'] ?? request.body?.['name']);
  const model = shelf.find(name);
  if (!model)
    return free(() => json(404, { error: `model '${name}' not found` }), {
      status: 404,
      message: `model '${name}' not found`,
    });
  const template = model.capabilities.includes('insert')
    ? '{{- if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}'
    : '{{ .Prompt }}';
  return free(() =>
    json(200, {
      modelfile: `FROM ${model.name}`,
      parameters: 'stop "<end_of_turn>"',
      template,
      details: detailsOf(model),
      model_info: { 'general.architecture': model.family, [`${model.family}.context_length`]: 131_072 },
      capabilities: model.capabilities,
      modified_at: '2026-11-01T08:00:00Z',
    }),
  );
}

function tagOf(model: ShelfModel): object {
  return {
    name: model.name,
    model: model.name,
    ...(model.remoteHost === undefined
      ? {}
      : { remote_model: model.name.replace(/-cloud$/, ''), remote_host: model.remoteHost }),
    modified_at: '2026-11-01T08:00:00Z',
    size: Math.round(model.size),
    digest: createHash('sha256').update(model.name).digest('hex'),
    details: detailsOf(model),
    capabilities: model.capabilities,
  };
}

function runningOf({ model, until, context }: { model: ShelfModel; until: number; context: number }): object {
  const expires = new Date(Math.min(until, Date.UTC(2318, 0, 1))).toISOString();
  return { ...tagOf(model), expires_at: expires, size_vram: Math.round(model.size), context_length: context };
}

function detailsOf(model: ShelfModel): object {
  return {
    parent_model: '',
    format: 'gguf',
    family: model.family,
    families: [model.family],
    parameter_size: model.parameters,
    quantization_level: 'Q4_K_M',
  };
}

/** `"10m"`, seconds, `-1` (for ever), `0` (unload) to milliseconds; five minutes when absent. */
function parseKeepAlive(value: unknown): number {
  if (typeof value === 'number') return value < 0 ? -1 : value * 1000;
  if (typeof value !== 'string') return 300_000;
  if (/^-\d/.test(value)) return -1;
  const unit = { h: 3_600_000, m: 60_000, s: 1000 } as const;
  let total = 0;
  for (const [, amount, name] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) {
    total += Number(amount) * (name === 'ms' ? 1 : unit[(name ?? 's') as keyof typeof unit]);
  }
  return total;
}
