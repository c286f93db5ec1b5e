import assert from 'node:assert/strict';
import { providersDescriptor } from '../../../src/core/settings/providerSettings';

describe('understudy.providers', () => {
  it('reads one address or several', () => {
    const { value, problems } = providersDescriptor.parse({
      claude: { baseUrl: ' https://proxy.example ' },
      ollama: { baseUrl: ['http://a:1', 'http://b:1'] },
    });
    assert.deepEqual(value['claude'], { baseUrl: ['https://proxy.example'] });
    assert.deepEqual(value['ollama'], { baseUrl: ['http://a:1', 'http://b:1'] });
    assert.deepEqual(problems, []);
  });

  it('leaves a bad field out and keeps the rest of its entry', () => {
    const { value, problems } = providersDescriptor.parse({
      claude: { chatModel: 'x', contextWindow: 'big', enabled: 1 },
    });
    assert.deepEqual(value['claude'], { chatModel: 'x' });
    assert.deepEqual(
      problems.map(({ key, value: shown }) => `${key}=${shown}`),
      ['understudy.providers.claude.contextWindow=big', 'understudy.providers.claude.enabled=1'],
    );
  });

  it('never shows what an unknown field or a header holds', () => {
    const { problems } = providersDescriptor.parse({
      claude: { apiKey: 'not-so-secret', headers: { 'x-team': ['private'] } },
    });
    assert.deepEqual(
      problems.map((problem) => problem.value),
      ['(hidden)', '(hidden)'],
    );
  });

  it('refuses ids that could not stand on a route', () => {
    const { value, problems } = providersDescriptor.parse({
      'a/b': {},
      'a@b': {},
      good: { type: 'openai' },
      flat: 'x',
    });
    assert.deepEqual(Object.keys(value), ['good']);
    assert.equal(problems.length, 3);
  });

  it('gives no providers for anything but an object', () => {
    for (const bad of [[], 'x', 3, null]) assert.deepEqual(providersDescriptor.parse(bad).value, {});
  });
});
