import type { ChatResponse, GenerateResponse } from 'ollama/browser';
import type { ProviderEvent } from '../../contract/events';
import type { Decoder, EndReason } from '../streamCall';

/** Reads the lines of `/api/chat`. Complete with `done: true` (`providers.md` §3.2). */
export function createOllamaChatDecoder(): Decoder<ChatResponse> {
  let calls = 0;
  return decoder(
    (line) => {
      const { message } = line;
      const events: ProviderEvent[] = [];
      if (message?.thinking) events.push({ t: 'thinking', text: message.thinking });
      if (message?.content) events.push({ t: 'text', text: message.content });
      for (const call of message?.tool_calls ?? []) {
        // Ollama sends a call whole and without an id.
        const { name, arguments: args } = call.function;
        events.push({ t: 'tool', id: `call_${calls++}`, name, json: JSON.stringify(args), last: true });
      }
      return events;
    },
    () => calls > 0,
  );
}

/** Reads the lines of `/api/generate`. */
export function createOllamaHoleDecoder(): Decoder<GenerateResponse> {
  return decoder(
    (line) => (line.response ? [{ t: 'text', text: line.response }] : []),
    () => false,
  );
}

type Line = Pick<ChatResponse, 'done' | 'done_reason' | 'prompt_eval_count' | 'eval_count'>;

function decoder<L extends Line>(read: (line: L) => readonly ProviderEvent[], hasCalls: () => boolean): Decoder<L> {
  let end: EndReason | undefined;
  return {
    take(line) {
      const events = read(line);
      if (!line.done) return events;
      end = line.done_reason === 'length' ? 'length' : hasCalls() ? 'tool' : 'complete';
      return [...events, { t: 'usage', input: line.prompt_eval_count ?? 0, output: line.eval_count ?? 0 }];
    },
    get end() {
      return end;
    },
    get isDone() {
      return end !== undefined;
    },
  };
}
