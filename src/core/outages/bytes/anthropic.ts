import type { WireError } from '../faults/fault';
import { edgeHeaders } from './edge';
import type { FaultBytes } from './faultBytes';
import { asObject, asText, objectIn, sseEvent } from './frames';

/** The id every made-up answer carries. */
const requestId = 'req_011CSimulated0000000000000';

/** Why a message ends, in the wire's words (`providers.md` §1.5). */
export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'refusal';

/** Headers of every answer of this wire, whatever becomes of it (§1.4). */
export function anthropicHeaders(service: string): Readonly<Record<string, string>> {
  return {
    ...edgeHeaders(service),
    'request-id': requestId,
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-requests-reset': '2026-11-21T09:00:01Z',
  };
}

/** The body of an error, also of an error event (§1.4, §1.5). */
export function anthropicError(error: WireError): unknown {
  return {
    type: 'error',
    error: {
      type: error.type ?? 'api_error',
      message: error.message,
      ...(error.code === undefined ? {} : { details: { error_code: error.code } }),
    },
    request_id: requestId,
  };
}

/** A message as it opens: no content yet. */
export function openMessage(model: string, inputTokens: number): object {
  return {
    id: 'msg_01Simulated000000000000',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: inputTokens, output_tokens: 1 },
  };
}

/** The fields that end a message. */
export function messageEnd(reason: StopReason, stopSequence?: string): object {
  return {
    stop_reason: reason,
    stop_sequence: stopSequence ?? null,
    ...(reason === 'refusal'
      ? { stop_details: { type: 'refusal', category: 'cyber', explanation: 'The request was declined by policy.' } }
      : {}),
  };
}

/** What Anthropic Messages says when it fails (§1.4, §1.5). */
export function anthropicBytes(service: string): FaultBytes {
  const headers = anthropicHeaders(service);
  return {
    streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    errorReply: (error) => ({
      status: error.status,
      headers: { 'content-type': 'application/json', ...headers, ...error.headers },
      body: JSON.stringify(anthropicError(error)),
    }),
    errorFrame: (error) => sseEvent(anthropicError(error), 'error'),
    brokenFrame:
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_del\n\n',
    openFrame:
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"',
    ping: sseEvent({ type: 'ping' }, 'ping'),
    emptyAnswer: (model) => opening(model) + closing('end_turn'),
    refusal: (model, begun) =>
      begun
        ? sseEvent({ type: 'content_block_stop', index: 0 }, 'content_block_stop') + closing('refusal')
        : opening(model) + closing('refusal'),
    textOf: (frame) => asText(asObject(objectIn(frame)?.['delta'])?.['text']),
    isClosing: (frame) => /^event: message_(delta|stop)/m.test(frame),
    frameEnd: /\r?\n\r?\n/,
  };
}

function opening(model: string): string {
  return sseEvent({ type: 'message_start', message: openMessage(model, 1) }, 'message_start');
}

function closing(reason: StopReason): string {
  const delta = { type: 'message_delta', delta: messageEnd(reason), usage: { output_tokens: 1 } };
  return sseEvent(delta, 'message_delta') + sseEvent({ type: 'message_stop' }, 'message_stop');
}
