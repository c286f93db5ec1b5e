import assert from 'node:assert/strict';
import { LayerSums } from '../../../../src/core/local/download/layerSums';

const weights = { status: 'pulling a5fd3b62230a', digest: 'sha256:a5fd', total: 1_000 };

describe('the sums of a download', () => {
  it('are nothing before a layer is named', () => {
    const sums = new LayerSums();
    assert.equal(sums.note({ status: 'pulling manifest' }), false);
    assert.deepEqual(sums.sums, { completed: 0, total: 0 });
  });

  it('add up all layers, each by its latest line', () => {
    const sums = new LayerSums();
    sums.note({ ...weights, completed: 200 });
    sums.note({ ...weights, completed: 900 });
    sums.note({ status: 'pulling b507', digest: 'sha256:b507', total: 13, completed: 13 });
    assert.deepEqual(sums.sums, { completed: 913, total: 1_013 });
  });

  it('tell when a layer is named for the first time', () => {
    const sums = new LayerSums();
    assert.equal(sums.note({ ...weights, completed: 0 }), true);
    assert.equal(sums.note({ ...weights, completed: 1 }), false);
  });

  it('follow a server that throws bytes away', () => {
    const sums = new LayerSums();
    sums.note({ ...weights, completed: 500 });
    sums.note({ ...weights, completed: 300 });
    assert.deepEqual(sums.sums, { completed: 300, total: 1_000 });
  });

  it('never have more of a layer than there is of it', () => {
    const sums = new LayerSums();
    sums.note({ ...weights, completed: 1_200 });
    sums.note({ status: 'pulling x', digest: 'sha256:x', total: 10, completed: -3 });
    assert.deepEqual(sums.sums, { completed: 1_000, total: 1_010 });
  });

  it('keep a size that a later line leaves out', () => {
    const sums = new LayerSums();
    sums.note({ ...weights, completed: 100 });
    sums.note({ ...weights, total: 0, completed: 150 });
    assert.deepEqual(sums.sums, { completed: 150, total: 1_000 });
  });

  it('are whole once the server checks the files, although the last line of a layer came before its last bytes', () => {
    const sums = new LayerSums();
    sums.note({ ...weights, completed: 990 });
    sums.complete();
    assert.deepEqual(sums.sums, { completed: 1_000, total: 1_000 });
  });
});
