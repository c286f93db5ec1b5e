import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/core/contract/failure';
import { providerOn, say } from './bytes';

const sse = { 'content-type': 'text/event-stream' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const claudeText =
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\n';
const openAiText = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n';
const ollamaText = '{"model":"g","message":{"role":"assistant","content":"Hi"},"done":false}\n';

/** What comes after "Hi", from the sections named. */
const rows: readonly [string, string, string, FailureKind][] = [
  [
    '§1.5',
    'claude',
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_9"}\n\n',
    'overloaded',
  ],
  [
    '§1.5',
    'claude',
    'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"Internal"}}\n\n',
    'server',
  ],
  ['§0', 'claude', 'event: content_block_delta\ndata: {"type":"content_bl\n\n', 'cut-off'],
  [
    '§2.1',
    'openai',
    'data: {"error":{"message":"The server had an error","type":"server_error","code":null}}\n\n',
    'server',
  ],
  [
    '§2.1',
    'openai',
    'event: error\ndata: {"error":{"message":"overloaded","type":"service_unavailable_error","code":"server_is_overloaded"}}\n\n',
    'overloaded',
  ],
  ['§0', 'openai', 'data: {"choices":[{"ind\n\n', 'cut-off'],
  [
    '§4 OpenRouter',
    'openrouter',
    'data: {"id":"x","object":"chat.completion.chunk","error":{"code":"server_error","message":"Provider disconnected unexpectedly"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n',
    'server',
  ],
  [
    '§4 OpenRouter',
    'openrouter',
    'data: {"id":"x","error":{"code":429,"message":"Rate limited upstream"},"choices":[]}\n\n',
    'rate-limited',
  ],
  [
    '§4 OpenRouter',
    'openrouter',
    'data: {"id":"x","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\ndata: [DONE]\n\n',
    'server',
  ],
  [
    '§4 Gemini',
    'gemini',
    'data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}\n\n',
    'overloaded',
  ],
  ['§3.3', 'ollama', '{"error":"an error was encountered while running the model: unexpected EOF"}\n', 'server'],
  [
    '§3.3',
    'ollama',
    '{"error":"model requires more system memory (9.6 GiB) than is available (3.1 GiB)"}\n',
    'local-memory',
  ],
  ['§0', 'ollama', '{"model":"g","mess\n', 'cut-off'],
];

describe('errors inside a stream that began with 200, read by the real SDKs', () => {
  for (const [section, provider, rest, kind] of rows) {
    const text = provider === 'claude' ? claudeText : provider === 'ollama' ? ollamaText : openAiText;
    const headers = provider === 'ollama' ? ndjson : sse;
    it(`${provider}: ${rest.slice(0, 60).replaceAll('\n', ' ')}… is ${kind} (${section})`, async () => {
      const after = await say(providerOn(provider, () => new Response(text + rest, { headers })));
      assert.equal(after.text, 'Hi');
      assert.equal(after.failure?.kind, kind, JSON.stringify(after.failure?.evidence));
      assert.equal(after.failure.evidence.phase, 'midAnswer');
      const first = await say(providerOn(provider, () => new Response(rest, { headers })));
      assert.equal(first.failure?.kind, kind);
      assert.equal(first.failure.evidence.phase, 'firstEvent');
    });
  }

  it('an error inside a stream keeps its request id', async () => {
    const { failure } = await say(providerOn('claude', () => new Response(rows[0]![2], { headers: sse })));
    assert.equal(failure?.requestId, 'req_9');
  });

  it('an answer of thoughts alone is empty', async () => {
    const bytes =
      'data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm"},"finish_reason":"length"}]}\n\ndata: [DONE]\n\n';
    const { failure, thinking } = await say(providerOn('deepseek', () => new Response(bytes, { headers: sse })));
    assert.equal(thinking, 'Hm');
    assert.equal(failure?.kind, 'empty');
  });

  it('what breaks after the proof of completion takes nothing from the answer', async () => {
    const bytes = `${openAiText}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: {"bro\n\n`;
    const { end, text } = await say(providerOn('openai', () => new Response(bytes, { headers: sse })));
    assert.deepEqual([text, end], ['Hi', 'complete']);
  });

  it('nothing of an answer or an error is printed to the console', async () => {
    const printed: unknown[] = [];
    const kept = { ...console };
    for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
      console[method] = (...words: unknown[]) => void printed.push(words);
    }
    try {
      for (const [, provider, rest] of rows) {
        await say(providerOn(provider, () => new Response(rest, { headers: provider === 'ollama' ? ndjson : sse })));
        await say(providerOn(provider, () => new Response('not json', { status: 500 })));
      }
    } finally {
      Object.assign(console, kept);
    }
    assert.deepEqual(printed, []);
  });
});
