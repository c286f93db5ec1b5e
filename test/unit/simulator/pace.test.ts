import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { knownText } from '../../simulator/knownText';
import { chunksOf, piecesOf } from '../../simulator/pace';
import { strikeAt } from '../../simulator/strike';

describe('the pace of the simulator', () => {
  it('cuts text into chunks that make the text again, with a boundary where one is wanted, never inside a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), fc.nat(60), (text, size, at) => {
        const whole = text.slice(0, at).isWellFormed() || !text.isWellFormed();
        const chunks = chunksOf(text, size, [at]);
        assert.equal(chunks.join(''), text);
        if (whole && at > 0 && at < text.length)
          assert.ok(boundaries(chunks).includes(at) || !text.slice(at).isWellFormed());
        for (const chunk of chunks) assert.ok(chunk.isWellFormed() || !text.isWellFormed());
      }),
    );
  });

  it('splits bytes at every byte, or inside every multi-byte character', () => {
    const bytes = Buffer.from('a🎭é');
    assert.deepEqual(piecesOf(bytes, 'frame'), [bytes]);
    assert.deepEqual(
      piecesOf(bytes, 'byte').map((piece) => piece.length),
      [1, 1, 1, 1, 1, 1, 1],
    );
    const torn = piecesOf(bytes, 'multibyte');
    assert.equal(Buffer.concat(torn).toString(), 'a🎭é');
    assert.ok(torn.slice(1).every((piece) => ((piece[0] ?? 0) & 0xc0) === 0x80));
  });

  it('finds the place of a strike, and one before the end in a text that is too short', () => {
    assert.deepEqual(strikeAt(knownText, {}, 8), { offset: 400, halfCharacter: false });
    assert.equal(strikeAt(knownText, { afterTokens: 10 }, 8).offset, 80);
    assert.equal(strikeAt(knownText, { afterText: '```typescript\n' }, 8).offset, knownText.indexOf('export async'));
    assert.equal(
      (knownText.slice(0, strikeAt(knownText, { inside: 'fence' }, 8).offset).match(/^```/gm) ?? []).length,
      1,
    );
    const torn = strikeAt(knownText, { inside: 'multibyte' }, 8);
    assert.equal(torn.halfCharacter, true);
    assert.ok(knownText.slice(torn.offset).startsWith('🎭'));
    assert.deepEqual(strikeAt('ab🎭', { afterChars: 400 }, 8), { offset: 2, halfCharacter: false });
  });

  it('speaks of a text that has what goes wrong', () => {
    assert.ok(knownText.length > 3000);
    assert.match(knownText, /^\| --- \|/m);
    assert.match(knownText, /[\u{10000}-\u{10ffff}]/u);
    assert.match(knownText, /\u0301|\u0351/);
    assert.match(knownText, /^```typescript$/m);
  });
});

function boundaries(chunks: readonly string[]): readonly number[] {
  let offset = 0;
  return chunks.map((chunk) => (offset += chunk.length));
}
