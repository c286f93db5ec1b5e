import assert from 'node:assert/strict';
import { isSetUp, type SetUpFacts } from '../../../src/core/providers/setUp';
import { resolvedProvider } from '../../support/providerRows';

const nothing: SetUpFacts = {
  hasKey: false,
  mayReadEnvironment: false,
  hasAnswered: false,
  isRoutedByUser: false,
  usesProgram: false,
};

describe('a provider is set up', () => {
  const cloud = resolvedProvider('claude');
  const ollama = resolvedProvider('ollama', { local: true });

  it('by a key for its origin or a consent to a variable, where it needs one', () => {
    assert.equal(isSetUp(cloud, nothing), false);
    assert.equal(isSetUp(cloud, { ...nothing, hasKey: true }), true);
    assert.equal(isSetUp(cloud, { ...nothing, mayReadEnvironment: true }), true);
  });

  it('by nothing less: neither a typed address nor a route replaces the key', () => {
    const typed = resolvedProvider('claude', { baseUrlGiven: true });
    assert.equal(isSetUp(typed, { ...nothing, isRoutedByUser: true, hasAnswered: true }), false);
  });

  it('on loopback when it ever answered or the user put it on a route or typed its address', () => {
    assert.equal(isSetUp(ollama, nothing), false);
    assert.equal(isSetUp(ollama, { ...nothing, hasAnswered: true }), true);
    assert.equal(isSetUp(ollama, { ...nothing, isRoutedByUser: true }), true);
    assert.equal(isSetUp({ ...ollama, baseUrlGiven: true }, nothing), true);
  });

  it('without a key and off loopback only when the user typed its address', () => {
    const house = resolvedProvider('house', { local: true, key: 'optional', baseUrl: 'http://gpu.lan:8000' });
    assert.equal(isSetUp(house, { ...nothing, hasAnswered: true, isRoutedByUser: true }), false);
    assert.equal(isSetUp({ ...house, baseUrlGiven: true }, nothing), true);
  });

  it('as Claude Code by the click that put the program to use, and by nothing else', () => {
    const code = resolvedProvider('claude-code', { type: 'claude-code', key: 'none', baseUrlGiven: true });
    const others = { hasKey: true, mayReadEnvironment: true, hasAnswered: true, isRoutedByUser: true };
    assert.equal(isSetUp(code, { ...others, usesProgram: false }), false);
    assert.equal(isSetUp(code, { ...nothing, usesProgram: true }), true);
  });
});
