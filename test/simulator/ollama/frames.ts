import { jsonLine } from '../../../src/core/outages/bytes/frames';
import { lineHead, ollamaBytes } from '../../../src/core/outages/bytes/ollama';
import { json, type Answer, type Frame, type Reply, type Speech } from '../wire';

const utf8 = { 'content-type': 'application/json; charset=utf-8' };

/** Chat says `message`, generate says `response`, and without a raw prompt of the client's own at the end its tokens. */
export type OllamaRoute = 'chat' | 'generate' | 'raw';

/** An answer as lines of JSON (`providers.md` §3.2). */
export function lineSpeech(model: string, answer: Answer, route: OllamaRoute, loadMs: number): Speech {
  return {
    ...ollamaBytes,
    kind: 'speech',
    headers: ollamaBytes.streamHeaders,
    frames: framesOf(model, answer, route, loadMs),
    answer,
    waitMs: loadMs,
  };
}

/** The same answer in one piece. */
export function lineReply(model: string, answer: Answer, route: OllamaRoute, loadMs: number): Reply {
  const content =
    route === 'chat' ? { message: { role: 'assistant', content: answer.text } } : { response: answer.text };
  return {
    ...json(200, { ...lineHead(model), ...content, ...lastFields(answer, route, loadMs) }, utf8),
    waitMs: loadMs,
  };
}

/** The one object that says a model was loaded or unloaded. */
export function loadReply(model: string, route: OllamaRoute, doneReason: 'load' | 'unload', loadMs: number): Reply {
  const content = route === 'chat' ? { message: { role: 'assistant', content: '' } } : { response: '' };
  return {
    ...json(200, { ...lineHead(model), ...content, done: true, done_reason: doneReason }, utf8),
    waitMs: loadMs,
  };
}

function framesOf(model: string, answer: Answer, route: OllamaRoute, loadMs: number): readonly Frame[] {
  const frames: Frame[] = [];
  const push = (part: Frame['part'], fields: object, text?: string): void => {
    frames.push({
      part,
      bytes: jsonLine({ ...lineHead(model), ...fields, done: false }),
      ...(text === undefined ? {} : { text }),
    });
  };
  const content = (text: string): object =>
    route === 'chat' ? { message: { role: 'assistant', content: text } } : { response: text };
  if (answer.thinking !== '') {
    const thinking =
      route === 'chat'
        ? { message: { role: 'assistant', content: '', thinking: answer.thinking } }
        : { response: '', thinking: answer.thinking };
    push('thinking', thinking);
  }
  for (const chunk of answer.chunks) push('text', content(chunk), chunk);
  if (answer.tool) {
    // Ollama sends a call whole: its server parses the model's text first.
    const call = { function: { name: answer.tool.name, arguments: JSON.parse(answer.tool.parts.join('')) as unknown } };
    push('tool', { message: { role: 'assistant', content: '', tool_calls: [call] } });
  }
  frames.push({
    part: 'close',
    bytes: jsonLine({ ...lineHead(model), ...content(''), ...lastFields(answer, route, loadMs) }),
  });
  return frames;
}

/** The last line's own fields; durations are nanoseconds. */
function lastFields(answer: Answer, route: OllamaRoute, loadMs: number): object {
  const load = loadMs * 1_000_000 + 4_500_000;
  return {
    done: true,
    done_reason: answer.ending === 'length' ? 'length' : 'stop',
    ...(route === 'generate' ? { context: [2, 106, 1645] } : {}),
    total_duration: load + 350_000_000,
    load_duration: load,
    prompt_eval_count: answer.inputTokens,
    prompt_eval_duration: 42_000_000,
    eval_count: answer.outputTokens,
    eval_duration: 290_000_000,
  };
}
