import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editorRefusal } from '../../../src/editor/completions/editorRefusal';

describe('why a real editor asks nobody', () => {
  const settings = () => vscode.workspace.getConfiguration('editor.inlineSuggest');
  const set = (key: string, value: unknown) => settings().update(key, value, vscode.ConfigurationTarget.Workspace);
  let document: vscode.TextDocument;

  before(async () => {
    document = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'const a = ' });
  });
  afterEach(async () => {
    await set('enabled', undefined);
    await set('experimental.suppressInlineSuggestions', undefined);
  });

  it('is not at all by default', async () => {
    assert.equal(await editorRefusal(document), undefined);
  });

  it('is its own switch', async () => {
    await set('enabled', false);
    assert.equal(await editorRefusal(document), 'editor-off');
  });

  it('is its list of extensions that it hides, if ours is on it', async () => {
    await set('experimental.suppressInlineSuggestions', 'other.assistant');
    assert.equal(await editorRefusal(document), undefined);
    await set('experimental.suppressInlineSuggestions', 'other.assistant, Understudy.understudy');
    assert.equal(await editorRefusal(document), 'suppressed');
  });

  it('is a file system that cannot be written to', async () => {
    const provider = {
      onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 1 }),
      readFile: () => new TextEncoder().encode('a'),
      readDirectory: () => [],
      createDirectory: () => undefined,
      writeFile: () => undefined,
      delete: () => undefined,
      rename: () => undefined,
    } satisfies vscode.FileSystemProvider;
    const registration = vscode.workspace.registerFileSystemProvider('frozen', provider, { isReadonly: true });
    try {
      const frozen = await vscode.workspace.openTextDocument(vscode.Uri.parse('frozen:/a.ts'));
      assert.equal(await editorRefusal(frozen), 'read-only');
    } finally {
      registration.dispose();
    }
  });
});
