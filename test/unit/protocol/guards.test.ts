import assert from 'node:assert/strict';
import { LIMITS, parseFromPage } from '../../../src/protocol/guards';
import type { FromPage } from '../../../src/protocol/messages';

const examples: readonly FromPage[] = [
  { t: 'ready' },
  { t: 'send', text: 'Why?' },
  { t: 'stop' },
  { t: 'retry', id: 'a1' },
  { t: 'draft', text: '' },
  { t: 'newChat' },
  { t: 'openConversation', id: 'c1' },
  { t: 'deleteConversation', id: 'c1' },
  { t: 'deleteAllConversations' },
  { t: 'addContext' },
  { t: 'removeChip', id: 'file:a.ts' },
  { t: 'copy', text: 'const a = 1;' },
  { t: 'insert', text: 'const a = 1;\n' },
  { t: 'openLink', href: 'https://example.test/' },
  { t: 'chooseModel' },
  { t: 'chooseProvider' },
  { t: 'action', id: 'useRoute' },
  { t: 'action', id: 'useRoute', answer: 'a1' },
];

describe('Messages of the page', () => {
  for (const example of examples) {
    it(`are believed when whole: ${JSON.stringify(example)}`, () => {
      assert.deepEqual(parseFromPage(structuredClone(example)), example);
    });
  }

  for (const value of [undefined, null, 3, 'ready', [], {}, { t: 'unknown' }, { t: 4 }, { t: '__proto__' }]) {
    it(`are refused when they are none: ${JSON.stringify(value)}`, () => {
      assert.equal(parseFromPage(value), undefined);
    });
  }

  it('are refused when a field is missing or of another type', () => {
    for (const value of [{ t: 'send' }, { t: 'send', text: 4 }, { t: 'retry', id: {} }, { t: 'action', answer: 'a' }]) {
      assert.equal(parseFromPage(value), undefined);
    }
  });

  it('are refused above their bounds and believed at them', () => {
    const id = 'x'.repeat(LIMITS.id);
    assert.ok(parseFromPage({ t: 'retry', id }));
    assert.equal(parseFromPage({ t: 'retry', id: `${id}x` }), undefined);
    assert.equal(parseFromPage({ t: 'openLink', href: 'h'.repeat(LIMITS.href + 1) }), undefined);
    assert.equal(parseFromPage({ t: 'draft', text: 'd'.repeat(LIMITS.text + 1) }), undefined);
    assert.equal(parseFromPage({ t: 'copy', text: 'c'.repeat(LIMITS.output + 1) }), undefined);
  });

  it('are refused when there is nothing in them to act on', () => {
    assert.equal(parseFromPage({ t: 'send', text: ' \n\t' }), undefined);
    assert.equal(parseFromPage({ t: 'retry', id: '' }), undefined);
    assert.equal(parseFromPage({ t: 'openLink', href: '' }), undefined);
  });

  it('lose fields that are not theirs', () => {
    assert.deepEqual(parseFromPage({ t: 'stop', force: true }), { t: 'stop' });
  });
});
