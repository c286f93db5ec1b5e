import type { WireError } from '../../../src/core/outages/faults/fault';
import { ollamaBytes } from '../../../src/core/outages/bytes/ollama';
import { isHoleFiller, stringOf, textOf } from '../promptText';
import {
  countTokens,
  json,
  type Asked,
  type Prompt,
  type PromptMessage,
  type Reply,
  type Wire,
  type WireRequest,
  type World,
} from '../wire';
import { descriptionOf, runningOf, tagOf } from './describe';
import { lineReply, lineSpeech, loadReply } from './frames';
import { readPull } from './pull';
import type { ModelShelf, ShelfModel } from './shelf';

const utf8 = { 'content-type': 'application/json; charset=utf-8' };
const nameless: WireError = { status: 400, message: 'model is required' };

/**
 * Ollama's native API (`providers.md` §3). Its shapes and error texts are held to what a real server said
 * (`test/fixtures/ollama/record.json`).
 */
export const ollamaWire: Wire = {
  read(request, _service, world) {
    const { shelf, now } = world;
    if (!isOwnHost(request.headers['host'])) return free(() => ({ kind: 'reply', status: 403, headers: {}, body: '' }));
    switch (`${request.method === 'HEAD' ? 'GET' : request.method} ${request.path}`) {
      case 'GET /':
        return free(() => ({
          kind: 'reply',
          status: 200,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: 'Ollama is running',
        }));
      case 'GET /api/version':
        return free(() => json(200, { version: shelf.version }, utf8));
      case 'GET /api/tags':
        return free(() => json(200, { models: shelf.models.map(tagOf) }, utf8));
      case 'GET /api/ps':
        return free(() => json(200, { models: shelf.loaded(now).map(runningOf) }, utf8));
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

function readAsk(request: WireRequest, route: 'chat' | 'generate', { shelf, now }: World): Asked {
  const body = request.body ?? {};
  const name = stringOf(body['model']);
  const model = shelf.find(name);
  const prompt = route === 'chat' ? readChatPrompt(body, model) : readGeneratePrompt(body);
  const refusal = request.body ? (askProblem(body, route, name, model) ?? tooLong(body, prompt)) : bodyProblem(request);
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
      const said = route === 'generate' && body['raw'] === true ? 'raw' : route;
      return prompt.stream ? lineSpeech(name, answer, said, loadMs) : lineReply(name, answer, said, loadMs);
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

function missing(name: string): WireError {
  return { status: 404, message: `model '${name}' not found` };
}

/** A server that listens on loopback answers to nobody else's name. */
function isOwnHost(host = 'localhost'): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}

function bodyProblem(request: WireRequest): WireError {
  if (request.bodyText === '') return { status: 400, message: 'missing request body' };
  return { status: 400, message: `invalid character '${request.bodyText[0]}' looking for beginning of value` };
}

/** The runner's own error, quoted whole; a request that may be cut is cut without a word. */
function tooLong(body: Record<string, unknown>, prompt: Prompt): WireError | undefined {
  const context = optionsOf(body).num_ctx;
  const tokens = countTokens(prompt.messages.map((message) => message.text).join('\n'));
  if (body['truncate'] !== false || context === undefined || tokens <= context) return undefined;
  const error = {
    code: 400,
    message: `request (${tokens} tokens) exceeds the available context size (${context} tokens), try increasing it`,
    type: 'exceed_context_size_error',
    n_prompt_tokens: tokens,
    n_ctx: context,
  };
  return { status: 400, message: JSON.stringify({ error }), headers: { 'content-type': 'application/json' } };
}

/** What the server refuses (§3.2, §3.3). */
function askProblem(
  body: Record<string, unknown>,
  route: 'chat' | 'generate',
  name: string,
  model: ShelfModel | undefined,
): WireError | undefined {
  if (!model) return name === '' && route === 'chat' ? nameless : missing(name);
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
  if (model) return free(() => json(200, descriptionOf(model), utf8));
  const refusal = name === '' ? nameless : missing(name.includes(':') ? name : `${name}:latest`);
  return free(() => json(refusal.status, { error: refusal.message }, utf8), refusal);
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
