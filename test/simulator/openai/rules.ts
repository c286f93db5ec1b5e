import type { WireError } from '../../../src/core/outages/faults/fault';
import type { Service } from '../services';
import type { WireRequest } from '../wire';

/*
 * What each service refuses (`providers.md` §2.2, §2.3, §4). Servers on the user's own machine take any model name and
 * ignore what they do not know, as the real ones do.
 */

const geminiFields = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'tools',
  'tool_choice',
  'reasoning_effort',
  'n',
  'response_format',
  'extra_body',
]);

/** The error the real service would answer to an ask, or `undefined`. */
export function refusalOf(request: WireRequest, service: Service): WireError | undefined {
  const { body } = request;
  return (
    keyProblem(request, service) ??
    (body ? bodyProblem(body, service) : invalid('We could not parse the JSON body of your request.'))
  );
}

/** The same for a free call. */
export function keyProblem(request: WireRequest, service: Service): WireError | undefined {
  if (service.key === undefined) return undefined;
  const key = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  if (key === service.key) return undefined;
  if (service.id === 'gemini')
    return { status: 400, code: 'API_KEY_INVALID', message: 'API key not valid. Please pass a valid API key.' };
  if (service.id === 'mistral') return { status: 401, type: 'unauthorized', code: '1000', message: 'Unauthorized' };
  return {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  };
}

function bodyProblem(body: Record<string, unknown>, service: Service): WireError | undefined {
  const model = body['model'];
  if (service.host !== undefined && (typeof model !== 'string' || !service.models.includes(model))) {
    return modelMissing(service, String(model));
  }
  if (body['messages'] !== undefined && (!Array.isArray(body['messages']) || body['messages'].length === 0)) {
    return invalid("Invalid 'messages': empty array. Expected an array with minimum length 1.");
  }
  if (service.id === 'gemini') {
    const unknown = Object.keys(body).find((field) => !geminiFields.has(field));
    if (unknown !== undefined) {
      return {
        status: 400,
        code: 'INVALID_ARGUMENT',
        message: `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`,
      };
    }
  }
  return openaiProblem(body, service) ?? lastRoleProblem(body, service);
}

function openaiProblem(body: Record<string, unknown>, service: Service): WireError | undefined {
  if (service.id !== 'openai') return undefined;
  if (body['max_tokens'] !== undefined) {
    return unsupported(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'unsupported_parameter',
    );
  }
  if (body['temperature'] !== undefined && body['temperature'] !== 1) {
    return unsupported(
      "Unsupported value: 'temperature' does not support this value with this model.",
      'unsupported_value',
    );
  }
  if (body['stop'] !== undefined) {
    return unsupported("Unsupported parameter: 'stop' is not supported with this model.", 'unsupported_parameter');
  }
  return undefined;
}

function lastRoleProblem(body: Record<string, unknown>, service: Service): WireError | undefined {
  const last = (body['messages'] as { role?: string; prefix?: boolean }[] | undefined)?.at(-1);
  if (service.id !== 'mistral' || last?.role !== 'assistant' || last.prefix === true) return undefined;
  return {
    status: 400,
    type: 'invalid_request_message_order',
    code: '3230',
    message: 'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
  };
}

function modelMissing(service: Service, model: string): WireError {
  if (service.id === 'gemini') return { status: 404, code: 'NOT_FOUND', message: `models/${model} is not found` };
  if (service.id === 'mistral')
    return { status: 400, type: 'invalid_model', code: '1500', message: `Invalid model: ${model}` };
  return {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
  };
}

function invalid(message: string): WireError {
  return { status: 400, type: 'invalid_request_error', message };
}

function unsupported(message: string, code: string): WireError {
  return { status: 400, type: 'invalid_request_error', code, message };
}
