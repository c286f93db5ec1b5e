import type { WireError } from '../../../src/core/outages/fault';
import type { Service } from '../services';

/** The body of an error as this service shapes it (`providers.md` §2.1, §4). */
export function errorBody(error: WireError, service: Service): unknown {
  switch (service.id) {
    case 'gemini':
      return [{ error: geminiError(error) }];
    case 'mistral':
      return {
        object: 'error',
        message: error.message,
        type: error.type ?? 'invalid_request_error',
        param: null,
        code: error.code ?? null,
      };
    case 'openrouter':
      return { error: { code: Number(error.code ?? error.status) || error.status, message: error.message } };
    case 'llamacpp':
      return { error: { code: error.status, message: error.message, type: error.type ?? 'server_error' } };
    default:
      return { error: plainError(error) };
  }
}

/** The chunk that says an error inside a stream that began with 200. */
export function errorChunk(error: WireError, service: Service, chunk: object): unknown {
  switch (service.id) {
    case 'gemini':
      return { error: geminiError(error) };
    case 'openrouter':
      return {
        ...chunk,
        error: { code: error.code ?? error.status, message: error.message },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      };
    default:
      return { error: plainError(error) };
  }
}

function plainError(error: WireError): object {
  return { message: error.message, type: error.type ?? null, param: null, code: error.code ?? null };
}

/** Google's form: `code` is the number, `status` the name; a bad key hides in the details. */
function geminiError(error: WireError): object {
  const isKey = error.code === 'API_KEY_INVALID';
  return {
    code: error.status,
    message: error.message,
    status: isKey ? 'INVALID_ARGUMENT' : error.code,
    ...(isKey
      ? {
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: 'API_KEY_INVALID',
              domain: 'googleapis.com',
            },
          ],
        }
      : {}),
    ...(error.status === 429 && error.headers?.['retry-after'] !== undefined
      ? {
          details: [
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${error.headers['retry-after']}s` },
          ],
        }
      : {}),
  };
}
