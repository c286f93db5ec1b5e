import type { WireError } from '../../../src/core/outages/fault';
import { json, type Answer, type Ending, type Frame, type Reply, type Speech } from '../wire';
import { errorBody } from './errors';

const messageId = 'msg_01Simulated000000000000';
const signature = 'EqQBCgIYAhIkSimulatedSignature==';

const stopReasons: Record<Ending, string> = {
  complete: 'end_turn',
  length: 'max_tokens',
  'stop-sequence': 'stop_sequence',
  tool: 'tool_use',
  refused: 'refusal',
};

/** An answer as server-sent events (§1.5). */
export function messageSpeech(model: string, answer: Answer, headers: Readonly<Record<string, string>>): Speech {
  return {
    kind: 'speech',
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    frames: framesOf(model, answer),
    answer,
    ping: event('ping', { type: 'ping' }),
    errorFrame: (error: WireError) => event('error', errorBody(error)),
    brokenFrame:
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_del\n\n',
    openFrame:
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"',
  };
}

/** The same answer in one piece. */
export function messageReply(model: string, answer: Answer, headers: Readonly<Record<string, string>>): Reply {
  const content: unknown[] = [];
  if (answer.thinking !== '')
    content.push({ type: 'thinking', thinking: answer.thinkingShown ? answer.thinking : '', signature });
  if (answer.text !== '') content.push({ type: 'text', text: answer.text });
  if (answer.tool) {
    content.push({
      type: 'tool_use',
      id: answer.tool.id,
      name: answer.tool.name,
      input: JSON.parse(answer.tool.parts.join('')),
    });
  }
  const message = { ...openMessage(model, answer), content, ...ending(answer) };
  return json(200, { ...message, usage: usageOf(answer) }, headers);
}

function framesOf(model: string, answer: Answer): readonly Frame[] {
  const frames: Frame[] = [];
  const push = (part: Frame['part'], type: string, fields: object, text?: string): void => {
    frames.push({ part, bytes: event(type, { type, ...fields }), ...(text === undefined ? {} : { text }) });
  };
  push('open', 'message_start', { message: openMessage(model, answer) });
  let index = 0;
  if (answer.thinking !== '') {
    push('thinking', 'content_block_start', {
      index,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    });
    frames.push({ part: 'thinking', bytes: event('ping', { type: 'ping' }) });
    for (const sentence of answer.thinkingShown ? answer.thinking.split(/(?<=\. )/) : []) {
      push('thinking', 'content_block_delta', { index, delta: { type: 'thinking_delta', thinking: sentence } });
    }
    push('thinking', 'content_block_delta', { index, delta: { type: 'signature_delta', signature } });
    push('thinking', 'content_block_stop', { index });
    index += 1;
  }
  if (answer.text !== '') {
    push('open', 'content_block_start', { index, content_block: { type: 'text', text: '' } });
    frames.push({ part: 'open', bytes: event('ping', { type: 'ping' }) });
    for (const chunk of answer.chunks) {
      push('text', 'content_block_delta', { index, delta: { type: 'text_delta', text: chunk } }, chunk);
    }
    push('close', 'content_block_stop', { index });
    index += 1;
  }
  if (answer.tool) {
    const { id, name, parts } = answer.tool;
    push('tool', 'content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } });
    for (const part of parts) {
      push('tool', 'content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: part } });
    }
    push('close', 'content_block_stop', { index });
  }
  push('close', 'message_delta', { delta: ending(answer), usage: { output_tokens: answer.outputTokens } });
  push('close', 'message_stop', {});
  return frames;
}

function openMessage(model: string, answer: Answer): object {
  return {
    id: messageId,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: answer.inputTokens, output_tokens: 1 },
  };
}

function ending(answer: Answer): object {
  return {
    stop_reason: stopReasons[answer.ending],
    stop_sequence: answer.stopSequence ?? null,
    ...(answer.ending === 'refused'
      ? { stop_details: { type: 'refusal', category: 'cyber', explanation: 'The request was declined by policy.' } }
      : {}),
  };
}

function usageOf(answer: Answer): object {
  return { input_tokens: answer.inputTokens, output_tokens: answer.outputTokens };
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
