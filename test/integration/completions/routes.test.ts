import assert from 'node:assert/strict';
import { thoughtTokens } from '../../../src/core/completions/holeFiller';
import { renderCompletion } from '../../../src/core/completions/render';
import { openRequest } from '../../../src/core/routing/errand';
import type { CompletionAsk } from '../../../src/core/contract/ask';
import type { Target } from '../../../src/core/contract/target';
import type { ServiceId } from '../../simulator/services';
import type { ShelfModel } from '../../simulator/ollama/shelf';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear } from '../providers/rig';

const ask: CompletionAsk = {
  use: 'completion',
  id: 'route-1',
  languageId: 'javascript',
  path: 'src/add.js',
  uri: 'file:///work/src/add.js',
  prefix: 'function add(a, b) {\n  return ',
  suffix: ';\n}\n',
  multiline: false,
};

/** What a request to a route must look like on the wire: all of it, so that a field too many is seen as well. */
interface RouteCase {
  readonly name: string;
  readonly service: ServiceId;
  readonly model: string;
  readonly path: string;
  /** Models Ollama has beside its own. */
  readonly shelf?: readonly Pick<ShelfModel, 'name' | 'capabilities'>[];
  readonly infill?: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

const ollama = { stream: true, think: false, truncate: false, shift: false, keep_alive: 1_800 };
const ollamaOptions = { num_ctx: 8_192, temperature: 0.2 };
const question = [
  'File: src/add.js (javascript)',
  '<QUERY>',
  'function add(a, b) {',
  '  return {{FILL_HERE}};',
  '}',
  '',
  '</QUERY>',
  'Fill the hole with one line or the rest of one line.',
].join('\n');

/** Stands for the rules of the hole filler, which are the same in every request. */
const rules = 'RULES';
const asked = [
  { role: 'system', content: rules },
  { role: 'user', content: question },
];
const closing = ['</COMPLETION>'];
const pipeStop = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<|im_start|>',
  '<|im_end|>',
];
const pipePrompt = `<|fim_prefix|>${ask.prefix}<|fim_suffix|>${ask.suffix}<|fim_middle|>`;
const starPrompt = `<fim_prefix>${ask.prefix}<fim_suffix>${ask.suffix}<fim_middle>`;
const starStop = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>', '<|endoftext|>'];

/** A model that Ollama has without a template that can insert, asked past every template. */
function rawOnOllama(model: string, prompt: string, stop: readonly string[]): RouteCase {
  return {
    name: `Ollama raw, ${model}`,
    service: 'ollama',
    model,
    path: '/api/generate',
    shelf: [{ name: model, capabilities: ['completion'] }],
    body: { ...ollama, model, prompt, raw: true, options: { ...ollamaOptions, num_predict: 64, stop } },
  };
}

