import type { ProviderEvent } from '../../contract/events';
import type { Decoder } from '../streamCall';

/**
 * Removes the message that a server repeats before it carries on, as Mistral and llama.cpp do. Text is held back only as long as it could
 * still be that prefix; if it turns out to be something else, all of it comes through.
 */
export function dropEcho<Chunk>(decoder: Decoder<Chunk>, prefix: string): Decoder<Chunk> {
  let held: string | undefined = '';
  const release = (): readonly ProviderEvent[] => {
    const text = held ?? '';
    held = undefined;
    return text === '' ? [] : [{ t: 'text', text }];
  };
  const pass = (event: ProviderEvent): readonly ProviderEvent[] => {
    if (held === undefined) return [event];
    if (event.t === 'usage' || event.t === 'thinking') return [event];
    if (event.t !== 'text') return [...release(), event];
    held += event.text;
    if (held.startsWith(prefix)) {
      held = held.slice(prefix.length);
      return release();
    }
    return prefix.startsWith(held) ? [] : release();
  };
  return {
    take(chunk) {
      const events = decoder.take(chunk).flatMap(pass);
      return decoder.end === undefined ? events : [...events, ...release()];
    },
    get end() {
      return decoder.end;
    },
    get isDone() {
      return decoder.isDone;
    },
  };
}
