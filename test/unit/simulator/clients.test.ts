import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Ollama } from 'ollama';
import { knownText } from '../../simulator/knownText';
import { startSimulator, type Simulator } from '../../simulator/simulator';

describe('the simulator, asked by the real packages', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  const anthropic = (): Anthropic =>
    new Anthropic({
      apiKey: simulator.key('claude'),
      baseURL: simulator.url('claude'),
      maxRetries: 0,
      logLevel: 'off',
    });
  const openai = (service: 'openai' | 'gemini' | 'mistral' | 'llamacpp' | 'openrouter'): OpenAI =>
    new OpenAI({
      apiKey: simulator.key(service) || 'none',
      baseURL: simulator.url(service),
      maxRetries: 0,
      organization: null,
      project: null,
      logLevel: 'off',
    });

  async function askClaude(model = 'claude-sonnet-5-5', extra: object = {}): Promise<string> {
    const stream = await anthropic().messages.create({
      model,
      max_tokens: 4096,
      stream: true,
      messages: [{ role: 'user', content: 'How?' }],
      ...extra,
    });
    let text = '';
    for await (const event of stream) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
    }
    return text;
  }

  it('speaks the known text as Claude, with summarized thinking before it', async () => {
    const stream = await anthropic().messages.create({
      model: 'claude-sonnet-5-5',
      max_tokens: 4096,
      stream: true,
      thinking: { type: 'adaptive', display: 'summarized' },
      messages: [{ role: 'user', content: 'How?' }],
    });
    const seen: string[] = [];
    let text = '';
    let thinking = '';
    for await (const event of stream) {
      if (seen.at(-1) !== event.type) seen.push(event.type);
      if (event.type !== 'content_block_delta') continue;
      if (event.delta.type === 'text_delta') text += event.delta.text;
      if (event.delta.type === 'thinking_delta') thinking += event.delta.thinking;
    }
    assert.equal(text, knownText);
    assert.match(thinking, /stand-in/);
    assert.deepEqual(seen.slice(0, 3), ['message_start', 'content_block_start', 'content_block_delta']);
    assert.deepEqual(seen.slice(-2), ['message_delta', 'message_stop']);
  });

  it('speaks the known text as OpenAI and as Ollama', async () => {
    const stream = await openai('openai').chat.completions.create({
      model: 'gpt-6-luna',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'How?' }],
    });
    let text = '';
    let usage: number | undefined;
    let finish: string | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      if (chunk.choices.length === 0) usage = chunk.usage?.completion_tokens;
    }
    assert.equal(text, knownText);
    assert.equal(finish, 'stop');
    assert.ok(usage);

    const ollama = new Ollama({ host: simulator.url('ollama') });
    let local = '';
    for await (const part of await ollama.chat({
      model: 'gemma3:4b',
      stream: true,
      messages: [{ role: 'user', content: 'How?' }],
    })) {
      local += part.message.content;
    }
    assert.equal(local, knownText);
    assert.deepEqual(
      (await ollama.ps()).models.map((model) => model.name),
      ['gemma3:4b'],
    );
  });

  it('fails as told', async () => {
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await assert.rejects(askClaude(), { status: 529, type: 'overloaded_error', apiMessage: 'Overloaded' });
  });
});
