import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../src/core/contract/ask';
import { serviceById, type ServiceId } from '../../simulator/services';
import { knownText } from '../../simulator/knownText';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear, question, targetOf } from './rig';

const ids: readonly ServiceId[] = [
  'claude',
  'openai',
  'gemini',
  'mistral',
  'openrouter',
  'groq',
  'deepseek',
  'lmstudio',
  'llamacpp',
  'vllm',
  'ollama',
];

describe('answers of real SDKs', function () {
  this.timeout(30_000);
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator();
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());
  const signal = new AbortController().signal;

  for (const id of ids) {
    it(`${id} answers whole, whatever the network does to its bytes`, async () => {
      sim.control.pace({ split: 'multibyte', charsPerChunk: 20 });
      const { text, events } = await hear(createRig(sim).get(id)!.chat(question, targetOf(id), signal));
      assert.equal(text, knownText);
      assert.deepEqual(events.at(-1), { t: 'end', reason: 'complete' });
      assert.deepEqual(sim.control.journal.violations, []);
    });

    it(`${id} hands out a tool call in parts and ends with it`, async () => {
      sim.control.script(id, { tool: true });
      const { events } = await hear(createRig(sim).get(id)!.chat(question, targetOf(id), signal));
      const parts = events.filter((event) => event.t === 'tool');
      assert.ok(parts.length > 0 && parts.at(-1)!.last && parts[0]!.name !== '');
      assert.doesNotThrow(() => JSON.parse(parts.map((part) => part.json).join('')));
      assert.deepEqual(events.at(-1), { t: 'end', reason: 'tool' });
    });
  }

  it('Claude is asked to show its thinking, with medium effort and without sampling', async () => {
    sim.control.script('claude', { thinking: 'Let me think.' });
    const { events } = await hear(createRig(sim).get('claude')!.chat(question, targetOf('claude'), signal));
    assert.equal(events.map((event) => (event.t === 'thinking' ? event.text : '')).join(''), 'Let me think.');
    assert.deepEqual(sim.control.journal.requests[0]?.body, {
      model: 'claude-sonnet-5-5',
      max_tokens: 32_000,
      stream: true,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'How does a stand-in take over?' }],
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'medium' },
    });
  });

  it('a hole filler on Haiku does not think', async () => {
    const target = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' } as const;
    const request: ChatRequest = { ...question, use: 'completion', maxOutputTokens: 64, stop: ['</COMPLETION>'] };
    const { events } = await hear(createRig(sim).get('claude')!.complete!(request, target, signal));
    assert.equal(events.at(-1)?.t, 'end');
    const body = sim.control.journal.requests[0]?.body as Record<string, unknown>;
    assert.deepEqual(body['thinking'], { type: 'disabled' });
    assert.deepEqual(body['output_config'], { effort: 'low' });
    assert.deepEqual(body['stop_sequences'], ['</COMPLETION>']);
  });

  it('Gemini gets the smallest request there is', async () => {
    await hear(createRig(sim).get('gemini')!.chat(question, targetOf('gemini'), signal));
    const body = sim.control.journal.requests[0]?.body as object;
    assert.deepEqual(Object.keys(body).sort(), ['messages', 'model', 'stream']);
  });

  it('Ollama gets one fixed context, no thinking, and no silent cut of the prompt', async () => {
    const rig = createRig(sim);
    await rig.get('ollama')!.listModels(signal);
    await hear(rig.get('ollama')!.chat(question, targetOf('ollama'), signal));
    await rig.localModels('ollama')!.load('gemma3:4b', signal);
    const [, chat, load] = sim.control.journal.requests.map((one) => one.body as Record<string, unknown>);
    assert.equal(chat?.['think'], false);
    assert.equal(chat?.['truncate'], false);
    assert.equal(chat?.['shift'], false);
    assert.equal(chat?.['keep_alive'], 1_800);
    assert.deepEqual(chat?.['options'], { num_ctx: 8_192 });
    assert.deepEqual(load?.['options'], chat?.['options']);
    assert.equal(load?.['keep_alive'], chat?.['keep_alive']);
    assert.equal(load?.['truncate'], false);
  });

  it('Ollama loads a model once, however it is first used: to be warm, to chat or to complete', async () => {
    const rig = createRig(sim);
    const model = 'qwen2.5-coder:1.5b';
    await rig.localModels('ollama')!.load(model, signal);
    const target = { provider: 'ollama', model, use: 'chat' } as const;
    await hear(rig.get('ollama')!.chat(question, target, signal));
    const hole = { kind: 'fim', prefix: 'a = ', suffix: '\n', stop: [], maxOutputTokens: 8 } as const;
    await hear(rig.get('ollama')!.complete!(hole, { ...target, use: 'completion' }, signal));
    assert.deepEqual(sim.shelf.loads, [model]);
  });

  it('nothing of the environment reaches a provider: no header, key, address or organisation', async () => {
    const polluted = {
      ANTHROPIC_CUSTOM_HEADERS: 'x-leak: 1\nauthorization: Bearer stolen',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_API_KEY: 'from-environment',
      OPENAI_CUSTOM_HEADERS: 'x-leak: 1',
      OPENAI_BASE_URL: 'http://127.0.0.1:9',
      OPENAI_API_KEY: 'from-environment',
      OPENAI_ORG_ID: 'org-leak',
      OPENAI_PROJECT_ID: 'proj-leak',
    };
    const before = Object.fromEntries(Object.keys(polluted).map((name) => [name, process.env[name]]));
    Object.assign(process.env, polluted);
    try {
      const rig = createRig(sim);
      for (const id of ['claude', 'openai', 'lmstudio'] as const) {
        await hear(rig.get(id)!.chat(question, targetOf(id), signal));
      }
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    const sent = sim.control.journal.requests.map((one) => one.headers);
    assert.deepEqual(
      sent.map((headers) => headers['authorization']),
      [`Bearer ${sim.key('claude')}`, `Bearer ${sim.key('openai')}`, undefined],
    );
    const names = new Set(sent.flatMap((headers) => Object.keys(headers)));
    for (const name of names) assert.doesNotMatch(name, /x-leak|stainless|openai-(organization|project)/);
  });

  describe('native continuation', () => {
    const partial = knownText.slice(0, 500).trimEnd();
    const request: ChatRequest = {
      ...question,
      messages: [...question.messages, { role: 'assistant', text: partial }],
      continueLast: true,
    };
    for (const id of ['mistral', 'deepseek', 'llamacpp', 'vllm'] as const) {
      it(`${id} carries on a trailing answer, without repeating it`, async () => {
        const rig = createRig(sim);
        const { text, failure } = await hear(rig.get(id)!.chat(request, targetOf(id), signal));
        assert.equal(failure, undefined);
        assert.equal(text.startsWith(partial.slice(0, 100)), false);
        const { path, body } = sim.control.journal.requests[0]!;
        const last = (body as { messages: { prefix?: boolean }[] }).messages.at(-1);
        assert.equal(last?.prefix, id === 'mistral' || id === 'deepseek' ? true : undefined);
        assert.equal(path.startsWith('/beta'), id === 'deepseek');
      });
    }
  });

  describe('lists and checks', () => {
    it('list models where there are any, and hide those of Ollama that run elsewhere', async () => {
      const rig = createRig(sim);
      for (const id of ids) {
        const models = await rig.get(id)!.listModels(signal);
        assert.ok(models.ok, `${id}: ${JSON.stringify(models)}`);
        const names = models.value.map((model) => model.id);
        if (id === 'ollama') assert.ok(names.includes('gemma3:4b') && !names.includes('gpt-oss:120b-cloud'));
        else assert.deepEqual(names, serviceById(id).models);
      }
    });

    it('never ask a model that runs at ollama.com', async () => {
      const target = { provider: 'ollama', model: 'gpt-oss:120b-cloud', use: 'chat' } as const;
      const { failure } = await hear(createRig(sim).get('ollama')!.chat(question, target, signal));
      assert.equal(failure?.kind, 'local-missing');
      assert.equal(sim.control.journal.requests.length, 0);
    });

    it('nor one that runs there under another name, whether it was listed before or not', async () => {
      const disguised = { name: 'mine:latest', size: 384, family: 'gptoss', parameters: '120B' };
      sim.shelf.models = [
        ...sim.shelf.models,
        { ...disguised, capabilities: ['completion'], remoteHost: 'https://ollama.com:443' },
      ];
      const target = { provider: 'ollama', model: 'mine', use: 'chat' } as const;
      for (const isListed of [false, true]) {
        const rig = createRig(sim);
        if (isListed) await rig.get('ollama')!.listModels(signal);
        assert.equal((await hear(rig.get('ollama')!.chat(question, target, signal))).failure?.kind, 'local-missing');
        const load = await rig.localModels('ollama')!.load('Mine', signal);
        assert.equal(load.ok ? 'ok' : load.failure.kind, 'local-missing');
      }
      const paths = sim.control.journal.requests.map(({ path }) => path);
      assert.ok(!paths.includes('/api/chat') && !paths.includes('/api/generate'), paths.join());
    });

    it('a free check passes with the right key and says auth with a wrong one', async () => {
      for (const id of ['claude', 'openai', 'openrouter'] as const) {
        assert.deepEqual(await createRig(sim).get(id)!.check(signal), { ok: true, value: undefined });
        const refused = await createRig(sim, { key: 'wrong' }).get(id)!.check(signal);
        assert.equal(refused.ok ? 'ok' : refused.failure.kind, 'auth', id);
      }
      const paths = sim.control.journal.requests.map((one) => one.path);
      assert.ok(paths.includes('/api/v1/key'));
      assert.ok(sim.control.journal.requests.every((one) => one.use === 'free'));
    });

    it('know which models are in memory, and load one', async () => {
      const models = createRig(sim).localModels('ollama')!;
      assert.deepEqual(await models.load('gemma3:4b', signal), { ok: true, value: undefined });
      const loaded = await models.loaded(signal);
      assert.deepEqual(loaded, { ok: true, value: ['gemma3:4b'] });
      const missing = await models.load('retired:1b', signal);
      assert.equal(missing.ok ? 'ok' : missing.failure.kind, 'local-missing');
    });

    it('know the same of llama.cpp', async () => {
      const models = createRig(sim).localModels('llamacpp')!;
      assert.deepEqual(await models.loaded(signal), { ok: true, value: ['gemma-3-270m-it'] });
      sim.control.set({ service: 'llamacpp', fault: 'loading' });
      assert.deepEqual(await models.loaded(signal), { ok: true, value: [] });
      sim.control.set({ service: 'llamacpp', fault: 'loading', count: 1 });
      assert.deepEqual(await models.load('gemma-3-270m-it', signal), { ok: true, value: undefined });
    });
  });
});
