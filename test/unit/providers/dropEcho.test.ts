import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../../src/core/contract/events';
import { dropEcho } from '../../../src/core/providers/openai/dropEcho';
import type { Decoder } from '../../../src/core/providers/streamCall';

function textOf(pieces: readonly string[], prefix: string): string {
  let end: Decoder<string>['end'];
  let left = pieces.length;
  const plain: Decoder<string> = {
    take: (text) => {
      left -= 1;
      if (left === 0) end = 'complete';
      return [{ t: 'text', text }];
    },
    get end() {
      return end;
    },
    isDone: false,
  };
  const decoder = dropEcho(plain, prefix);
  const events: ProviderEvent[] = pieces.flatMap((piece) => [...decoder.take(piece)]);
  return events.map((event) => (event.t === 'text' ? event.text : '')).join('');
}

describe('a prefix that the server repeats', () => {
  it('is dropped, however it is cut into pieces', () => {
    const whole = 'The quick brown fox';
    for (let a = 1; a < whole.length; a++) {
      for (let b = a + 1; b <= whole.length; b++) {
        const pieces = [whole.slice(0, a), whole.slice(a, b), whole.slice(b)].filter((piece) => piece !== '');
        assert.equal(textOf(pieces, 'The quick'), ' brown fox', `${a} ${b}`);
      }
    }
  });

  it('is let through where it turns out to be something else', () => {
    assert.equal(textOf(['The qui', 'et'], 'The quick'), 'The quiet');
    assert.equal(textOf(['A', ' fox'], 'The quick'), 'A fox');
  });

  it('is let through where the answer ends before it is whole', () => {
    assert.equal(textOf(['The ', 'qu'], 'The quick'), 'The qu');
  });
});
