import type { Anthropic } from '@anthropic-ai/sdk';
import type { ProviderEvent } from '../../contract/events';
import type { Decoder, EndReason } from '../streamCall';

type RawEvent = Anthropic.RawMessageStreamEvent;

/** What each `stop_reason` means (`providers.md` §1.5). A paused turn is one that stopped short. */
const endOf: Readonly<Record<Anthropic.StopReason, EndReason>> = {
  end_turn: 'complete',
  stop_sequence: 'complete',
  max_tokens: 'length',
  pause_turn: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool',
  refusal: 'refused',
};

/** Reads the events of one message. Only `message_stop` proves that it is complete. */
export function createMessagesDecoder(): Decoder<RawEvent> {
  let reason: EndReason = 'complete';
  let isStopped = false;
  let input = 0;
  const tools = new Map<number, { readonly id: string; readonly name: string }>();

  const toolPart = (index: number, json: string, last: boolean): readonly ProviderEvent[] => {
    const tool = tools.get(index);
    return tool ? [{ t: 'tool', ...tool, json, last }] : [];
  };

  return {
    take(event) {
      switch (event.type) {
        case 'message_start':
          // Its count of the output is a placeholder: an answer that ends without `message_delta` has no known price.
          input = inputTokens(event.message.usage);
          return [];
        case 'content_block_start': {
          const block = event.content_block;
          if (block.type === 'text' && block.text !== '') return [{ t: 'text', text: block.text }];
          if (block.type !== 'tool_use') return [];
          tools.set(event.index, { id: block.id, name: block.name });
          return toolPart(event.index, '', false);
        }
        case 'content_block_delta':
          switch (event.delta.type) {
            case 'text_delta':
              return [{ t: 'text', text: event.delta.text }];
            case 'thinking_delta':
              return [{ t: 'thinking', text: event.delta.thinking }];
            case 'input_json_delta':
              return toolPart(event.index, event.delta.partial_json, false);
            default:
              return [];
          }
        case 'content_block_stop':
          return toolPart(event.index, '', true);
        case 'message_delta':
          if (event.delta.stop_reason) reason = endOf[event.delta.stop_reason] ?? 'complete';
          return [{ t: 'usage', input, output: event.usage.output_tokens }];
        case 'message_stop':
          isStopped = true;
          return [];
        default:
          // Events of a later API version are passed through by the SDK (§0).
          return [];
      }
    },
    get end() {
      return isStopped ? reason : undefined;
    },
    get isDone() {
      return isStopped;
    },
  };
}

/** All that was read, cached or not. */
function inputTokens(usage: Anthropic.Usage): number {
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
}
