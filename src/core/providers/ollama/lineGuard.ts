import { property } from '../causes';
import type { CallClient } from '../streamCall';
import { StreamLimit } from '../streamLimit';
import type { FetchLike } from '../watchedFetch';

/**
 * Stands between the network and Ollama's package, which skips a broken line silently, throws errors of a stream without
 * saying so, and prints bodies to the console (`providers.md` §3.6). Whole lines that are JSON pass; anything else ends the
 * stream. A line that is cut off is dropped, so that the package sees the early end.
 */
export function guardLines(call: CallClient): FetchLike {
  const noteInBand = (body: unknown): void => call.noteInBand(body);
  return async (input, init) => {
    const response = await call.fetch(input, init);
    const { status } = response;
    // The body is among the call's facts already; the package only has to throw.
    if (!response.ok) return new Response('{"error":"failed"}', { status, headers: jsonHeaders });
    if (!response.body) return response;
    return new Response(checkedLines(response.body, noteInBand), { status, headers: response.headers });
  };
}

const jsonHeaders = { 'content-type': 'application/json' };

function checkedLines(
  body: ReadableStream<Uint8Array>,
  noteInBand: (body: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const waiting: string[] = [];
  let open = '';
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      try {
        while (waiting.length === 0) {
          const { done, value } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          const lines = (open + decoder.decode(value, { stream: true })).split('\n');
          open = lines.pop() ?? '';
          waiting.push(...lines.filter((line) => line.trim() !== ''));
        }
        // One line at a time, so that good lines before a broken one are read.
        const line = waiting.shift() ?? '';
        const parsed = parse(line);
        if (property(parsed, 'error') !== undefined) noteInBand(parsed);
        controller.enqueue(encoder.encode(`${line}\n`));
      } catch (error) {
        controller.error(error);
        await reader.cancel(error).catch(() => undefined);
      }
    },
    cancel: (reason: unknown): Promise<void> => reader.cancel(reason),
  };
  return new ReadableStream<Uint8Array>(source, { highWaterMark: 0 });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const kind = line.trimStart().startsWith('<') ? 'not-the-wire' : 'broken-frame';
    throw new StreamLimit(kind, error instanceof Error ? error.name : '');
  }
}
