import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import type { ServiceId } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';

describe('what the simulated services refuse, as the real ones do', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  const ask = { model: 'claude-sonnet-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] };

  async function claudeRefuses(
    body: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; type?: string; message?: string }> {
    const answer = await fetch(`${simulator.url('claude')}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${simulator.key('claude')}`,
        'anthropic-version': '2026-10-21',
        ...headers,
      },
      body: JSON.stringify({ ...ask, ...body }),
    });
    const { error } = (await answer.json()) as { error?: { type: string; message: string } };
    return { status: answer.status, ...error };
  }

  it('Claude: sampling fields in version 2026-10-21, but not in the old one', async () => {
    for (const field of ['temperature', 'top_p', 'top_k']) {
      assert.deepEqual(
        Object.values(await claudeRefuses({ [field]: 1 })).slice(0, 2),
        [400, 'invalid_request_error'],
        field,
      );
    }
    assert.equal((await claudeRefuses({ temperature: 1 }, { 'anthropic-version': '2023-06-01' })).status, 200);
    assert.equal((await claudeRefuses({}, { 'anthropic-version': '1999-01-01' })).status, 400);
  });

  it('Claude: thinking that the model cannot do', async () => {
    assert.equal((await claudeRefuses({ thinking: { type: 'disabled' } })).status, 400);
    assert.equal((await claudeRefuses({ thinking: { type: 'enabled', budget_tokens: 2000 } })).status, 400);
    assert.equal((await claudeRefuses({ thinking: { type: 'adaptive', display: 'summarized' } })).status, 200);
    assert.equal(
      (
        await claudeRefuses({
          model: 'claude-haiku-5-5',
          thinking: { type: 'disabled' },
          output_config: { effort: 'low' },
        })
      ).status,
      200,
    );
  });

  it('Claude: a wrong key, an unknown model, missing and unknown fields, a forced tool', async () => {
    const key = await claudeRefuses({}, { authorization: 'Bearer wrong' });
    assert.deepEqual([key.status, key.type, key.message], [401, 'authentication_error', 'invalid x-api-key']);
    const model = await claudeRefuses({ model: 'claude-1' });
    assert.deepEqual([model.status, model.type, model.message], [404, 'not_found_error', 'model: claude-1']);
    assert.match((await claudeRefuses({ max_tokens: undefined })).message ?? '', /max_tokens: Field required/);
    assert.match((await claudeRefuses({ logit_bias: {} })).message ?? '', /Extra inputs/);
    assert.match((await claudeRefuses({ messages: [] })).message ?? '', /at least one message/);
    assert.equal((await claudeRefuses({ tool_choice: { type: 'any' } })).status, 400);
  });

  it('Claude: takes the key in either header, and lists models and counts tokens for free', async () => {
    const client = new Anthropic({ apiKey: simulator.key('claude'), baseURL: simulator.url('claude'), maxRetries: 0 });
    const models = await client.models.list({ limit: 2 });
    assert.deepEqual(
      models.data.map(({ id, max_input_tokens }) => [id, max_input_tokens]),
      [
        ['claude-sonnet-5-5', 1_000_000],
        ['claude-haiku-5-5', 1_000_000],
      ],
    );
    const count = await client.messages.countTokens({
      model: 'claude-haiku-5-5',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    assert.ok(count.input_tokens > 0);
    await assert.rejects(
      client.messages.countTokens({ model: 'claude-1', messages: [{ role: 'user', content: 'Hello' }] }),
      { status: 404 },
    );
    assert.equal((await claudeRefuses({}, { authorization: '', 'x-api-key': simulator.key('claude') })).status, 200);
    assert.equal(simulator.control.journal.counter('claude').free, 3);
  });

  function compatible(service: ServiceId, apiKey = simulator.key(service) || 'none'): OpenAI {
    return new OpenAI({
      apiKey,
      baseURL: simulator.url(service),
      maxRetries: 0,
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  it('OpenAI-compatible services: keys, models and fields, each in its own shape', async () => {
    const hello = [{ role: 'user' as const, content: 'Hello' }];
    const chat = (service: ServiceId, body: object, key?: string): Promise<unknown> =>
      compatible(service, key).chat.completions.create({ model: 'none', messages: hello, ...body });
    await assert.rejects(chat('openai', { model: 'gpt-6-luna' }, 'wrong'), { status: 401, code: 'invalid_api_key' });
    await assert.rejects(chat('openai', {}), { status: 404, code: 'model_not_found' });
    await assert.rejects(chat('openai', { model: 'gpt-6-luna', max_tokens: 5 }), {
      status: 400,
      code: 'unsupported_parameter',
    });
    await assert.rejects(chat('gemini', { model: 'gemini-3.8-flash' }, 'wrong'), (error: Error) =>
      /^400 \[.*API_KEY_INVALID/s.test(error.message),
    );
    await assert.rejects(chat('gemini', { model: 'gemini-3.8-flash', store: false }), /Unknown name \\?"store/);
    await assert.rejects(chat('mistral', {}), { status: 400, code: '1500' });
    await chat('llamacpp', {});
  });

  it('Ollama: what the model cannot do, and a model that is not there', async () => {
    const ollama = new Ollama({ host: simulator.url('ollama') });
    await assert.rejects(ollama.chat({ model: 'none', messages: [] }), {
      status_code: 404,
      error: "model 'none' not found",
    });
    await assert.rejects(ollama.generate({ model: 'gemma3:4b', prompt: 'a', suffix: 'b' }), /does not support insert/);
    await assert.rejects(
      ollama.generate({ model: 'gemma3:4b', prompt: 'a', think: true }),
      /does not support thinking/,
    );
    await assert.rejects(ollama.generate({ model: 'gemma3:4b', prompt: 'a', raw: true, system: 's' }), {
      status_code: 400,
    });
    await assert.rejects(ollama.show({ model: 'none' }), { status_code: 404 });
  });
});
