import assert from 'node:assert/strict';
import { requestKind } from '../../../../src/core/outages/faults/requestKind';

const kind = (url: string, body?: unknown, method = 'POST') =>
  requestKind(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

describe('what a request is for', () => {
  it('is an ask where words are generated, on every wire', () => {
    assert.deepEqual(kind('https://a.test/v1/messages', { model: 'claude' }), { t: 'ask', model: 'claude' });
    for (const path of ['/v1/chat/completions', '/v1beta/openai/chat/completions', '/v1/fim/completions', '/infill'])
      assert.equal(kind(`https://a.test${path}`, { model: 'm' }).t, 'ask', path);
    assert.equal(kind('http://127.0.0.1:11434/api/chat', { messages: [{ role: 'user' }] }).t, 'ask');
    assert.equal(kind('http://127.0.0.1:11434/api/generate', { prompt: 'a' }).t, 'ask');
  });

  it('is free where nothing is: lists, checks, counts, headers, and the load of a model', () => {
    assert.equal(kind('https://a.test/v1/models', undefined, 'GET').t, 'free');
    assert.equal(kind('https://a.test/', undefined, 'HEAD').t, 'free');
    assert.equal(kind('https://a.test/v1/messages/count_tokens', {}).t, 'free');
    assert.equal(kind('http://127.0.0.1:11434/api/show', { model: 'm' }).t, 'free');
    assert.equal(kind('http://127.0.0.1:11434/api/chat', { model: 'm', messages: [] }).t, 'free');
    assert.equal(kind('http://127.0.0.1:11434/api/generate', { model: 'm' }).t, 'free');
  });
});
