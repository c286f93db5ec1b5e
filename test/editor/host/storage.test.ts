import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { createFileStore } from '../../../src/editor/storage';

describe('the folder of conversations', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'understudy-store-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (...names: string[]) => createFileStore(vscode.Uri.file(path.join(folder, ...names)));

  it('is empty, not an error, before the first write, and is made by it', async () => {
    const store = open('not', 'there', 'yet');
    assert.deepEqual(await store.list(), []);
    assert.equal(await store.read('a.json'), undefined);
    await store.remove('a.json');
    await store.write('a.json', 'one');
    assert.equal(await store.read('a.json'), 'one');
  });

  it('gives back every character, and the size on disk', async () => {
    const store = open();
    const text = 'naïve 日本 🎭 \u2028\r\n\ttail';
    await store.write('a.json', text);
    assert.equal(await store.read('a.json'), text);
    const [file] = await store.list();
    assert.equal(file?.name, 'a.json');
    assert.equal(file.bytes, Buffer.byteLength(text));
    assert.ok(Math.abs(file.modifiedAt - Date.now()) < 60_000);
  });

  it('puts a new text in place of the old one and leaves nothing beside it', async () => {
    const store = open();
    await store.write('a.json', 'a long first text');
    await store.write('a.json', 'two');
    assert.equal(await store.read('a.json'), 'two');
    assert.deepEqual(await readdir(folder), ['a.json']);
  });

  it('keeps the old text where a write was killed half-way', async () => {
    const store = open();
    await store.write('a.json', 'whole');
    await writeFile(path.join(folder, 'a.json.tmp'), 'ha');
    assert.equal(await store.read('a.json'), 'whole');
    await store.write('a.json', 'whole again');
    assert.deepEqual(await readdir(folder), ['a.json']);
  });

  it('removes a file, and lists no folders', async () => {
    const store = open();
    await store.write('a.json', 'one');
    await open('inner').write('b.json', 'two');
    assert.deepEqual(
      (await store.list()).map(({ name }) => name),
      ['a.json'],
    );
    await store.remove('a.json');
    assert.deepEqual(await store.list(), []);
  });

  it('tells of a disk that refuses, and writes again when it no longer does', async () => {
    await writeFile(path.join(folder, 'taken'), 'a file where the folder should be');
    const store = open('taken');
    await assert.rejects(store.write('a.json', 'one'));
    await rm(path.join(folder, 'taken'));
    await store.write('a.json', 'one');
    assert.equal(await store.read('a.json'), 'one');
  });
});
