import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Understudy } from '../../../src/editor/compose/understudy';
import { countRegistrations, type Registrations } from './registrations';

describe('an Understudy that is disposed of', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'understudy-disposal-'));
  let registrations: Registrations;

  before(() => (registrations = countRegistrations()));
  after(async () => {
    registrations.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A context of its own beside that of the extension that runs. */
  function createContext(): vscode.ExtensionContext {
    const extension = vscode.extensions.getExtension('understudy.understudy');
    assert.ok(extension);
    const memory = new Map<string, unknown>();
    const memento = {
      keys: () => [...memory.keys()],
      get: (key: string, otherwise?: unknown) => memory.get(key) ?? otherwise,
      update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
      setKeysForSync: () => {},
    };
    const secretsChanged = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
    const secrets = {
      keys: () => Promise.resolve([]),
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
      onDidChange: registrations.counted('secrets.onDidChange', secretsChanged.event),
    };
    const context = {
      extension,
      extensionUri: extension.extensionUri,
      subscriptions: [],
      globalState: memento,
      workspaceState: memento,
      secrets,
      globalStorageUri: vscode.Uri.file(path.join(folder, 'global')),
      storageUri: vscode.Uri.file(path.join(folder, 'workspace')),
      logUri: vscode.Uri.file(path.join(folder, 'log')),
      extensionMode: vscode.ExtensionMode.Test,
    };
    return context as unknown as vscode.ExtensionContext;
  }

  /** Runs a command of ours to its end, leaving whatever it asks the user. */
  async function run(id: string): Promise<void> {
    const pause = (): Promise<'asks'> => new Promise((resolve) => setTimeout(() => resolve('asks'), 20));
    const running = Promise.resolve(vscode.commands.executeCommand(`second.understudy.${id}`)).then(() => 'over');
    while ((await Promise.race([running, pause()])) === 'asks')
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  }

  it('leaves no command, provider, listener or status bar item behind', async () => {
    const understudy = new Understudy(createContext());
    const whileAlive = registrations.live();
    assert.ok(whileAlive.length > 20, `only ${whileAlive.length} registrations were seen`);
    for (const kind of [
      'commands.registerCommand',
      'window.createStatusBarItem',
      'workspace.onDidChangeConfiguration',
    ]) {
      assert.ok(whileAlive.includes(kind), `${kind} was not seen`);
    }
    understudy.dispose();
    await understudy.flush();
    assert.deepEqual(registrations.live(), []);
    understudy.dispose();
  });

  it('leaves nothing behind of what is loaded on first use either', async () => {
    const understudy = new Understudy(createContext());
    const atStart = registrations.live();
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: 'const two = ' });
    await vscode.window.showTextDocument(document);
    // Typing would wake the extension that runs as well, and what that loads is not ours to dispose of.
    const [, completions] = registrations.argumentsOf('languages.registerInlineCompletionItemProvider') ?? [];
    const typing = { triggerKind: vscode.InlineCompletionTriggerKind.Invoke, selectedCompletionInfo: undefined };
    await (completions as vscode.InlineCompletionItemProvider).provideInlineCompletionItems(
      document,
      new vscode.Position(0, document.getText().length),
      typing,
      new vscode.CancellationTokenSource().token,
    );
    for (const id of ['addToChat', 'openOutageLog', 'checkReadiness', 'rehearseOutage', 'chooseProvider'])
      await run(id);
    for (const id of ['copyDiagnostics', 'setApiKey', 'removeApiKey', 'showStatus', 'toggleCompletions', 'newChat'])
      await run(id);
    const whileAlive = registrations.live();
    // One of each part: both tabs, the status report, the chat.
    const more = (kind: string): number =>
      whileAlive.filter((name) => name === kind).length - atStart.filter((name) => name === kind).length;
    assert.equal(more('window.createWebviewPanel'), 2);
    assert.equal(more('workspace.registerTextDocumentContentProvider'), 1);
    assert.ok(whileAlive.length - atStart.length > 5, whileAlive.join('\n'));
    understudy.dispose();
    await understudy.flush();
    assert.deepEqual(registrations.live(), []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
