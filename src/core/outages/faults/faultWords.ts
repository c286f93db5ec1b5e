import type { WireError } from './fault';

/*
 * What each service says when it fails, by service id or wire. Sources: `providers.md` §1.4 (anthropic), §2.2 (openai),
 * §3.3 (ollama), §4 (the rest).
 */

/** Words by service id or wire. */
export type Words = Readonly<Record<string, WireError>>;

/** The Anthropic and the OpenAI form of a status that both know. */
export function both(status: number, type: string, message: string): Words {
  return { anthropic: { status, type, message }, openai: { status, type, message } };
}

/** Nobody has room: 529 at Anthropic, 503 elsewhere. */
export const overloadedWords: Words = {
  anthropic: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  openai: {
    status: 503,
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: 'The server is overloaded.',
  },
  gemini: { status: 503, code: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  openrouter: { status: 503, code: '503', message: 'No provider meets the routing requirements right now' },
};

/** Something broke at the provider. */
export const serverWords: Words = {
  anthropic: { status: 500, type: 'api_error', message: 'Internal server error' },
  openai: { status: 500, type: 'server_error', message: 'The server had an error while processing your request.' },
  gemini: { status: 500, code: 'INTERNAL', message: 'An internal error has occurred.' },
  openrouter: { status: 502, code: 'server_error', message: 'Provider disconnected unexpectedly' },
  ollama: { status: 500, message: 'an error was encountered while running the model: unexpected EOF' },
};

/** Too many requests; with `seconds` it says how long to wait. */
export function rateLimitWords(seconds?: number): Words {
  const wait: Pick<WireError, 'headers'> = seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } };
  return {
    anthropic: {
      status: 429,
      type: 'rate_limit_error',
      message: 'This request would exceed your rate limit.',
      ...wait,
    },
    openai: { status: 429, type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached.', ...wait },
    mistral: { status: 429, type: 'rate_limited', code: '1300', message: 'Rate limit exceeded', ...wait },
    gemini: { status: 429, code: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded for requests per minute.', ...wait },
  };
}

/** The key is not accepted. */
export const keyRefusedWords: Words = {
  anthropic: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  openai: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
};

/** The model is unknown, retired, or not pulled. */
export const modelMissingWords: Words = {
  anthropic: { status: 404, type: 'not_found_error', message: 'model: claude-retired-1' },
  openai: { status: 404, type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist.' },
  gemini: { status: 404, code: 'NOT_FOUND', message: 'models/gemini-retired is not found' },
  ollama: { status: 404, message: "model 'retired' not found" },
};

/** The account has no money left. */
export const paymentWords: Words = {
  anthropic: { status: 402, type: 'billing_error', message: 'There is a problem with your billing.' },
  deepseek: { status: 402, type: 'unknown_error', code: 'invalid_request_error', message: 'Insufficient Balance' },
  openrouter: { status: 402, code: '402', message: 'Insufficient credits' },
  gemini: { status: 402, code: 'RESOURCE_EXHAUSTED', message: 'Prepaid credit is used up.' },
};

/** A spend limit, told apart from a rate limit by its code alone. */
export const spendLimitWords: Words = {
  anthropic: {
    status: 429,
    type: 'rate_limit_error',
    code: 'enforced_spend_limit_reached',
    message: 'You have reached your spend limit.',
  },
  openai: {
    status: 429,
    type: 'insufficient_quota',
    code: 'organization_spend_limit_exceeded',
    message: 'Spend limit reached.',
  },
  gemini: { status: 429, code: 'GenerateContentSpendCapPerProject', message: 'Project spend cap reached.' },
};

/** The plan's quota is used up. */
export const quotaWords: Words = {
  openai: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota.',
  },
};

/** The classic that only its text tells apart from a bad request. */
export const creditWords: Words = {
  anthropic: {
    status: 400,
    type: 'invalid_request_error',
    message:
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    headers: { 'x-should-retry': 'false' },
  },
};

/** The request itself is wrong. */
export const badRequestWords: Words = {
  ...both(400, 'invalid_request_error', 'messages.0.content: Field required'),
  gemini: { status: 400, code: 'INVALID_ARGUMENT', message: 'Invalid JSON payload received. Unknown name "store".' },
  ollama: { status: 400, message: 'invalid character in request body' },
};

/** The prompt is longer than the model's window; only some have a code for it. */
export const tooLongWords: Words = {
  anthropic: {
    status: 400,
    type: 'invalid_request_error',
    message: 'prompt is too long: 1048900 tokens > 1000000 maximum',
  },
  openai: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message: 'Context length exceeded.',
  },
  gemini: {
    status: 400,
    code: 'INVALID_ARGUMENT',
    message: 'The input token count (1048900) exceeds the maximum number of tokens allowed (1048576).',
  },
  mistral: {
    status: 400,
    type: 'invalid_request_prompt',
    code: '3051',
    message: 'Prompt contains 140000 tokens, too large for model with 131072 maximum context length',
  },
  openrouter: {
    status: 400,
    code: '400',
    message: "This endpoint's maximum context length is 131072 tokens. However, you requested about 140000 tokens.",
  },
  vllm: {
    status: 400,
    type: 'BadRequestError',
    code: '400',
    message: "This model's maximum context length is 32768 tokens. However, you requested 40000 tokens.",
  },
  llamacpp: {
    status: 400,
    type: 'exceed_context_size_error',
    code: '400',
    message: 'the request exceeds the available context size, try increasing it',
  },
  ollama: { status: 400, message: 'the prompt is longer than the context length' },
};
