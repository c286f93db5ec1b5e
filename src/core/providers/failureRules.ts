import type { FailureKind } from '../contract/failure';
import type { ErrorQuirk } from './provider';

/*
 * The data of `failure.ts`: what each status, type, code and errno means (`failover.md` §1). Sources are sections of
 * `providers.md` unless another one is named.
 */

/** Statuses that mean one thing whatever else is said. Others depend on type, code or body, or on their hundred. */
export const kindOfStatus: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'forbidden',
  407: 'intercepted',
  408: 'server',
  409: 'server',
  425: 'server',
  429: 'rate-limited',
  // Groq's flex tier without capacity (§4); nobody else uses it.
  498: 'overloaded',
  // The client closed the request, says a server whose client did not (§1.4, §3.3).
  499: 'server',
  503: 'overloaded',
  511: 'intercepted',
  529: 'overloaded',
};

/** The wire's own types, with or without a status: inside a stream there is none (§0). */
export const kindOfType: Readonly<Record<string, FailureKind>> = {
  // Anthropic, §1.4
  authentication_error: 'auth',
  billing_error: 'quota',
  permission_error: 'forbidden',
  not_found_error: 'model-missing',
  request_too_large: 'too-long',
  rate_limit_error: 'rate-limited',
  api_error: 'server',
  conflict_error: 'server',
  timeout_error: 'server',
  overloaded_error: 'overloaded',
  invalid_request_error: 'bad-request',
  // OpenAI, §2.2
  insufficient_quota: 'quota',
  server_error: 'server',
  service_unavailable_error: 'overloaded',
  rate_limited: 'rate-limited',
  // llama.cpp, §4; its context error is in tools/server of the project
  unavailable_error: 'overloaded',
  exceed_context_size_error: 'too-long',
  // Gemini's status names, §4
  RESOURCE_EXHAUSTED: 'rate-limited',
  UNAVAILABLE: 'overloaded',
  UNAUTHENTICATED: 'auth',
  PERMISSION_DENIED: 'forbidden',
  NOT_FOUND: 'model-missing',
  INTERNAL: 'server',
  DEADLINE_EXCEEDED: 'server',
  INVALID_ARGUMENT: 'bad-request',
  // OpenRouter ends a stream so when its upstream failed, §4
  finish_reason_error: 'server',
  // Claude Code's own words, sent by its wire folder
  'login-lost': 'login-lost',
  'program-too-old': 'unreachable',
  // Neutral, and only a stand-in is withheld: this ask goes on to the next.
  'start-withheld': 'bad-request',
  // Our own: a provider that needs a key was asked without one; a completion made room for a chat answer.
  'no-key': 'auth',
  'chat-first': 'local-busy',
};

/** Types that are sharper than the status they come with, such as 429 or 401 with `insufficient_quota`. */
export const typesAboveStatus: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'request_too_large',
  'exceed_context_size_error',
  'no-key',
  'login-lost',
]);

/** Codes that are sharper than the status and type they come with. */
export const kindOfCode: Readonly<Record<string, FailureKind>> = {
  // Money: Anthropic §1.4, OpenAI §2.2
  enforced_spend_limit_reached: 'quota',
  contract_spend_limit_reached: 'quota',
  linked_organization_billing_unavailable: 'quota',
  linked_organization_spend_limit_reached: 'quota',
  credit_balance_exhausted: 'quota',
  organization_spend_limit_exceeded: 'quota',
  project_spend_limit_exceeded: 'quota',
  organization_usage_limit_exceeded: 'quota',
  insufficient_quota: 'quota',
  // A limit of the plan with its reset, told by Claude Code beside its 429, claude-code.md §A.4
  'plan-limit': 'quota',
  ramp_limit_exceeded: 'rate-limited',
  slow_down: 'rate-limited',
  rate_limit_exceeded: 'rate-limited',
  // A 402 that clears by itself, OpenRouter §4
  openrouter_in_flight_budget: 'rate-limited',
  organization_on_hold: 'forbidden',
  // Keys: Gemini says 400 to a bad one, §4
  API_KEY_INVALID: 'auth',
  invalid_api_key: 'auth',
  // Models and prompts: OpenAI §2.2
  model_not_found: 'model-missing',
  context_length_exceeded: 'too-long',
  request_body_too_large_after_decoding: 'too-long',
  // Load: OpenAI §2.2, Groq §4
  server_is_overloaded: 'overloaded',
  capacity_exceeded: 'overloaded',
  server_error: 'server',
  // Policy: OpenAI's filter; moderation is OpenRouter's 403, §4
  content_policy_violation: 'refused',
  content_filter: 'refused',
  moderation: 'refused',
};

/** Gemini's quota ids that do not clear within minutes: per day, or a spend cap (§4). */
export const lastingQuota = /PerDay|SpendCap|Spend_?Limit/i;

/** Codes of Node and its TLS layer (§0) before the answer has begun. `connection` lost after text is a cut. */
export const kindOfErrno: Readonly<Record<string, FailureKind | 'connection' | 'tls'>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EAI_FAIL: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'connection',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  // A program that is not there, or may not be started
  ENOENT: 'unreachable',
  EACCES: 'unreachable',
  CERT_HAS_EXPIRED: 'unreachable',
  ECONNRESET: 'connection',
  ECONNABORTED: 'connection',
  EPIPE: 'connection',
  UND_ERR_SOCKET: 'connection',
  UND_ERR_HEADERS_TIMEOUT: 'slow-start',
  UND_ERR_BODY_TIMEOUT: 'stalled',
  SELF_SIGNED_CERT_IN_CHAIN: 'intercepted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'intercepted',
  UNABLE_TO_GET_ISSUER_CERT: 'intercepted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'intercepted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'intercepted',
  CERT_UNTRUSTED: 'intercepted',
  CERT_REJECTED: 'intercepted',
  CERT_SIGNATURE_FAILURE: 'intercepted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'intercepted',
  // Something that is no TLS answered where TLS was expected.
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls',
  EPROTO: 'tls',
  ERR_INVALID_URL: 'wrong-address',
};

