import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import { defaultCompletion } from '../../simulator/answer';
import type { ServiceId } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';

const hole = '<QUERY>function add(a, b) {\n  {{FILL_HERE}}\n}</QUERY>';

describe('the simulated models, filling a hole', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  async function post(
    service: ServiceId,
    path: string,
    body: object,
  ): Promise<Record<string, unknown> & { choices: { text?: string; message?: { content: string } }[] }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${simulator.key(service)}` };
    const answer = await fetch(simulator.url(service) + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as never;
  }

  it('answers the hole filler in its marks, and stops at a stop sequence', async () => {
    const client = new Anthropic({ apiKey: simulator.key('claude'), baseURL: simulator.url('claude'), maxRetries: 0 });
    const ask = {
      model: 'claude-haiku-5-5',
      max_tokens: 128,
      messages: [{ role: 'user' as const, content: hole }],
      thinking: { type: 'disabled' as const },
    };
    const whole = await client.messages.create(ask);
    assert.deepEqual(
      whole.content.map((block) => block.type === 'text' && block.text),
      [`<COMPLETION>${defaultCompletion}</COMPLETION>`],
    );
    const stopped = await client.messages.create({ ...ask, stop_sequences: ['</COMPLETION>'] });
    assert.deepEqual([stopped.stop_reason, stopped.stop_sequence], ['stop_sequence', '</COMPLETION>']);
    assert.equal(simulator.control.journal.counter('claude').completion, 2);
    assert.equal(simulator.control.journal.counter('claude').chat, 0);
  });

  it('fills by every route of its own', async () => {
    simulator.control.script('ollama', { completion: 'return a * b;' });
    const ollama = new Ollama({ host: simulator.url('ollama') });
    const filled = await ollama.generate({ model: 'qwen2.5-coder:1.5b', prompt: 'function', suffix: '}' });
    assert.equal(filled.response, 'return a * b;');
    const raw = await ollama.generate({ model: 'gemma3:4b', prompt: '<fim>', raw: true, options: { num_predict: 1 } });
    assert.deepEqual([raw.response, raw.done_reason], ['retu', 'length']);
    const fim = await post('mistral', '/fim/completions', {
      model: 'codestral-latest',
      prompt: 'function',
      suffix: '}',
    });
    assert.equal(fim.choices[0]?.message?.content, defaultCompletion);
    const beta = await post('deepseek', '/beta/completions', {
      model: 'deepseek-chat',
      prompt: 'function',
      suffix: '}',
    });
    assert.equal(beta.choices[0]?.text, defaultCompletion);
    const studio = await post('lmstudio', '/completions', { model: 'any', prompt: 'function' });
    assert.equal(studio.choices[0]?.text, defaultCompletion);
    for (const service of ['ollama', 'mistral', 'deepseek', 'lmstudio'] as const) {
      assert.equal(simulator.control.journal.counter(service).chat, 0, service);
    }
  });

  it('fills by llama.cpp’s infill, or says that its model cannot', async () => {
    const origin = new URL(simulator.url('llamacpp')).origin;
    const ask = async (): Promise<{ content?: string; error?: { type: string } }> =>
      (
        await fetch(`${origin}/infill`, {
          method: 'POST',
          body: JSON.stringify({ input_prefix: 'f', input_suffix: '}', prompt: '', n_predict: 64 }),
        })
      ).json() as never;
    assert.equal((await ask()).error?.type, 'not_supported_error');
    simulator.control.script('llamacpp', { infill: true });
    assert.equal((await ask()).content, defaultCompletion);
    assert.deepEqual(await (await fetch(`${origin}/health`)).json(), { status: 'ok' });
  });

  it('loads a model slowly when told so, and keeps it', async () => {
    simulator.shelf.loadMs = 60;
    const ollama = new Ollama({ host: simulator.url('ollama') });
    const load = async (): Promise<number> => {
      const start = Date.now();
      const answer = await ollama.chat({ model: 'gemma3:4b', messages: [], keep_alive: '30m' });
      assert.equal(answer.done_reason, 'load');
      return Date.now() - start;
    };
    assert.deepEqual((await ollama.ps()).models, []);
    assert.ok((await load()) >= 55);
    assert.ok((await load()) < 55);
    assert.deepEqual(
      (await ollama.ps()).models.map((model) => [model.name, Reflect.get(model, 'context_length') as unknown]),
      [['gemma3:4b', 4096]],
    );
    await ollama.chat({ model: 'gemma3:4b', messages: [], keep_alive: 0 });
    assert.deepEqual((await ollama.ps()).models, []);
    assert.deepEqual(
      (await ollama.list()).models.map((model) => model.name).filter((name) => name.endsWith('cloud')),
      ['gpt-oss:120b-cloud'],
    );
    assert.ok((await ollama.show({ model: 'qwen2.5-coder:1.5b' })).capabilities.includes('insert'));
  });
});
