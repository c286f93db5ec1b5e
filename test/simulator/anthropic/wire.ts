import { anthropicBytes, anthropicError, anthropicHeaders } from '../../../src/core/outages/bytes/anthropic';
import type { WireError } from '../../../src/core/outages/faults/fault';
import { countTokens, json, type Asked, type Prompt, type PromptMessage, type Reply, type Wire } from '../wire';
import type { Service } from '../services';
import { isHoleFiller, stringOf, textOf } from '../promptText';
import { messageReply, messageSpeech } from './frames';
import { modelInfo, refusalOf } from './rules';

/** Anthropic Messages as SDK v1 speaks it (`providers.md` §1). */
export const anthropicWire: Wire = {
  read(request, service) {
    const route = `${request.method} ${request.path}`;
    if (route === 'POST /v1/messages' || route === 'POST /v1/messages/count_tokens') {
      const body = request.body ?? {};
      const prompt = readPrompt(body);
      const refusal = refusalOf(request, service, route.endsWith('count_tokens'));
      const isFree = route.endsWith('count_tokens');
      return {
        use: isFree ? 'free' : prompt.use,
        model: prompt.model,
        ...(isFree ? {} : { prompt }),
        ...(refusal ? { refusal } : {}),
        respond: (compose) => {
          if (isFree) return json(200, { input_tokens: countTokens(request.bodyText) }, anthropicHeaders(service.id));
          const answer = compose(prompt);
          return prompt.stream
            ? messageSpeech(prompt.model, answer, service.id)
            : messageReply(prompt.model, answer, service.id);
        },
      };
    }
    if (request.method === 'GET' && (request.path === '/v1/models' || request.path.startsWith('/v1/models/'))) {
      return readModels(request.path, request.query, service, refusalOf(request, service, true));
    }
    return undefined;
  },
  errorReply(error, service) {
    return { kind: 'reply', ...anthropicBytes(service.id).errorReply(error) };
  },
  notFound(service) {
    return this.errorReply({ status: 404, type: 'not_found_error', message: 'Not found' }, service);
  },
};

function readPrompt(body: Record<string, unknown>): Prompt {
  const messages = (Array.isArray(body['messages']) ? body['messages'] : []).map(readMessage);
  const thinking = body['thinking'] as { type?: string; display?: string } | undefined;
  const system = textOf(body['system']);
  const isOff = thinking?.type === 'disabled' || stringOf(body['model']).includes('4-5');
  return {
    use: isHoleFiller(messages) ? 'completion' : 'chat',
    model: stringOf(body['model']),
    system,
    messages,
    stop: Array.isArray(body['stop_sequences']) ? body['stop_sequences'].map(String) : [],
    ...(typeof body['max_tokens'] === 'number' ? { maxTokens: body['max_tokens'] } : {}),
    stream: body['stream'] === true,
    thinking: isOff ? 'none' : thinking?.display === 'summarized' ? 'shown' : 'hidden',
    continuesLast: messages.at(-1)?.role === 'assistant',
  };
}

function readMessage(message: unknown): PromptMessage {
  const { role, content } = (message ?? {}) as { role?: string; content?: unknown };
  return { role: role === 'assistant' || role === 'system' ? role : 'user', text: textOf(content) };
}

function readModels(path: string, query: URLSearchParams, service: Service, refusal: WireError | undefined): Asked {
  const id = path.split('/')[3];
  return {
    use: 'free',
    ...(refusal ? { refusal } : {}),
    respond: (): Reply => {
      if (id !== undefined) {
        const known = service.models.includes(id);
        return known
          ? json(200, modelInfo(id), anthropicHeaders(service.id))
          : json(
              404,
              anthropicError({ status: 404, type: 'not_found_error', message: `model: ${id}` }),
              anthropicHeaders(service.id),
            );
      }
      const limit = Number(query.get('limit') ?? 20);
      const data = service.models.slice(0, limit).map(modelInfo);
      return json(
        200,
        { data, has_more: service.models.length > limit, first_id: data[0]?.id, last_id: data.at(-1)?.id },
        anthropicHeaders(service.id),
      );
    },
  };
}
