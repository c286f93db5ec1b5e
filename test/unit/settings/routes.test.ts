import assert from 'node:assert/strict';
import { readSettings } from '../../../src/core/settings/readSettings';
import { cleanRouteEntry, placeOnRoute, unknownRouteIds } from '../../../src/core/settings/routes';

const isLocal = (id: string): boolean => id === 'ollama' || id === 'lmstudio';

describe('routes', () => {
  it('split an entry at its first slash', () => {
    assert.equal(cleanRouteEntry(' openrouter / google/gemma '), 'openrouter/google/gemma');
    assert.equal(cleanRouteEntry('claude/'), 'claude');
    assert.equal(cleanRouteEntry('/model'), undefined);
    assert.equal(cleanRouteEntry('two words'), undefined);
  });

  it('put a provider before local without taking the first choice’s place', () => {
    assert.deepEqual(placeOnRoute(['claude', 'ollama'], 'openai', 'before-local', isLocal), [
      'claude',
      'openai',
      'ollama',
    ]);
    assert.deepEqual(placeOnRoute(['claude'], 'openai', 'before-local', isLocal), ['claude', 'openai']);
  });

  it('put a provider after the last local one', () => {
    const route = ['ollama', 'claude', 'lmstudio', 'gemini'];
    assert.deepEqual(placeOnRoute(route, 'openai', 'after-local', isLocal), [
      'ollama',
      'claude',
      'lmstudio',
      'openai',
      'gemini',
    ]);
  });

  it('keep a provider that stands where it should, with its models', () => {
    const route = ['claude/claude-opus-5-5', 'claude-code', 'ollama'];
    assert.equal(placeOnRoute(route, 'claude', 'before-local', isLocal), route);
  });

  it('move all entries of a provider together', () => {
    const route = ['claude/a', 'claude/b', 'ollama'];
    assert.deepEqual(placeOnRoute(route, 'claude', 'after-local', isLocal), ['ollama', 'claude/a', 'claude/b']);
  });

  it('take a provider off when it answers only if chosen', () => {
    assert.deepEqual(placeOnRoute(['claude/a', 'ollama'], 'claude', 'only-when-chosen', isLocal), ['ollama']);
  });

  it('name each unknown id once and know claude-code', () => {
    const typed: Readonly<Record<string, unknown>> = {
      'understudy.chat.route': ['nobody', 'claude-code', 'house/x'],
      'understudy.completions.route': ['nobody/model'],
      'understudy.providers': { house: { type: 'openai' } },
    };
    const { settings } = readSettings((key) => ({ user: typed[key], folders: [], languages: [] }));
    assert.deepEqual(
      unknownRouteIds(settings, (id) => id === 'claude-code'),
      ['nobody'],
    );
  });
});