const routes: readonly RouteCase[] = [
  {
    name: 'Ollama by suffix, where the model says it can insert',
    service: 'ollama',
    model: 'qwen2.5-coder:1.5b',
    path: '/api/generate',
    body: {
      ...ollama,
      model: 'qwen2.5-coder:1.5b',
      prompt: ask.prefix,
      suffix: ask.suffix,
      options: { ...ollamaOptions, num_predict: 64, stop: pipeStop },
    },
  },
  {
    name: 'Ollama by suffix for a name nobody knows, if it can insert',
    service: 'ollama',
    model: 'our-own:7b',
    path: '/api/generate',
    shelf: [{ name: 'our-own:7b', capabilities: ['completion', 'insert'] }],
    body: {
      ...ollama,
      model: 'our-own:7b',
      prompt: ask.prefix,
      suffix: ask.suffix,
      options: { ...ollamaOptions, num_predict: 64 },
    },
  },
  rawOnOllama('codegemma:2b', pipePrompt, [...pipeStop, '<|file_separator|>', '<end_of_turn>', '<eos>']),
  rawOnOllama('hf.co/Qwen/Qwen3-Coder-30B-GGUF', pipePrompt, pipeStop),
  rawOnOllama('granite4:3b', pipePrompt, [...pipeStop, '<|end_of_text|>']),
  rawOnOllama('starcoder2:3b', starPrompt, starStop),
  rawOnOllama('stable-code:3b', starPrompt, starStop),
  rawOnOllama('codeqwen:7b-code', starPrompt, starStop),
  rawOnOllama('granite-code:8b-base', starPrompt, starStop),
  rawOnOllama('deepseek-coder:6.7b-base', `<｜fim▁begin｜>${ask.prefix}<｜fim▁hole｜>${ask.suffix}<｜fim▁end｜>`, [
    '<｜fim▁begin｜>',
    '<｜fim▁hole｜>',
    '<｜fim▁end｜>',
    '<｜end▁of▁sentence｜>',
  ]),
  rawOnOllama('codestral:22b', `[SUFFIX]${ask.suffix}[PREFIX]${ask.prefix}`, ['[PREFIX]', '[SUFFIX]', '\n+++++ ']),
  rawOnOllama('codellama:7b-code', `<PRE> ${ask.prefix} <SUF>${ask.suffix} <MID>`, [
    '<PRE>',
    '<SUF>',
    '<MID>',
    '<EOT>',
  ]),
  rawOnOllama('seed-coder:8b-base', `<[fim-suffix]>${ask.suffix}<[fim-prefix]>${ask.prefix}<[fim-middle]>`, [
    '<[fim-prefix]>',
    '<[fim-suffix]>',
    '<[fim-middle]>',
  ]),
  rawOnOllama(
    'codegeex4:9b',
    `<|user|>\n###PATH:src/add.js\n###LANGUAGE:javascript\n###MODE:BLOCK\n<|code_suffix|>${ask.suffix}<|code_prefix|>${ask.prefix}<|code_middle|><|assistant|>\n`,
    ['<|user|>', '<|assistant|>', '<|code_suffix|>', '<|code_prefix|>', '<|code_middle|>', '<|endoftext|>'],
  ),
  ...['gemma3:4b', 'gemma3:270m', 'gemma4:e4b', 'llama3.1:8b', 'my-model:latest'].map((model): RouteCase => ({
    name: `Ollama by the hole filler, ${model}`,
    service: 'ollama',
    model,
    path: '/api/chat',
    shelf: [{ name: model, capabilities: ['completion'] }],
    body: {
      ...ollama,
      model,
      messages: asked,
      options: { ...ollamaOptions, num_predict: 96, stop: closing },
    },
  })),
  {
    name: 'llama.cpp by /infill, the line of the cursor apart',
    service: 'llamacpp',
    model: 'any.gguf',
    path: '/infill',
    infill: true,
    body: {
      model: 'any.gguf',
      input_prefix: 'function add(a, b) {\n',
      input_suffix: ask.suffix,
      prompt: '  return ',
      n_predict: 64,
      temperature: 0.2,
      cache_prompt: true,
      stream: true,
    },
  },
  {
    name: 'llama.cpp by the hole filler, where its model knows no marks, whatever it is called',
    service: 'llamacpp',
    model: 'qwen2.5-coder-1.5b.gguf',
    path: '/v1/chat/completions',
    infill: false,
    body: {
      model: 'qwen2.5-coder-1.5b.gguf',
      stream: true,
      messages: asked,
      max_tokens: 96,
      stop: closing,
      stream_options: { include_usage: true },
      chat_template_kwargs: { enable_thinking: false },
      temperature: 0.2,
    },
  },
  {
    name: 'LM Studio by a raw prompt',
    service: 'lmstudio',
    model: 'qwen2.5-coder-1.5b',
    path: '/v1/completions',
    body: {
      model: 'qwen2.5-coder-1.5b',
      stream: true,
      max_tokens: 64,
      temperature: 0.2,
      prompt: pipePrompt,
      stop: pipeStop,
    },
  },
  {
    name: 'LM Studio by the hole filler for Gemma 4',
    service: 'lmstudio',
    model: 'gemma-4-e4b',
    path: '/v1/chat/completions',
    body: {
      model: 'gemma-4-e4b',
      stream: true,
      messages: asked,
      max_tokens: 96,
      stop: closing,
      temperature: 0.2,
    },
  },
  {
    name: 'vLLM by a raw prompt, since it takes no suffix',
    service: 'vllm',
    model: 'bigcode/starcoder2-3b',
    path: '/v1/completions',
    body: {
      model: 'bigcode/starcoder2-3b',
      stream: true,
      max_tokens: 64,
      temperature: 0.2,
      prompt: starPrompt,
      stop: starStop,
    },
  },
  {
    name: 'Mistral by /fim/completions',
    service: 'mistral',
    model: 'codestral-latest',
    path: '/v1/fim/completions',
    body: {
      model: 'codestral-latest',
      prompt: ask.prefix,
      suffix: ask.suffix,
      max_tokens: 96,
      stream: true,
      stop: ['[PREFIX]', '[SUFFIX]', '\n+++++ '],
    },
  },
  {
    name: 'Mistral by the hole filler for a model that is no Codestral',
    service: 'mistral',
    model: 'mistral-medium-latest',
    path: '/v1/chat/completions',
    body: { model: 'mistral-medium-latest', stream: true, messages: asked, max_tokens: 96, stop: closing },
  },
  {
    name: 'DeepSeek by its beta path',
    service: 'deepseek',
    model: 'deepseek-chat',
    path: '/beta/completions',
    body: { model: 'deepseek-chat', stream: true, max_tokens: 96, prompt: ask.prefix, suffix: ask.suffix },
  },
  {
    name: 'Claude Haiku by the hole filler: no thinking, low effort, no prefill, no sampling fields (strands#1694)',
    service: 'claude',
    model: 'claude-haiku-5-5',
    path: '/v1/messages',
    body: {
      model: 'claude-haiku-5-5',
      max_tokens: 96,
      stream: true,
      messages: [{ role: 'user', content: question }],
      system: rules,
      stop_sequences: closing,
      thinking: { type: 'disabled' },
      output_config: { effort: 'low' },
    },
  },
  {
    name: 'GPT by the hole filler: no stop, which it refuses (smolagents#1662), and room for thoughts',
    service: 'openai',
    model: 'gpt-5.4-mini',
    path: '/v1/chat/completions',
    body: {
      model: 'gpt-5.4-mini',
      stream: true,
      messages: asked,
      max_completion_tokens: 96 + thoughtTokens,
      stream_options: { include_usage: true },
      reasoning_effort: 'low',
    },
  },
  {
    name: 'Gemini by the hole filler, with the fields it knows',
    service: 'gemini',
    model: 'gemini-3.8-flash',
    path: '/v1beta/openai/chat/completions',
    body: {
      model: 'gemini-3.8-flash',
      stream: true,
      messages: asked,
      max_tokens: 96 + thoughtTokens,
      stop: closing,
      reasoning_effort: 'low',
    },
  },
  {
    name: 'Groq by the hole filler',
    service: 'groq',
    model: 'gemma-4-31b-it',
    path: '/openai/v1/chat/completions',
    body: { model: 'gemma-4-31b-it', stream: true, messages: asked, max_tokens: 96, stop: closing },
  },
  {
    name: 'OpenRouter by the hole filler',
    service: 'openrouter',
    model: 'google/gemma-4-31b-it',
    path: '/api/v1/chat/completions',
    body: {
      model: 'google/gemma-4-31b-it',
      stream: true,
      messages: asked,
      max_tokens: 96 + thoughtTokens,
      stop: closing,
      stream_options: { include_usage: true },
    },
  },
];

