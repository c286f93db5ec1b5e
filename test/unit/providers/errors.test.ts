import assert from 'node:assert/strict';
import { errorFixtures } from '../../fixtures/wire/errors';
import { providerOn, say } from './bytes';

describe('answers that refuse, read from recorded bytes by the real SDKs', () => {
  for (const { name, section, provider, status, headers, body, kind, ...more } of errorFixtures) {
    it(`${provider}: ${name} is ${kind} (${section})`, async () => {
      const { failure, events } = await say(providerOn(provider, () => new Response(body, { status, headers })));
      assert.equal(failure?.kind, kind, JSON.stringify(failure?.evidence));
      assert.equal(events.length, 1);
      assert.equal(failure.retryAfterMs, more.retryAfterMs);
      if (more.requestId !== undefined) assert.equal(failure.requestId, more.requestId);
    });
  }

  it('evidence keeps no cookie, no page and not more than 500 characters of words', async () => {
    const headers = { 'set-cookie': 'a=b', 'content-type': 'text/html' };
    const page = await say(providerOn('claude', () => new Response('<html>secret</html>', { status: 403, headers })));
    assert.deepEqual(Object.keys(page.failure?.evidence.headers ?? {}), ['content-type']);
    assert.equal(page.failure?.evidence.text, undefined);
    const long = JSON.stringify({ error: 'x'.repeat(9_000) });
    const words = await say(providerOn('ollama', () => new Response(long, { status: 500 })));
    assert.equal(words.failure?.evidence.text?.length, 500);
  });
});
