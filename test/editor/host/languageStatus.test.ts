import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { createEmitter, type Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import type { Disposable } from '../../../src/core/base/disposable';
import type { Settings } from '../../../src/core/settings/snapshot';
import type { CompletionsDeps } from '../../../src/editor/completions/deps';
import { showLanguageStatus } from '../../../src/editor/completions/languageStatus';
import { targets } from '../../unit/completions/rig';
import { until } from './completingEditor';
import { emptyWorkspace, writeFile } from './workspaceFiles';

describe('the language status of the file in front', function () {
  this.timeout(30_000);
  let shown: Disposable;
  let item: vscode.LanguageStatusItem | undefined;
  let changed: Emitter<void>;
  let mayRead: boolean;
  let disabled: string[];
  let current = targets.claude;

  beforeEach(() => {
    changed = createEmitter(silentLogger);
    mayRead = true;
    disabled = [];
    current = targets.claude;
    const deps = {
      logger: silentLogger,
      settings: () => ({ completionsEnabled: true, completionsDisabledLanguages: disabled }) as unknown as Settings,
      status: () => ({ completions: { first: targets.claude, current }, targets: [] }),
      route: () => ({ targets: [], skipped: [] }),
      mayRead: async () => mayRead,
      onDidChangeRules: changed.event,
      onDidChangeStatus: changed.event,
    } as unknown as CompletionsDeps;
    const create = vscode.languages.createLanguageStatusItem;
    const keepItem: typeof create = (id, selector) => (item = create(`${id}.${randomUUID()}`, selector));
    Object.defineProperty(vscode.languages, 'createLanguageStatusItem', { value: keepItem, configurable: true });
    try {
      shown = showLanguageStatus(deps, [{ scheme: 'file' }]);
    } finally {
      Object.defineProperty(vscode.languages, 'createLanguageStatusItem', { value: create, configurable: true });
    }
  });
  afterEach(async () => {
    shown.dispose();
    changed.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await emptyWorkspace();
  });

  const says = (text: string, detail: string): Promise<void> =>
    until(
      () => item?.text === text && item.detail === detail,
      () => `it says ${JSON.stringify([item?.text, item?.detail])}`,
    );
  const completes = (): Promise<void> => says('claude claude-haiku-5-5', 'Completes code while you type');
  const open = async (text: string): Promise<vscode.TextEditor> => {
    const uri = await writeFile(`${randomUUID()}.ts`, text);
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  };
  const at = (...places: readonly (readonly [number, number])[]): vscode.Selection[] =>
    places.map(([line, character]) => new vscode.Selection(line, character, line, character));

  it('names who completes it, who stands in as soon as somebody does, and says when it is never sent', async () => {
    await open('const a = 1;\n');
    await completes();
    current = targets.ollama;
    changed.fire();
    await says('ollama gemma4:e4b', 'Stands in for claude');
    current = targets.claude;
    mayRead = false;
    changed.fire();
    await says('No completions', 'The file is never sent: it is secret or ignored');
    mayRead = true;
    changed.fire();
    await completes();
  });

  it('says that nobody is asked with several cursors, and in a line that is too long, as long as that is so', async () => {
    const editor = await open(`const a = 1;\nconst b = 2;\n${'x'.repeat(10_001)}\n`);
    await completes();
    editor.selections = at([0, 5], [1, 5]);
    await says('No completions', 'There are several cursors');
    editor.selections = at([0, 5]);
    await completes();
    editor.selections = at([2, 7]);
    await says('No completions', 'The line is too long');
    editor.selections = at([1, 5]);
    await completes();
    await editor.edit((change) => change.insert(new vscode.Position(1, 5), 'y'.repeat(10_001)));
    await says('No completions', 'The line is too long');
  });

  it('follows the editor in front and the language of its document', async () => {
    disabled = ['javascript'];
    const editor = await open('const a = 1;\n');
    await completes();
    await vscode.languages.setTextDocumentLanguage(editor.document, 'javascript');
    await says('No completions', 'Switched off for this language or folder');
    await open('const b = 1;\n');
    await completes();
  });

  it('says that the editor’s own switch is off, and opens the settings there', async () => {
    const settings = vscode.workspace.getConfiguration('editor.inlineSuggest');
    await open('const a = 1;\n');
    await completes();
    await settings.update('enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      await says('No completions', 'The editor’s inline suggestions are switched off (editor.inlineSuggest.enabled)');
      assert.equal(item?.command?.command, 'workbench.action.openSettings');
    } finally {
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await completes();
  });
});
