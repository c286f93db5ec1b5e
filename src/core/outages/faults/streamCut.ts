import type { FaultBytes } from '../bytes/faultBytes';

/** Where a stream is cut and what is said from there on. */
export interface Cut {
  readonly bytes: FaultBytes;
  /** So many visible characters of the real answer come through first; a shorter answer is cut before its end. */
  readonly afterChars: number;
  /** Told when the fault strikes; an answer that ends by itself before that was not struck. */
  readonly onStrike: () => void;
  strike(begun: boolean): AsyncGenerator<string, 'end' | 'go on'>;
}

/**
 * A real stream up to the place of the cut, and from there the fault. It strikes between two frames, in place of one that
 * carries text or ends the answer: the proof of completion never slips through before it.
 */
export async function* cutStream(source: AsyncIterable<Uint8Array>, cut: Cut): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let open = '';
  let shown = 0;
  let struck = false;
  for await (const chunk of source) {
    open += decoder.decode(chunk, { stream: true });
    for (;;) {
      const end = cut.bytes.frameEnd.exec(open);
      if (!end) break;
      const frame = open.slice(0, end.index + end[0].length);
      open = open.slice(frame.length);
      const text = cut.bytes.textOf(frame);
      // Some servers end an answer in the frame of its last word.
      const isEnd = cut.bytes.isClosing(frame) && shown + text.length > 0;
      const isDue = isEnd || (text !== '' && shown >= cut.afterChars);
      if (!struck && isDue) {
        struck = true;
        cut.onStrike();
        const saying = cut.strike(shown > 0);
        for (;;) {
          const said = await saying.next();
          if (!said.done) yield encoder.encode(said.value);
          else if (said.value === 'end') return;
          else break;
        }
        // The frame in whose place the fault struck is lost.
        continue;
      }
      shown += text.length;
      yield encoder.encode(frame);
    }
  }
  if (open !== '') yield encoder.encode(open);
}

/** The chunks of a body; the body is closed when the reader stops early. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A body made of chunks. Nothing is read ahead, so that a slow reader is waited for. */
export function toBody(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel: async (): Promise<void> => {
      // What stands still is ended by its signal; it must not be waited for here.
      void chunks.return(undefined).catch(() => undefined);
    },
  };
  return new ReadableStream<Uint8Array>(source, { highWaterMark: 0 });
}
