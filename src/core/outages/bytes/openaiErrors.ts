import type { WireError } from '../faults/fault';

/** The body of an error as this service shapes it (`providers.md` §2.1, §4). */
export function openaiError(error: WireError, service: string): unknown {
  switch (service) {
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
export function openaiErrorChunk(error: WireError, service: string, chunk: object): unknown {
  switch (service) {
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

/** Google's names of statuses, where the words bring none of their own. */
const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'RESOURCE_EXHAUSTED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** Google's form: `code` is the number, `status` the name; a bad key, a wait and a spend cap hide in the details. */
function geminiError(error: WireError): object {
  const details = geminiDetails(error);
  return {
    code: error.status,
    message: error.message,
    status: statusNames[error.status] ?? 'UNKNOWN',
    ...(details.length > 0 ? { details } : {}),
  };
}

function geminiDetails({ code, headers }: WireError): readonly object[] {
  const details: object[] = [];
  const add = (type: string, fields: object): void =>
    void details.push({ '@type': `type.googleapis.com/google.rpc.${type}`, ...fields });
  if (code === 'API_KEY_INVALID') add('ErrorInfo', { reason: code, domain: 'googleapis.com' });
  if (code?.includes('SpendCap') === true) add('QuotaFailure', { violations: [{ quotaId: code }] });
  const seconds = headers?.['retry-after'];
  if (seconds !== undefined) add('RetryInfo', { retryDelay: `${seconds}s` });
  return details;
}
