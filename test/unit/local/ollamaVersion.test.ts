import assert from 'node:assert/strict';
import { isTooOld } from '../../../src/core/local/ollamaVersion';

describe('a version of Ollama', () => {
  for (const [version, tooOld] of [
    ['0.5.13', true],
    ['0.12.5', true],
    ['0.12.6', false],
    ['0.13.0-rc1', false],
    ['1.0.0', false],
    ['0.33.0-rc2', false],
    ['0.0.0', false],
    ['', false],
    ['nightly', false],
  ] as const) {
    it(`${version} is ${tooOld ? 'too old' : 'good enough, or not known to be too old'}`, () =>
      assert.equal(isTooOld(version), tooOld));
  }
});
