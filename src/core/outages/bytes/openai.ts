import type { WireError } from '../faults/fault';
import { edgeHeaders } from './edge';
import type { ErrorReply, FaultBytes } from './faultBytes';
import { asObject, asText, objectIn, sseEvent } from './frames';
import { openaiError, openaiErrorChunk } from './openaiErrors';

/** Servers of this wire that run on the user's own machine send no request ids. */
const local: ReadonlySet<string> = new Set(['lmstudio', 'llamacpp', 'vllm']);

/** Comments that count as life: DeepSeek and OpenRouter while they queue, llama.cpp every 30 s (`providers.md` §4). */
const comments: Readonly<Record<string, string>> = {
  deepseek: ': keep-alive\n\n',
  openrouter: ': OPENROUTER PROCESSING\n\n',
  llamacpp: ':\n\n',
};

/** Headers of every answer of this wire, whatever becomes of it. */
export function openaiHeaders(service: string): Readonly<Record<string, string>> {
  return {
    ...edgeHeaders(service),
    ...(local.has(service) ? {} : { 'x-request-id': 'req_simulated0000000000' }),
  };
}

/** The sign of life of a service, where it has one. */
export function openaiPing(service: string): string | undefined {
  return comments[service];
}

/** What every chunk of one answer begins with; `text` is the older form of completions. */
export function chunkHead(model: string, kind: 'chat' | 'text' = 'chat'): object {
  return {
    id: 'chatcmpl-Simulated0000',
    object: kind === 'text' ? 'text_completion' : 'chat.completion.chunk',
    created: 1_795_000_000,
    model,
  };
}

/** The error reply of llama.cpp's own routes and of Chat Completions alike. */
export function openaiErrorReply(error: WireError, service: string): ErrorReply {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', ...openaiHeaders(service), ...error.headers },
    body: JSON.stringify(openaiError(error, service)),
  };
}

/** What Chat Completions says when it fails (§2.2, §4). */
export function openaiBytes(service: string, model = ''): FaultBytes {
  const ping = openaiPing(service);
  const head = chunkHead(model);
  return {
    streamHeaders: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      ...openaiHeaders(service),
    },
    errorReply: (error) => openaiErrorReply(error, service),
    errorFrame: (error) => sseEvent(openaiErrorChunk(error, service, head)),
    brokenFrame: 'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"con\n\n',
    openFrame: 'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"',
    ...(ping === undefined ? {} : { ping }),
    finishError: finish(head, { content: '' }, 'error'),
    emptyAnswer: (named) => finish(chunkHead(named), { role: 'assistant', content: '' }, 'stop'),
    refusal: (named) => finish(chunkHead(named), {}, 'content_filter'),
    textOf,
    isClosing: (frame) => frame.includes('[DONE]') || /"(finish_reason|stop)":(true|"\w)/.test(frame),
    frameEnd: /\r?\n\r?\n/,
  };
}

function finish(head: object, delta: object, reason: string): string {
  return `${sseEvent({ ...head, choices: [{ index: 0, delta, finish_reason: reason }] })}data: [DONE]\n\n`;
}

/** Chat says `delta.content`, the older completions `text`, llama.cpp's infill `content`. */
function textOf(frame: string): string {
  const chunk = objectIn(frame);
  const [choice] = Array.isArray(chunk?.['choices']) ? chunk['choices'].map(asObject) : [];
  return asText(asObject(choice?.['delta'])?.['content']) || asText(choice?.['text']) || asText(chunk?.['content']);
}
