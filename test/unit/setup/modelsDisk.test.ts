import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freeBytes } from '../../../src/platform/disk';

describe('the disk of local models', () => {
  it('is that of the nearest folder that exists', async () => {
    const here = await freeBytes(tmpdir());
    const missing = await freeBytes(path.join(tmpdir(), 'understudy-no-such-folder', 'models'));
    assert.ok(here !== undefined && here > 0);
    assert.ok(missing !== undefined && Math.abs(missing - here) < 5e9);
  });
});
