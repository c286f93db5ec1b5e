import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Understudy } from '../../../src/editor/compose';
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
});
