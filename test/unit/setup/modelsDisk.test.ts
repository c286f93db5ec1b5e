import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freeBytes, modelsDisk } from '../../../src/platform/disk';

describe('the disk of local models', () => {
  it('is that of the nearest folder that exists', async () => {
    const here = await freeBytes(tmpdir());
    const missing = await freeBytes(path.join(tmpdir(), 'understudy-no-such-folder', 'models'));
    assert.ok(here !== undefined && here > 0);
    assert.ok(missing !== undefined && Math.abs(missing - here) < 5e9);
  });

  it('is the roomier one of the user and of the service that Ollama sets up, unless a variable names another', async () => {
    // A kernel's own file systems have no room at all.
    const [full, roomy] = ['/proc', tmpdir()];
    const named = (path?: string) => (name: string) => (name === 'OLLAMA_MODELS' ? path : undefined);
    assert.ok((await modelsDisk(named(), { user: full, service: roomy }).freeBytes())! > 0);
    assert.ok((await modelsDisk(named(), { user: roomy, service: full }).freeBytes())! > 0);
    assert.equal(await modelsDisk(named(), { user: full, service: '/no/such/home' }).freeBytes(), 0);
    assert.equal(await modelsDisk(named(full), { user: roomy, service: roomy }).freeBytes(), 0);
  });
});
