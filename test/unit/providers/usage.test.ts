import assert from 'node:assert/strict';
import { streamFixtures } from '../../fixtures/wire/streams';
import { bodyOf, providerOn, say } from './bytes';

describe('the tokens that Claude counts', () => {
  const recording = streamFixtures.find(({ provider }) => provider === 'claude')!;
  const headers = { 'content-type': 'text/event-stream' };
  const usageOf = async (bytes: string): Promise<readonly unknown[]> => {
    const body = bodyOf([new TextEncoder().encode(bytes)]);
    const said = await say(providerOn('claude', () => new Response(body, { status: 200, headers })));
    return said.events.filter(({ t }) => t === 'usage');
  };

  it('are told once, with the end of the answer', async () => {
    assert.deepEqual(await usageOf(recording.bytes), [{ t: 'usage', input: 25, output: 15 }]);
  });

  it('are unknown for an answer that was cut: what stands at its beginning is a placeholder', async () => {
    assert.deepEqual(await usageOf(recording.bytes.slice(0, recording.bytes.indexOf('event: message_delta'))), []);
  });
});
