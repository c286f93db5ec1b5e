import type { OpenAI } from 'openai';
import type { ProviderEvent } from '../../contract/events';
import { numberProperty, property, stringProperty } from '../causes';
import type { Decoder, EndReason } from '../streamCall';
import { InBandError } from '../wireEvidence';
import { ToolCalls } from './toolCalls';

/** What each `finish_reason` proves (`providers.md` §2.2). One that is missing, or `error`, proves nothing. */
const endOf: Readonly<Record<string, EndReason>> = {
  stop: 'complete',
  eos: 'complete',
  length: 'length',
  tool_calls: 'tool',
  function_call: 'tool',
  content_filter: 'refused',
};

/** Reads the chunks of Chat Completions, of Mistral's FIM route too. Complete with a real `finish_reason`. */
export function createChatDecoder(): Decoder<OpenAI.ChatCompletionChunk> {
  const tools = new ToolCalls();
  let end: EndReason | undefined;
  let hasRefused = false;
  return {
    take(chunk) {
      // The chunk with the usage has no choices, and some servers leave the field out.
      const choice = chunk.choices?.[0];
      const { delta } = choice ?? {};
      const events: ProviderEvent[] = [];
      const thinking = stringProperty(delta, 'reasoning_content') ?? stringProperty(delta, 'reasoning');
      if (thinking !== undefined) events.push({ t: 'thinking', text: thinking });
      const text = contentText(delta?.content) + (delta?.refusal ?? '');
      if (text !== '') events.push({ t: 'text', text });
      hasRefused ||= Boolean(delta?.refusal);
      events.push(...tools.take(delta?.tool_calls ?? []));
      const reason: string | null | undefined = choice?.finish_reason;
      if (reason) {
        end = provenEnd(reason);
        if (end === 'complete' && hasRefused) end = 'refused';
        events.push(...tools.close());
      }
      events.push(...usageOf(chunk.usage));
      return events;
    },
    get end() {
      return end;
    },
    // The usage may follow the finish reason, so reading goes on to `[DONE]` or the end of the body.
    isDone: false,
  };
}

/** Reads the chunks of the old completions route: raw prompts and DeepSeek's FIM. */
export function createTextDecoder(): Decoder<OpenAI.Completion> {
  let end: EndReason | undefined;
  return {
    take(chunk) {
      const choice = chunk.choices?.[0];
      const reason: string | null | undefined = choice?.finish_reason;
      if (reason) end = provenEnd(reason);
      const text: readonly ProviderEvent[] = choice?.text ? [{ t: 'text', text: choice.text }] : [];
      return [...text, ...usageOf(chunk.usage)];
    },
    get end() {
      return end;
    },
    isDone: false,
  };
}

/** Reads llama.cpp's own chunks, `{content, stop, stop_type}`. Complete with `stop: true`. */
export function createInfillDecoder(): Decoder<unknown> {
  let end: EndReason | undefined;
  return {
    take(chunk) {
      const text = stringProperty(chunk, 'content');
      const events: ProviderEvent[] = text === undefined ? [] : [{ t: 'text', text }];
      if (property(chunk, 'stop') !== true) return events;
      const isCut = stringProperty(chunk, 'stop_type') === 'limit' || property(chunk, 'stopped_limit') === true;
      end = isCut ? 'length' : 'complete';
      const input = numberProperty(chunk, 'tokens_evaluated');
      const output = numberProperty(chunk, 'tokens_predicted');
      if (input !== undefined && output !== undefined) events.push({ t: 'usage', input, output });
      return events;
    },
    get end() {
      return end;
    },
    get isDone() {
      return end !== undefined;
    },
  };
}

function provenEnd(reason: string): EndReason {
  // OpenRouter ends a stream so when its upstream failed, and the SDK lets it pass (§4).
  if (reason === 'error') throw new InBandError({ type: 'finish_reason_error', text: 'finish_reason: error' });
  return endOf[reason] ?? 'complete';
}

/** Mistral's reasoning models send a list of parts where others send a string. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => stringProperty(part, 'text') ?? '').join('');
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined): readonly ProviderEvent[] {
  return usage ? [{ t: 'usage', input: usage.prompt_tokens, output: usage.completion_tokens }] : [];
}
