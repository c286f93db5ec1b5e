import { sseEvent } from '../../../src/core/outages/bytes/frames';
import { chunkHead, openaiBytes, openaiHeaders, openaiPing } from '../../../src/core/outages/bytes/openai';
import { json, type Answer, type Ending, type Frame, type Reply, type Speech } from '../wire';
import type { Service } from '../services';

const finishReasons: Record<Ending, string> = {
  complete: 'stop',
  length: 'length',
  'stop-sequence': 'stop',
  tool: 'tool_calls',
  refused: 'content_filter',
};

/** How a stream is shaped besides its words. */
export interface ChunkStyle {
  /** `chat`: `delta.content`; `text`: the old completions' `text`. */
  readonly kind: 'chat' | 'text';
  /** One more chunk with the usage and no choices at the end (§2.2). */
  readonly usage: boolean;
  /** Words sent before the answer: Mistral and llama.cpp repeat the message that they carry on. */
  readonly echo: string;
}

/** An answer as the chunks of Chat Completions (§2.2). */
export function chunkSpeech(model: string, answer: Answer, service: Service, style: ChunkStyle): Speech {
  const bytes = openaiBytes(service.id, model);
  const frames = framesOf(answer, chunkHead(model, style.kind), style, openaiPing(service.id));
  return { ...bytes, kind: 'speech', headers: bytes.streamHeaders, frames, answer };
}

/** The same answer in one piece. */
export function chunkReply(model: string, answer: Answer, service: Service, style: ChunkStyle): Reply {
  const finish = finishReasons[answer.ending];
  const text = style.echo + answer.text;
  const message = { role: 'assistant', content: text, ...(answer.tool ? { tool_calls: [toolCall(answer)] } : {}) };
  const choice =
    style.kind === 'text'
      ? { index: 0, text, logprobs: null, finish_reason: finish }
      : { index: 0, message, logprobs: null, finish_reason: finish };
  const head = chunkHead(model, style.kind);
  const object = style.kind === 'text' ? 'text_completion' : 'chat.completion';
  return json(200, { ...head, object, choices: [choice], usage: usageOf(answer) }, openaiHeaders(service.id));
}

function framesOf(answer: Answer, head: object, style: ChunkStyle, ping: string | undefined): readonly Frame[] {
  const frames: Frame[] = [];
  const push = (part: Frame['part'], delta: object, finish: string | null, text?: string): void => {
    const choice =
      style.kind === 'text'
        ? { index: 0, ...delta, logprobs: null, finish_reason: finish }
        : { index: 0, delta, finish_reason: finish };
    frames.push({ part, bytes: sseEvent({ ...head, choices: [choice] }), ...(text === undefined ? {} : { text }) });
  };
  const content = (text: string): object => (style.kind === 'text' ? { text } : { content: text });
  if (ping !== undefined) frames.push({ part: 'open', bytes: ping });
  if (style.kind === 'chat') push('open', { role: 'assistant', content: '' }, null);
  if (style.echo !== '') push('open', content(style.echo), null);
  for (const chunk of answer.chunks) push('text', content(chunk), null, chunk);
  if (answer.tool) {
    const { id, name, parts } = answer.tool;
    push('tool', { tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }] }, null);
    for (const part of parts) push('tool', { tool_calls: [{ index: 0, function: { arguments: part } }] }, null);
  }
  push('close', style.kind === 'text' ? { text: '' } : {}, finishReasons[answer.ending]);
  if (style.usage) frames.push({ part: 'close', bytes: sseEvent({ ...head, choices: [], usage: usageOf(answer) }) });
  frames.push({ part: 'close', bytes: 'data: [DONE]\n\n' });
  return frames;
}

function toolCall(answer: Answer): object {
  return {
    id: answer.tool?.id,
    type: 'function',
    function: { name: answer.tool?.name, arguments: answer.tool?.parts.join('') },
  };
}

function usageOf(answer: Answer): object {
  return {
    prompt_tokens: answer.inputTokens,
    completion_tokens: answer.outputTokens,
    total_tokens: answer.inputTokens + answer.outputTokens,
  };
}
