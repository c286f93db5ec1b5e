import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Ollama } from 'ollama';
import { knownText } from '../../simulator/knownText';
import { startSimulator, type Simulator } from '../../simulator/simulator';

const question = [{ role: 'user' as const, content: 'How?' }];

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

  it('loses nothing when its bytes are split at every byte or inside characters', async () => {
    for (const split of ['byte', 'multibyte'] as const) {
      simulator.control.pace({ split, charsPerChunk: 40 });
      assert.equal(await askClaude(), knownText, split);
      let local = '';
      const ollama = new Ollama({ host: simulator.url('ollama') });
      for await (const part of await ollama.chat({ model: 'gemma3:4b', stream: true, messages: question })) {
        local += part.message.content;
      }
      assert.equal(local, knownText, split);
    }
  });

  it('hides the thinking unless it is asked for, and can be told not to think', async () => {
    const types = async (extra: object): Promise<readonly string[]> => {
      const message = await anthropic().messages.create({
        model: 'claude-haiku-5-5',
        max_tokens: 4096,
        messages: question,
        ...extra,
      });
      return message.content.map((block) =>
        block.type === 'thinking' ? `thinking ${block.thinking.length > 0}` : block.type,
      );
    };
    assert.deepEqual(await types({}), ['thinking false', 'text']);
    assert.deepEqual(await types({ thinking: { type: 'disabled' } }), ['text']);
  });

  it('ends with a tool call when told so', async () => {
    simulator.control.script('claude', { tool: true });
    const stream = anthropic().messages.stream({ model: 'claude-sonnet-5-5', max_tokens: 4096, messages: question });
    const message = await stream.finalMessage();
    assert.equal(message.stop_reason, 'tool_use');
    assert.deepEqual(message.content.at(-1)?.type === 'tool_use' && message.content.at(-1), {
      type: 'tool_use',
      id: 'toolu_01SimulatedCall',
      name: 'read_file',
      input: { path: 'src/core/router.ts', line: 12 },
    });
  });

  it('fails before the answer as the SDKs report it', async () => {
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await assert.rejects(askClaude(), { status: 529, type: 'overloaded_error', apiMessage: 'Overloaded' });
    simulator.control.set({ service: 'claude', fault: 'spend-limit' });
    await assert.rejects(askClaude(), { status: 429, errorCode: 'enforced_spend_limit_reached' });
    simulator.control.set({ service: 'claude', fault: 'rate-limited', retryAfterS: 7 });
    await assert.rejects(
      askClaude(),
      (error: { status: number; headers: Headers }) => error.headers.get('retry-after') === '7',
    );
    simulator.control.set({ service: 'claude', fault: 'reset', phase: 'headers' });
    await assert.rejects(askClaude(), { name: 'APIConnectionError' });
    simulator.control.set({ service: 'claude', fault: 'portal' });
    assert.equal(await askClaude(), '');
  });

  it('fails inside the answer as the SDKs report it', async () => {
    const cut = { service: 'claude', phase: 'midAnswer', afterChars: 400 } as const;
    simulator.control.set({ ...cut, fault: 'overloaded-event' });
    await assert.rejects(askClaude(), { status: undefined, type: 'overloaded_error' });
    simulator.control.set({ ...cut, fault: 'eof' });
    assert.equal(await askClaude(), knownText.slice(0, 400));
    simulator.control.set({ ...cut, fault: 'closed' });
    await assert.rejects(askClaude(), { message: 'terminated' });
    simulator.control.set({ ...cut, fault: 'broken-frame' });
    await assert.rejects(askClaude(), SyntaxError);
    simulator.control.set({ service: 'openrouter', fault: 'server-error-event', phase: 'midAnswer' });
    const stream = await openai('openrouter').chat.completions.create({
      model: 'google/gemma-4-31b-it',
      stream: true,
      messages: question,
    });
    await assert.rejects(drain(stream), { status: undefined, code: 'server_error' });
    assert.equal(simulator.control.journal.counter('claude').broken, 4);
  });

  it('notices a client that leaves, and records what it was asked', async () => {
    simulator.control.pace({ msPerChunk: 5 });
    const stream = await anthropic().messages.create({
      model: 'claude-sonnet-5-5',
      max_tokens: 4096,
      stream: true,
      messages: question,
    });
    for await (const event of stream) if (event.type === 'content_block_delta') break;
    await until(() => simulator.control.journal.requests[0]?.outcome !== 'running');
    const record = simulator.control.journal.requests[0];
    assert.ok(record);
    assert.equal(record.outcome, 'left');
    assert.deepEqual(
      [record.use, record.model, record.shape, record.path],
      ['chat', 'claude-sonnet-5-5', 'user', '/v1/messages'],
    );
    assert.ok(record.sentChars < 400);
  });
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** Lets the sockets speak until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