/** A sentence of a provider that means more than its status and codes. Matched last. */
export interface TextRule {
  readonly pattern: RegExp;
  /** What the facts alone would say; the text may correct these only. */
  readonly instead: readonly FailureKind[];
  readonly kind: FailureKind;
  readonly quirk?: ErrorQuirk;
  readonly source: string;
}

/** The text rows, each with its source. */
export const textRules: readonly TextRule[] = [
  {
    pattern: /credit balance is too low/i,
    instead: ['bad-request'],
    kind: 'quota',
    source: 'providers.md §1.4 Money (d): 400 invalid_request_error without a code',
  },
  {
    pattern: /reached your specified (API )?usage limits/i,
    instead: ['bad-request'],
    kind: 'quota',
    source: 'providers.md §1.4 Money (c): 400 when a limit of your own is reached; wording from Anthropic’s answers',
  },
  {
    pattern: /prompt is too long/i,
    instead: ['bad-request'],
    kind: 'too-long',
    source: 'failover.md §1; Anthropic: "prompt is too long: 210000 tokens > 200000 maximum"',
  },
  {
    pattern: /maximum context length|input token count .*exceeds|too large for model with \d+ maximum context/i,
    instead: ['bad-request', 'server'],
    kind: 'too-long',
    source:
      'vLLM, DeepSeek and OpenRouter ("This model’s maximum context length is …"), Gemini, Mistral: no code of its own',
  },
  {
    pattern: /request too large .*tokens per minute/i,
    instead: ['bad-request', 'rate-limited'],
    kind: 'too-long',
    quirk: 'groq-limit-text',
    source: 'providers.md §4: Groq answers 413 when the request exceeds the tokens per minute',
  },
  {
    pattern: /API key not valid/i,
    instead: ['bad-request'],
    kind: 'auth',
    quirk: 'gemini-key-text',
    source: 'providers.md §4: Gemini says 400 to a bad key; the reason API_KEY_INVALID may be missing',
  },
  {
    pattern:
      /prompt is longer than the context length|exceeds the available context size|input length exceeds the context length/i,
    instead: ['bad-request', 'server'],
    kind: 'too-long',
    source: 'providers.md §3.2: Ollama with truncate:false; llama.cpp’s server',
  },
  {
    pattern:
      /requires more system memory|out[ -]of[ -](device )?memory|(cuda|hip)Malloc failed|(failed|unable) to allocate|allocation failed|(not enough|insufficient) memory|erroroutofmemory|signal: killed/i,
    instead: ['server', 'bad-request'],
    kind: 'local-memory',
    quirk: 'ollama-text',
    source:
      'providers.md §3.3: "model requires more system memory …"; llm/status.go of Ollama 0.33 for its runner’s words; "signal: killed" is what Linux leaves of a runner that took too much',
  },
  {
    pattern: /server busy|maximum pending requests exceeded/i,
    instead: ['overloaded'],
    kind: 'local-busy',
    quirk: 'ollama-text',
    source: 'providers.md §3.3: 503 "server busy, please try again.  maximum pending requests exceeded"',
  },
  {
    pattern: /loading model/i,
    instead: ['overloaded'],
    kind: 'local-loading',
    quirk: 'llamacpp-loading',
    source: 'providers.md §4: llama.cpp answers 503 "Loading model" while it loads',
  },
  {
    pattern: /token (has been )?revoked|please log in again/i,
    instead: ['forbidden', 'auth'],
    kind: 'login-lost',
    quirk: 'claude-code-text',
    source: 'claude-code.md §A.4: 403 to a subscription whose login was taken back; seen again with 2.1.330',
  },
  {
    pattern: /hit your .*limit/i,
    instead: ['rate-limited'],
    kind: 'quota',
    quirk: 'claude-code-text',
    source:
      'claude-code.md §A.4: "You\'ve hit your 5-hour limit · resets 5:46am (UTC)", of versions without an event for it',
  },
  {
    pattern: /proxy response \((?!200)\d{3}\)/i,
    instead: ['unreachable'],
    kind: 'intercepted',
    source: 'undici ProxyAgent: "Proxy response (407) !== 200 when HTTP Tunneling"',
  },
  {
    pattern: /^fetch failed$/,
    instead: ['unreachable'],
    kind: 'intercepted',
    source:
      'measured on Node 20 and 24: of a 407 its fetch makes an error without code or words; every other one has either',
  },
  {
    pattern: /^unexpected endpoint or method/i,
    instead: ['server', 'bad-request'],
    kind: 'wrong-address',
    source: 'lmstudio-bug-tracker#618: LM Studio answers a path it does not know with 200 and this error',
  },
  {
    pattern: /bad port/i,
    instead: ['unreachable'],
    kind: 'wrong-address',
    source: 'providers.md §0: fetch refuses some ports, without a code',
  },
  {
    pattern: /ByteString/,
    instead: ['unreachable'],
    kind: 'auth',
    source: 'providers.md §0: a key with a character no header can carry',
  },
];
