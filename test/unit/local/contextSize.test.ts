import assert from 'node:assert/strict';
import { contextSize } from '../../../src/core/local/contextSize';
import { offerOf } from '../../../src/core/local/modelOffers';
import { recommend } from '../../../src/core/local/suggestModel';

/** What a machine of so many GB reports. */
const machine = (gigabytes: number): number => gigabytes * 2 ** 30 * 0.97;

const context = (gigabytes: number, sizeBytes?: number, limitTokens?: number): number =>
  contextSize({
    memoryBytes: machine(gigabytes),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(limitTokens === undefined ? {} : { limitTokens }),
  });

describe('the context of a local model', () => {
  it('is what fits into memory beside the model', () => {
    assert.equal(context(16, 9.6e9), 16_384);
    assert.equal(context(12, 3.3e9), 8_192);
    assert.equal(context(8, 3.8e9), 4_096);
    assert.equal(context(16, 10.8e9), 8_192);
    assert.equal(context(16, 40e9), 4_096, 'one that does not fit at all');
  });

  it('holds 8,192 tokens or more of every model that is recommended', () => {
    for (const gigabytes of [4, 8, 12, 16, 32, 64]) {
      const { chat } = recommend(machine(gigabytes));
      assert.ok(context(gigabytes, chat.sizeBytes) >= 8_192, `${gigabytes} GB: ${chat.model}`);
    }
  });

  it('is never more than the model can read', () => {
    assert.equal(context(64, 1.6e9, offerOf('codegemma:2b')?.contextTokens), 8_192);
    assert.equal(context(64, 0.6e9, 2_048), 2_048);
  });

  it('is never so much that a machine without a graphics card reads for minutes', () => {
    assert.equal(context(512, 1e9, 262_144), 16_384);
    assert.equal(context(8, 0.3e9, 32_768), 8_192);
  });

  it('is the usual one where nothing is known of the model', () => {
    assert.equal(context(8), 8_192);
  });
});
