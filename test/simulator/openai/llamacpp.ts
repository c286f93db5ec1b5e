import { stringOf } from '../promptText';
import type { Service } from '../services';
import {
  json,
  type Answer,
  type Asked,
  type Prompt,
  type Reply,
  type Speech,
  type WireRequest,
  type World,
} from '../wire';
import { openaiError } from '../../../src/core/outages/bytes/openaiErrors';

/** What llama.cpp's server has besides Chat Completions: health, properties and `/infill` (`providers.md` §4). */
export function readLlamaCpp(request: WireRequest, service: Service, world: World): Asked | undefined {
  switch (`${request.method} ${request.path}`) {
    case 'GET /health':
    case 'GET /v1/health':
      return free(() => json(200, { status: 'ok' }, service.edge));
    case 'GET /props':
      return free(() =>
        json(200, propsOf(service, world.script.startedWith ?? 8192, world.script.slots ?? 1), service.edge),
      );
    case 'GET /slots':
      return free(() => json(200, [{ id: 0, n_ctx: 8192, is_processing: false }], service.edge));
    case 'GET /models':
      return free(() =>
        json(200, { object: 'list', data: service.models.map((id) => ({ id, object: 'model' })) }, service.edge),
      );
    case 'POST /infill':
      return readInfill(request, service, world.script.infill ?? false);
    default:
      return undefined;
  }
}

function free(respond: () => Reply): Asked {
  return { use: 'free', respond };
}

function propsOf(service: Service, context: number, slots: number): object {
  return {
    default_generation_settings: { id: 0, n_ctx: context, params: { n_predict: -1, temperature: 0.8 } },
    total_slots: slots,
    model_path: `/models/${service.models[0]}.gguf`,
    chat_template: '{{ messages }}',
    is_sleeping: false,
  };
}

function readInfill(request: WireRequest, service: Service, isAble: boolean): Asked {
  const body = request.body ?? {};
  const prompt: Prompt = {
    use: 'completion',
    model: service.models[0] ?? '',
    system: '',
    messages: [],
    hole: {
      prefix: stringOf(body['input_prefix']) + stringOf(body['prompt']),
      suffix: stringOf(body['input_suffix']),
    },
    stop: Array.isArray(body['stop']) ? body['stop'].map(String) : [],
    ...(typeof body['n_predict'] === 'number' ? { maxTokens: body['n_predict'] } : {}),
    stream: body['stream'] === true,
    thinking: 'none',
    continuesLast: false,
  };
  const message =
    'Infill is not supported by this model: prefix token is missing. suffix token is missing. middle token is missing. ';
  return {
    use: 'completion',
    model: prompt.model,
    prompt,
    ...(isAble ? {} : { refusal: { status: 501, type: 'not_supported_error', message } }),
    respond: (compose) => {
      const answer = compose(prompt);
      return prompt.stream
        ? infillSpeech(prompt, answer, service)
        : json(200, lastPart(prompt, answer, answer.text), service.edge);
    },
  };
}

function infillSpeech(prompt: Prompt, answer: Answer, service: Service): Speech {
  const parts = answer.chunks.map((chunk) => ({
    part: 'text' as const,
    bytes: data({
      index: 0,
      content: chunk,
      tokens: [1],
      stop: false,
      id_slot: -1,
      tokens_predicted: 1,
      tokens_evaluated: answer.inputTokens,
    }),
    text: chunk,
  }));
  return {
    kind: 'speech',
    headers: { 'content-type': 'text/event-stream', ...service.edge },
    frames: [...parts, { part: 'close', bytes: data(lastPart(prompt, answer, '')) }],
    answer,
    ping: ':\n\n',
    errorFrame: (error) => `error: ${JSON.stringify((openaiError(error, service.id) as { error: unknown }).error)}\n\n`,
    brokenFrame: 'data: {"index":0,"content":"re\n\n',
    openFrame: 'data: {"index":0,"content":"',
  };
}

function lastPart(prompt: Prompt, answer: Answer, content: string): object {
  return {
    index: 0,
    content,
    tokens: [],
    id_slot: 0,
    stop: true,
    model: prompt.model,
    tokens_predicted: answer.outputTokens,
    tokens_evaluated: answer.inputTokens,
    has_new_line: answer.text.includes('\n'),
    truncated: false,
    stop_type: answer.ending === 'length' ? 'limit' : answer.ending === 'stop-sequence' ? 'word' : 'eos',
    stopping_word: answer.stopSequence ?? '',
    tokens_cached: answer.inputTokens + answer.outputTokens,
    timings: { prompt_n: answer.inputTokens, prompt_ms: 12.5, predicted_n: answer.outputTokens, predicted_ms: 40.25 },
  };
}

function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
