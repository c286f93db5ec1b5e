import {
  anthropicBytes,
  anthropicHeaders,
  messageEnd,
  openMessage,
  type StopReason,
} from '../../../src/core/outages/bytes/anthropic';
import { sseEvent } from '../../../src/core/outages/bytes/frames';
import { json, type Answer, type Ending, type Frame, type Reply, type Speech } from '../wire';

const signature = 'EqQBCgIYAhIkSimulatedSignature==';

const stopReasons: Record<Ending, StopReason> = {
  complete: 'end_turn',
  length: 'max_tokens',
  'stop-sequence': 'stop_sequence',
  tool: 'tool_use',
  refused: 'refusal',
};

/** An answer as server-sent events (§1.5). */
export function messageSpeech(model: string, answer: Answer, service: string): Speech {
  const bytes = anthropicBytes(service);
  return { ...bytes, kind: 'speech', headers: bytes.streamHeaders, frames: framesOf(model, answer), answer };
}

/** The same answer in one piece. */
export function messageReply(model: string, answer: Answer, service: string): Reply {
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
  const message = { ...openMessage(model, answer.inputTokens), content, ...ending(answer) };
  return json(200, { ...message, usage: usageOf(answer) }, anthropicHeaders(service));
}

function framesOf(model: string, answer: Answer): readonly Frame[] {
  const frames: Frame[] = [];
  const push = (part: Frame['part'], type: string, fields: object, text?: string): void => {
    frames.push({ part, bytes: event(type, { type, ...fields }), ...(text === undefined ? {} : { text }) });
  };
  push('open', 'message_start', { message: openMessage(model, answer.inputTokens) });
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

function ending(answer: Answer): object {
  return messageEnd(stopReasons[answer.ending], answer.stopSequence);
}

function usageOf(answer: Answer): object {
  return { input_tokens: answer.inputTokens, output_tokens: answer.outputTokens };
}

function event(name: string, data: unknown): string {
  return sseEvent(data, name);
}