/** The body with the rules of the hole filler put short, after a look that they are there. */
function withoutRules(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    (key === 'system' || key === 'content') && typeof value === 'string' && value.startsWith('You fill holes')
      ? rules
      : value,
  );
}

describe('the request by which a hole is filled', function () {
  this.timeout(20_000);
  const signal = new AbortController().signal;
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator();
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());

  for (const route of routes) {
    it(`is exact: ${route.name}`, async () => {
      sim.control.script(route.service, { completion: 'a + b', infill: route.infill });
      sim.shelf.models = [
        ...(route.shelf ?? []).map((model) => ({ size: 1e9, family: '', parameters: '1B', ...model })),
        ...sim.shelf.models,
      ];
      const provider = createRig(sim).get(route.service);
      assert.ok(provider);
      const target: Target = { provider: route.service, model: route.model, use: 'completion' };
      const request = await renderCompletion(ask, target, provider, signal);
      const { text, failure } = await hear(openRequest(provider, target, request, signal));
      assert.equal(failure, undefined, JSON.stringify(failure?.evidence));
      assert.equal(text.replaceAll(/<\/?COMPLETION>/g, ''), 'a + b');
      const sent = sim.control.journal.requests.at(-1);
      assert.equal(sent?.path, route.path);
      assert.equal(sent.use, 'completion');
      assert.deepEqual(withoutRules(sent.body), route.body);
      assert.deepEqual(sim.control.journal.violations, []);
    });
  }

  it('goes to Codestral’s own host and to DeepSeek under a name of the user’s by their routes too', async () => {
    const providers = {
      codestral: { type: 'openai', baseUrl: ['https://codestral.mistral.ai/v1'] },
      mine: { type: 'openai', baseUrl: ['https://api.deepseek.com/v1'] },
      other: { type: 'openai', baseUrl: ['https://api.example.test/v1'] },
    } as const;
    const rig = createRig(sim, { providers });
    assert.equal(await rig.get('codestral')?.fimRoute('codestral-latest', signal), 'mistral-fim');
    assert.equal(await rig.get('mine')?.fimRoute('deepseek-chat', signal), 'deepseek-beta');
    assert.equal(await rig.get('mine')?.fimRoute('deepseek-reasoner', signal), 'none');
    assert.equal(await rig.get('other')?.fimRoute('codestral-latest', signal), 'none');
  });

  it('is found out at llama.cpp by asking once per model', async () => {
    sim.control.script('llamacpp', { infill: true });
    const provider = createRig(sim).get('llamacpp');
    assert.equal(await provider?.fimRoute('a.gguf', signal), 'infill');
    assert.equal(await provider?.fimRoute('a.gguf', signal), 'infill');
    assert.equal(sim.control.journal.requests.filter(({ path }) => path === '/infill').length, 1);
  });

  it('goes by the name at llama.cpp only while the server cannot be asked', async () => {
    sim.control.set({ service: 'llamacpp', fault: 'reset', phase: 'headers' });
    const provider = createRig(sim).get('llamacpp');
    assert.equal(await provider?.fimRoute('Qwen2.5-Coder-1.5B-Q8_0.gguf', signal), 'infill');
    assert.equal(await provider?.fimRoute('gemma-3-270m-it', signal), 'none');
    sim.control.heal('llamacpp');
    assert.equal(await provider?.fimRoute('Qwen2.5-Coder-1.5B-Q8_0.gguf', signal), 'none');
  });
});
