import type { FaultBytes } from './faultBytes';
import { asObject, asText, jsonLine, objectIn } from './frames';

/** Names no server of today: whoever reads a made-up answer must not take it for one. */
const createdAt = '2026-11-21T09:00:00.000000000Z';

/** The fields with which every line of an answer begins. */
export function lineHead(model: string): object {
  return { model, created_at: createdAt };
}

/** What Ollama's native API says when it fails (`providers.md` §3.2, §3.3). */
export const ollamaBytes: FaultBytes = {
  streamHeaders: { 'content-type': 'application/x-ndjson' },
  errorReply: (error) => ({
    status: error.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...error.headers },
    body: JSON.stringify({ error: error.message }),
  }),
  errorFrame: (error) => jsonLine({ error: error.message }),
  brokenFrame: `{"model":"","created_at":"${createdAt}","message":{"role":"assist\n`,
  openFrame: `{"model":"","created_at":"${createdAt}","message":{"role":"assistant","content":"`,
  emptyAnswer: (model) =>
    jsonLine({ ...lineHead(model), message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' }),
  textOf: (frame) => {
    const line = objectIn(frame);
    return asText(asObject(line?.['message'])?.['content']) || asText(line?.['response']);
  },
  isClosing: (frame) => /"done":true/.test(frame),
  frameEnd: /\n/,
};
