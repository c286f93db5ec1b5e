import assert from 'node:assert/strict';
import { AddressBook } from '../../../src/core/providers/addressBook';
import { builtInRow } from '../../../src/core/providers/catalog';
import { hostToServe, hostVariableAddress } from '../../../src/core/providers/ollama/hostVariable';
import { resolveProvider } from '../../../src/core/providers/resolve';
import { isLoopbackOrigin } from '../../../src/core/providers/origins';
import { Gate } from '../../../src/core/routing/gate';
import { providerOn, say } from './bytes';

function ollama(host: string | undefined, typed?: readonly string[], privateHosts: readonly string[] = []) {
  const setting = typed && { baseUrl: typed };
  const env = (name: string): string | undefined => (name === 'OLLAMA_HOST' ? host : undefined);
  const result = resolveProvider(builtInRow('ollama'), 'ollama', setting, privateHosts, env);
  assert.ok(result.ok);
  return result.provider;
}

const byDefault = ['http://127.0.0.1:11434', 'http://[::1]:11434'];

describe('where Ollama is looked for', () => {
  for (const [value, address] of [
    ['127.0.0.1:21434', 'http://127.0.0.1:21434'],
    ['0.0.0.0', 'http://0.0.0.0:11434'],
    [':5000', 'http://127.0.0.1:5000'],
    ['localhost', 'http://localhost:11434'],
    ['http://localhost', 'http://localhost:80'],
    ['https://box.house', 'https://box.house:443'],
    ['https://box.house:8443/llm', 'https://box.house:8443/llm'],
    ['::1', 'http://[::1]:11434'],
    ['[::]:7000', 'http://[::]:7000'],
    [' "127.0.0.1:1" ', 'http://127.0.0.1:1'],
    ['127.0.0.1:99999', 'http://127.0.0.1:11434'],
    ['', undefined],
    ['http://me:secret@box', undefined],
  ] as const) {
    it(`OLLAMA_HOST=${value} means ${address ?? 'nothing'}`, () => assert.equal(hostVariableAddress(value), address));
  }

  it('is OLLAMA_HOST before the default port, each at both loopback addresses', () => {
    assert.deepEqual(ollama(undefined).baseUrls, byDefault);
    const own = ['http://127.0.0.1:21434', 'http://127.0.0.1:11434'];
    assert.deepEqual(ollama('0.0.0.0:21434').baseUrls, [...own, 'http://[::1]:21434', 'http://[::1]:11434']);
    assert.equal(ollama('[::]:21434').baseUrl, 'http://[::1]:21434');
    assert.equal(ollama('https://localhost:21434').baseUrl, 'https://localhost:21434');
  });

  it('is what the user typed, whatever the variable says', () => {
    const typed = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
    assert.deepEqual(ollama('127.0.0.1:21434', typed).baseUrls.slice(0, 2), typed);
  });

  it('is no other machine by a variable alone, unless it counts as private', () => {
    assert.deepEqual(ollama('gpu.house').baseUrls, byDefault);
    assert.equal(ollama('gpu.house').local, true);
    assert.equal(ollama('gpu.house').unusedHost, 'http://gpu.house:11434', 'and that can be said');
    const own = ollama('gpu.house', undefined, ['gpu.house:11434']);
    assert.equal(own.baseUrl, 'http://gpu.house:11434');
    assert.equal(own.unusedHost, undefined);
    assert.equal(
      ollama('gpu.house', ['http://127.0.0.1:1']).unusedHost,
      undefined,
      'nothing is missed by what was typed',
    );
    assert.equal(ollama('0.0.0.0').unusedHost, undefined);
  });

  it('is a cloud where another machine was typed that does not count as private, so that local only closes it', () => {
    const typed = ollama(undefined, ['http://gpu.house:11434']);
    assert.equal(typed.local, false);
    const gate = (localOnly: boolean) =>
      new Gate(() => ({
        localOnly,
        isSetUp: () => true,
        mayCompleteInCloud: () => false,
        isLocalOrigin: isLoopbackOrigin,
      }));
    assert.equal(gate(true).refusal(typed, 'chat'), 'local-only');
    assert.equal(gate(true).mayReach(`${typed.baseUrl}/api/tags`), false);
    assert.equal(gate(false).refusal(typed, 'completion'), 'no-consent');
  });

  it('is the other address family where the first one refuses, and stays it', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const asked: string[] = [];
    const fetch = new AddressBook(ollama(undefined)).wrap((input) => {
      const url = typeof input === 'string' ? input : 'href' in input ? input.href : input.url;
      asked.push(url);
      return url.includes('[::1]') ? Promise.resolve(new Response('{}')) : Promise.reject(refused);
    });
    await fetch('http://127.0.0.1:11434/api/tags');
    await fetch('http://127.0.0.1:11434/api/ps');
    assert.deepEqual(asked, [
      'http://127.0.0.1:11434/api/tags',
      'http://[::1]:11434/api/tags',
      'http://[::1]:11434/api/ps',
    ]);
  });

  it('is told to be refused where the other family is no address here', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const absent = Object.assign(new Error('connect'), { code: 'EADDRNOTAVAIL' });
    const errors = [refused, absent];
    const { failure } = await say(providerOn('ollama', () => Promise.reject(errors.shift() ?? absent)));
    assert.equal(failure?.kind, 'local-stopped');
  });
});

describe('what OLLAMA_HOST has to be for a start where Ollama is looked for', () => {
  for (const [origin, variable, host] of [
    ['http://127.0.0.1:11434', undefined, undefined],
    ['http://127.0.0.1:21434', undefined, '127.0.0.1:21434'],
    ['http://127.0.0.1:21434', '0.0.0.0:21434', undefined],
    ['http://localhost:11434', '127.0.0.1:21434', 'localhost:11434'],
    ['http://[::1]', undefined, '[::1]:80'],
  ] as const) {
    it(`${origin} with ${variable ?? 'none'}: ${host ?? 'as it is'}`, () => {
      assert.equal(hostToServe(origin, variable), host);
    });
  }
});
