import assert from 'node:assert/strict';
import { builtInRow, builtInRows } from '../../../src/core/providers/catalog';
import { isLocalOrigin, isLoopbackHost } from '../../../src/core/providers/origins';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { providerProblemWords, type ProviderProblem } from '../../../src/core/providers/providerProblem';
import { resolveProvider } from '../../../src/core/providers/resolve';
import type { ProviderSetting } from '../../../src/core/settings/snapshot';

function resolved(id: string, setting?: ProviderSetting, privateHosts: readonly string[] = []): ResolvedProvider {
  const result = resolveProvider(builtInRow(id), id, setting, privateHosts, (name) => ({ TEAM: 'blue' })[name]);
  if (!result.ok) throw new Error(result.problem.kind);
  return result.provider;
}

function problem(id: string, setting?: ProviderSetting): ProviderProblem {
  const result = resolveProvider(builtInRow(id), id, setting, []);
  if (result.ok) throw new Error('resolved');
  return result.problem;
}

describe('a provider resolved from its row and the user’s setting', () => {
  it('is the row where nothing is set', () => {
    const claude = resolved('claude');
    assert.equal(claude.origin, 'https://api.anthropic.com');
    assert.deepEqual([claude.local, claude.builtIn, claude.baseUrlGiven, claude.enabled], [false, true, false, true]);
    assert.equal(claude.chatModel, 'claude-sonnet-5-5');
    assert.equal(claude.service, 'anthropic');
  });

  it('takes over the fields that are set and keeps the rest', () => {
    const claude = resolved('claude', { chatModel: 'claude-opus-5-5', enabled: false, contextWindow: 9 });
    assert.equal(claude.chatModel, 'claude-opus-5-5');
    assert.equal(claude.completionModel, 'claude-haiku-5-5');
    assert.deepEqual([claude.enabled, claude.contextWindow], [false, 9]);
  });

  it('is local by its origin alone, never by its type', () => {
    assert.equal(resolved('ollama').local, true);
    assert.equal(resolved('ollama', { baseUrl: ['https://ollama.example'] }).local, false);
    assert.equal(resolved('claude', { baseUrl: ['http://127.0.0.1:4000'] }).local, true);
    assert.equal(resolved('vllm', { baseUrl: ['http://gpu.house:8000/v1'] }, ['http://gpu.house:8000']).local, true);
    assert.equal(resolved('vllm', { baseUrl: ['http://gpu.house:8001/v1'] }, ['http://gpu.house:8000']).local, false);
  });

  it('has its origin as its service if it is local or the user’s own', () => {
    assert.equal(resolved('ollama').service, 'http://127.0.0.1:11434');
    assert.equal(
      resolved('mine', { type: 'openai', baseUrl: ['https://mine.example/v1'] }).service,
      'https://mine.example',
    );
  });

  it('connects to a listening address by one that can be connected to', () => {
    assert.equal(resolved('ollama', { baseUrl: ['http://0.0.0.0:11434/'] }).baseUrl, 'http://127.0.0.1:11434');
    assert.equal(resolved('ollama', { baseUrl: ['http://[::]:11434'] }).baseUrl, 'http://[::1]:11434');
  });

  it('keeps several addresses for a local server without a key', () => {
    assert.deepEqual(resolved('llamacpp').baseUrls, ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:9931/v1']);
    const two = ['http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1'];
    assert.deepEqual(resolved('llamacpp', { baseUrl: two }).baseUrls, two);
  });

  it('replaces ${env:NAME} and nothing else', () => {
    const { headers } = resolved('claude', { headers: { 'X-Team': '${env:TEAM} ${HOME} ${config:x}' } });
    assert.deepEqual(headers, { 'x-team': 'blue ${HOME} ${config:x}' });
  });

  it('has no address where it is a program', () => {
    const { baseUrls, local, origin } = resolved('claude-code');
    assert.deepEqual([baseUrls, local, origin], [[], false, 'claude-code']);
  });
});

describe('a setting that cannot be used', () => {
  const rows: readonly [string, ProviderSetting | undefined, ProviderProblem][] = [
    ['nope', undefined, { kind: 'unknown-provider', id: 'nope' }],
    ['nope', { baseUrl: ['http://x'] }, { kind: 'unknown-provider', id: 'nope' }],
    ['mine', { type: 'claude-code', baseUrl: ['http://x'] }, { kind: 'unknown-provider', id: 'mine' }],
    ['mine', { type: 'openai' }, { kind: 'missing-address', id: 'mine' }],
    ['claude', { baseUrl: ['api.anthropic.com'] }, { kind: 'bad-address', id: 'claude', value: 'api.anthropic.com' }],
    ['claude', { baseUrl: ['file:///etc/passwd'] }, { kind: 'bad-address', id: 'claude', value: 'file:///etc/passwd' }],
    ['claude', { baseUrl: ['https://user:pw@x.example'] }, { kind: 'key-in-address', id: 'claude' }],
    ['claude', { baseUrl: ['https://a.example', 'https://b.example'] }, { kind: 'several-addresses', id: 'claude' }],
    ['vllm', { baseUrl: ['http://127.0.0.1:1', 'https://b.example'] }, { kind: 'several-addresses', id: 'vllm' }],
    [
      'claude',
      { headers: { Authorization: 'x' } },
      { kind: 'forbidden-header', id: 'claude', header: 'authorization' },
    ],
    ['claude', { headers: { 'X-API-Key': 'x' } }, { kind: 'forbidden-header', id: 'claude', header: 'x-api-key' }],
    ['claude', { headers: { ' cookie ': 'x' } }, { kind: 'forbidden-header', id: 'claude', header: 'cookie' }],
    ['claude', { headers: { 'x-a': 'a\nb' } }, { kind: 'bad-header', id: 'claude', header: 'x-a' }],
    ['claude', { headers: { 'x-a': '${env:GONE}' } }, { kind: 'missing-variable', id: 'claude', variable: 'GONE' }],
  ];
  for (const [id, setting, expected] of rows) {
    it(`${id} ${JSON.stringify(setting)}: ${expected.kind}, said in one sentence with one action`, () => {
      const found = problem(id, setting);
      assert.deepEqual(found, expected);
      const { sentence, action } = providerProblemWords(found);
      assert.match(sentence, /^[^.]+.*[.\w]$/s);
      assert.ok(sentence.includes(id) && action.label !== '');
    });
  }
});

describe('origins', () => {
  it('know this machine by its names', () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      'x.localhost',
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '[::1]',
      '0.0.0.0',
      '[::ffff:7f00:1]',
    ]) {
      assert.equal(isLoopbackHost(host), true, host);
    }
    for (const host of ['localhost.example', '128.0.0.1', '10.0.0.1', '127.0.0.1.example', 'notlocalhost']) {
      assert.equal(isLoopbackHost(host), false, host);
    }
  });

  it('take a private host with its scheme exactly, without one by host and port', () => {
    assert.equal(isLocalOrigin('http://gpu:8000', ['gpu:8000']), true);
    assert.equal(isLocalOrigin('https://gpu', ['gpu']), true);
    assert.equal(isLocalOrigin('http://gpu:8000', ['gpu']), false);
    assert.equal(isLocalOrigin('https://gpu', ['http://gpu']), false);
    assert.equal(isLocalOrigin('https://gpu.example', ['gpu']), false);
  });
});

describe('the catalog', () => {
  it('has every provider of the product once', () => {
    const ids = [
      'claude',
      'claude-code',
      'ollama',
      'openai',
      'gemini',
      'mistral',
      'openrouter',
      'groq',
      'deepseek',
      'lmstudio',
      'llamacpp',
      'vllm',
    ];
    assert.deepEqual(
      builtInRows.map((row) => row.id),
      ids,
    );
  });

  it('offers a variable and a page for every key that is required, and a window for every model', () => {
    for (const row of builtInRows) {
      if (row.key === 'required') assert.ok(row.keyEnv && row.keyPage?.startsWith('https://'), row.id);
      assert.equal(row.windows.at(-1)?.prefix, '', row.id);
    }
  });

  it('marks the edge of every cloud, so that a portal can be told apart', () => {
    for (const row of builtInRows)
      if (row.type !== 'claude-code' && row.service !== 'local') assert.ok(row.edgeMarks.length > 0, row.id);
  });
});
