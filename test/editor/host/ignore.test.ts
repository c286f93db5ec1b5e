import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../../src/core/base/emitter';
import { createIgnoreGate, type IgnoreGate } from '../../../src/editor/ignore';
import { emptyWorkspace, silent, workspaceFolder, writeFile } from './workspaceFiles';

describe('the ignore rules of a real folder', () => {
  let gate: IgnoreGate;
  let globs: readonly string[] = [];
  const settingsChanged = new Emitter<void>(() => {});
  const { signal } = new AbortController();

  beforeEach(() => {
    globs = [];
    gate = createIgnoreGate({ globs: () => globs, onDidChangeSettings: settingsChanged.event, logger: silent });
  });
  afterEach(async () => {
    gate.dispose();
    await emptyWorkspace();
  });

  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), name);
  const verdict = (name: string) => gate.checkWhenReady(at(name), signal);
  /** A change on disk is seen a little later. */
  const changed = () => new Promise<void>((resolve) => gate.onDidChange(resolve));

  it('are closed until they are read, and then let a plain file through', async () => {
    await writeFile('a.ts', 'a');
    assert.deepEqual(gate.check(at('a.ts')), { ok: false, why: 'not-ready' });
    assert.deepEqual(await verdict('a.ts'), { ok: true });
    assert.deepEqual(gate.check(at('a.ts')), { ok: true });
  });

  it('keep git-ignored files back, those of a nested .gitignore too, and tell them from secret ones', async () => {
    await writeFile('.gitignore', 'notes.txt\nbuild/\n');
    await writeFile('inner/.gitignore', '*.gen.ts\n');
    assert.deepEqual(await verdict('notes.txt'), { ok: false, why: 'git-ignored' });
    assert.deepEqual(await verdict('build/out.js'), { ok: false, why: 'git-ignored' });
    assert.deepEqual(await verdict('inner/a.gen.ts'), { ok: false, why: 'git-ignored' });
    assert.deepEqual(await verdict('a.gen.ts'), { ok: true });
    assert.deepEqual(await verdict('.env'), { ok: false, why: 'secret' });
  });

  it('are read anew when a .gitignore changes', async () => {
    assert.deepEqual(await verdict('notes.txt'), { ok: true });
    const seen = changed();
    await writeFile('.gitignore', 'notes.txt\n');
    await seen;
    assert.deepEqual(await verdict('notes.txt'), { ok: false, why: 'git-ignored' });
  });

  it('tell of a change of rules once a .gitignore or the setting has changed, not when they are first read', async () => {
    let told = 0;
    let verdictsTold = 0;
    gate.onDidChangeRules(() => (told += 1));
    gate.onDidChange(() => (verdictsTold += 1));
    assert.deepEqual(await verdict('notes.txt'), { ok: true });
    // The watcher may still be telling of files of the test before; the first reading is told beside that.
    assert.ok(verdictsTold > told, `${verdictsTold} and ${told}`);
    const ruled = new Promise<void>((resolve) => gate.onDidChangeRules(resolve));
    await writeFile('.gitignore', 'notes.txt\n');
    await ruled;
    assert.ok(told > 0);
    const before = told;
    settingsChanged.fire();
    assert.equal(told, before + 1);
  });

  it('follow the setting at once', async () => {
    assert.deepEqual(await verdict('private/plan.md'), { ok: true });
    globs = ['private/**'];
    settingsChanged.fire();
    assert.deepEqual(gate.check(at('private/plan.md')), { ok: false, why: 'not-ready' });
    assert.deepEqual(await verdict('private/plan.md'), { ok: false, why: 'ignored' });
  });

  it('hold outside of the workspace too, and let a text without a name through', async () => {
    globs = ['**/plan.md'];
    const outside = (uri: vscode.Uri) => gate.checkWhenReady(uri, signal);
    assert.deepEqual(await outside(vscode.Uri.file('/somewhere/.env')), { ok: false, why: 'secret' });
    assert.deepEqual(await outside(vscode.Uri.file('/somewhere/plan.md')), { ok: false, why: 'ignored' });
    assert.deepEqual(await outside(vscode.Uri.file('/somewhere/a.ts')), { ok: true });
    assert.deepEqual(await outside(vscode.Uri.parse('untitled:Untitled-1')), { ok: true });
  });

  it('hold for a file that exists only in its editor yet', async () => {
    await writeFile('.gitignore', 'notes.txt\n');
    globs = ['**/plan.md'];
    const unsaved = (path: string) => gate.checkWhenReady(vscode.Uri.from({ scheme: 'untitled', path }), signal);
    assert.deepEqual(await unsaved('/somewhere/.env'), { ok: false, why: 'secret' });
    assert.deepEqual(await unsaved('.env'), { ok: false, why: 'secret' });
    assert.deepEqual(await unsaved('/somewhere/plan.md'), { ok: false, why: 'ignored' });
    assert.deepEqual(await unsaved('/somewhere/a.ts'), { ok: true });
    assert.deepEqual(await unsaved(at('.env').path), { ok: false, why: 'secret' });
    assert.deepEqual(await unsaved(at('notes.txt').path), { ok: false, why: 'git-ignored' });
    assert.deepEqual(await unsaved(at('a.ts').path), { ok: true });
  });

  it('are closed for whoever gave up waiting', async () => {
    assert.deepEqual(await gate.checkWhenReady(at('a.ts'), AbortSignal.abort()), { ok: false, why: 'not-ready' });
  });
});
