import assert from 'node:assert/strict';
import { hasRoom } from '../../../src/core/local/room';
import { chatModel } from '../../support/localServer';

describe('room beside the models of others', () => {
  const pulled = [chatModel('ours', 3), chatModel('theirs', 7.5)];
  const memory = { totalBytes: () => 16 * 2 ** 30 };

  it('hangs on the context that each is asked with', () => {
    const beside = (tokens: number): boolean => hasRoom('ours', ['theirs'], pulled, () => tokens, memory);
    assert.equal(beside(8_192), true);
    assert.equal(beside(16_384), false);
  });

  it('is none beside as many as Ollama keeps', () => {
    assert.equal(
      hasRoom('ours', ['a', 'b', 'c'], pulled, () => 1, memory),
      false,
    );
  });
});
