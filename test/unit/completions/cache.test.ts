import assert from 'node:assert/strict';
import { CompletionCache } from '../../../src/core/completions/cache';
import { typedBetween } from '../../../src/core/completions/typedAhead';
import { targets } from './rig';

const uri = 'file:///a.ts';
const at = (prefix: string, suffix = '') => ({ uri, prefix, suffix });
const fill = (text: string, target = targets.claude) => ({ text, target });

describe('The completion cache', () => {
  it('finds a fill at its place, and what is left of it while the user types into it', () => {
    const cache = new CompletionCache();
    cache.put(at('items.'), fill('length;'));
    assert.equal(cache.get(at('items.'), targets.claude)?.text, 'length;');
    assert.equal(cache.get(at('items.len'), targets.claude)?.text, 'gth;');
    assert.equal(cache.get(at('items.leg'), targets.claude), undefined);
    assert.equal(cache.get(at('items.length;'), targets.claude), undefined);
  });

  it('keeps targets, files and suffixes apart', () => {
    const cache = new CompletionCache();
    cache.put(at('items.', ')'), fill('length'));
    assert.equal(cache.get(at('items.', ')'), targets.ollama), undefined);
    assert.equal(cache.get({ ...at('items.', ')'), uri: 'file:///b.ts' }, targets.claude), undefined);
    assert.equal(cache.get(at('items.', ';'), targets.claude), undefined);
  });

  it('finds a fill through a bracket that the editor has closed by itself', () => {
    const cache = new CompletionCache();
    cache.put(at('run', '\n'), fill('(a, [1]);'));
    assert.equal(cache.get(at('run(', ')\n'), targets.claude)?.text, 'a, [1]);');
    assert.equal(cache.get(at('run(a, [', '])\n'), targets.claude)?.text, '1]);');
  });

  it('remembers that there was nothing to say, at that very place', () => {
    const cache = new CompletionCache();
    cache.put(at('items.'), fill(''));
    assert.equal(cache.get(at('items.'), targets.claude)?.text, '');
    assert.equal(cache.get(at('items.l'), targets.claude), undefined);
  });

  it('forgets the oldest of more than 250', () => {
    const cache = new CompletionCache();
    for (let index = 0; index < 251; index++) cache.put(at(`place ${index}`), fill('text'));
    assert.equal(cache.get(at('place 0'), targets.claude), undefined);
    assert.ok(cache.get(at('place 250'), targets.claude));
  });

  it('finds what is typed into however many fills were made and forgotten at the same place', () => {
    const cache = new CompletionCache();
    const same = 'the same end of the prefix: ';
    for (let index = 0; index < 300; index++) cache.put(at(`${index} ${same}`), fill(`text ${index}`));
    cache.put(at(`299 ${same}`), fill('another text'));
    assert.equal(cache.get(at(`0 ${same}te`), targets.claude), undefined);
    assert.equal(cache.get(at(`298 ${same}te`), targets.claude)?.text, 'xt 298');
    assert.equal(cache.get(at(`299 ${same}an`), targets.claude)?.text, 'other text');
    cache.clear();
    assert.equal(cache.get(at(`298 ${same}te`), targets.claude), undefined);
    cache.put(at(same), fill('again'));
    assert.equal(cache.get(at(`${same}ag`), targets.claude)?.text, 'ain');
  });
});

describe('What was typed between two moments', () => {
  it('is the difference of the prefixes, if nothing else changed', () => {
    assert.equal(typedBetween(at('a', ';'), at('abc', ';')), 'bc');
    assert.equal(typedBetween(at('ab', ';'), at('a', ';')), undefined);
    assert.equal(typedBetween(at('a', ';'), at('abc', ':')), undefined);
    assert.equal(typedBetween(at('f', ''), at('f("', '")')), '("');
    assert.equal(typedBetween(at('f', ''), at('f(', ']')), undefined);
    assert.equal(typedBetween(at('f', ''), at('f(', ')')), '(');
  });
});
