import assert from 'node:assert/strict';
import { renderCompletion } from '../../../src/core/completions/render';
import { openRequest } from '../../../src/core/routing/errand';
import type { FimRequest } from '../../../src/core/contract/ask';
import type { Target } from '../../../src/core/contract/target';
import { startScriptedServer } from '../../support/scriptedServer';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import type { ServiceId } from '../../simulator/services';
import { createRig, hear } from './rig';

const hole: FimRequest = {
  kind: 'fim',
  prefix: 'function add(a, b) {\n  return ',
  suffix: ';\n}\n',
  maxOutputTokens: 32,
  stop: [],
};

function target(provider: ServiceId, model: string): Target {
  return { provider, model, use: 'completion' };
}

describe('holes filled by the server’s own route', function () {
  this.timeout(20_000);
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator();
  });
  after(() => sim.stop());
  beforeEach(async () => {
    await sim.reset();
    for (const id of ['mistral', 'deepseek', 'lmstudio', 'llamacpp', 'ollama'] as const) {
      sim.control.script(id, { completion: 'a + b' });
    }
  });
  const signal = new AbortController().signal;
  const fill = async (id: ServiceId, model: string, request: FimRequest = hole): Promise<string> => {
    const { text, failure, events } = await hear(createRig(sim).get(id)!.complete!(request, target(id, model), signal));
    assert.equal(failure, undefined, JSON.stringify(failure?.evidence));
    assert.equal(events.at(-1)?.t, 'end');
    return text;
  };
  const lastRequest = () => sim.control.journal.requests.at(-1)!;

  it('Ollama by a suffix, where the model says it can insert', async () => {
    assert.equal(await createRig(sim).get('ollama')!.fimRoute('qwen2.5-coder:1.5b', signal), 'suffix');
    assert.equal(await fill('ollama', 'qwen2.5-coder:1.5b'), 'a + b');
    const body = lastRequest().body as Record<string, unknown>;
    assert.equal(body['suffix'], hole.suffix);
    assert.equal(body['think'], false);
    assert.deepEqual(body['options'], { num_ctx: 8_192, num_predict: 32, temperature: 0.2 });
  });

  it('Ollama at the end of a file, where an empty suffix would make it chat', async () => {
    assert.equal(await fill('ollama', 'qwen2.5-coder:1.5b', { ...hole, suffix: '' }), 'a + b');
    assert.equal((lastRequest().body as Record<string, unknown>)['suffix'], '\n');
  });

  it('Ollama asks what a model can do once, and Gemma can not', async () => {
    const provider = createRig(sim).get('ollama')!;
    assert.equal(await provider.fimRoute('gemma3:4b', signal), 'none');
    assert.equal(await provider.fimRoute('gemma3:4b', signal), 'none');
    assert.equal(sim.control.journal.requests.filter((one) => one.path === '/api/show').length, 1);
  });

  it('Ollama without a suffix for a model that cannot insert, since it refuses one with 400', async () => {
    const rig = createRig(sim).get('ollama')!;
    const refused = await hear(rig.complete!(hole, target('ollama', 'gemma3:4b'), signal));
    assert.equal(refused.failure?.evidence.status, 400);
    const ask = {
      use: 'completion',
      id: 'a',
      uri: 'file:///a.js',
      multiline: false,
      languageId: 'javascript',
    } as const;
    const place = { ...ask, path: 'a.js', prefix: hole.prefix, suffix: hole.suffix };
    const to = target('ollama', 'gemma3:4b');
    const { failure } = await hear(openRequest(rig, to, await renderCompletion(place, to, rig, signal), signal));
    assert.equal(failure, undefined, JSON.stringify(failure?.evidence));
    assert.ok(!Object.hasOwn(lastRequest().body as object, 'suffix'));
  });

  it('Ollama by a raw prompt past its templates', async () => {
    const raw: FimRequest = { kind: 'raw', prompt: '<|fim_prefix|>x', maxOutputTokens: 8, stop: ['<|fim_pad|>'] };
    await fill('ollama', 'qwen2.5-coder:1.5b', raw);
    assert.equal((lastRequest().body as Record<string, unknown>)['raw'], true);
  });

  it('Mistral by /fim/completions', async () => {
    assert.equal(await fill('mistral', 'codestral-latest'), 'a + b');
    assert.equal(lastRequest().path, '/v1/fim/completions');
  });

  it('DeepSeek by its beta path', async () => {
    assert.equal(await fill('deepseek', 'deepseek-chat'), 'a + b');
    assert.equal(lastRequest().path, '/beta/completions');
  });

  it('llama.cpp by /infill beside /v1, the line of the cursor apart', async () => {
    sim.control.script('llamacpp', { completion: 'a + b', infill: true });
    assert.equal(await fill('llamacpp', 'qwen2.5-coder-1.5b-q8_0.gguf'), 'a + b');
    const { path, body } = lastRequest();
    assert.equal(path, '/infill');
    const sent = body as Record<string, unknown>;
    assert.equal(sent['input_prefix'], 'function add(a, b) {\n');
    assert.equal(sent['prompt'], '  return ');
    assert.equal(sent['input_suffix'], hole.suffix);
  });

  it('a server that does not say what its model can do is asked only for a family known by name', async () => {
    const rig = createRig(sim);
    assert.equal(await rig.get('llamacpp')!.fimRoute('gemma-3-270m-it', signal), 'none');
    assert.equal(await rig.get('lmstudio')!.fimRoute('codegemma-2b', signal), 'raw');
    assert.equal(await rig.get('vllm')!.fimRoute('google/gemma-4-e4b-it', signal), 'none');
    assert.equal(await rig.get('claude')!.fimRoute('claude-haiku-5-5', signal), 'none');
  });

  it('a server that never says it is waited for no longer than a completion is', async () => {
    const silent = await startScriptedServer(() => undefined);
    const rig = createRig(sim, {
      durations: { firstEventCompletionLocalMs: 50, firstEventCloudMs: 600_000 },
      providers: { ollama: { baseUrl: [silent.origin] }, llamacpp: { baseUrl: [`${silent.origin}/v1`] } },
    });
    try {
      assert.equal(await rig.get('ollama')!.fimRoute('qwen2.5-coder:1.5b', signal), 'none');
      assert.equal(await rig.get('llamacpp')!.fimRoute('qwen2.5-coder-1.5b-q8_0.gguf', signal), 'infill');
    } finally {
      await silent.close();
    }
  });

  it('an empty fill is an answer, not a failure', async () => {
    sim.control.script('mistral', { completion: '' });
    assert.equal(await fill('mistral', 'codestral-latest'), '');
  });

  it('a request for a route that is not there is our own mistake', async () => {
    const { failure } = await hear(
      createRig(sim).get('claude')!.complete!(hole, target('claude', 'claude-haiku-5-5'), signal),
    );
    assert.equal(failure?.kind, 'bad-request');
    assert.equal(sim.control.journal.requests.length, 0);
  });
});
