import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { faultsDoc } from '../../../support/faultsDoc';

const page = 'docs/faults.md';

describe('the page of faults', () => {
  it('says what the list of faults says; UNDERSTUDY_WRITE=1 writes it anew', () => {
    if (process.env['UNDERSTUDY_WRITE'] === '1') writeFileSync(page, faultsDoc());
    assert.equal(readFileSync(page, 'utf8'), faultsDoc());
  });
});
