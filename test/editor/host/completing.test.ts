import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import type { Settings } from '../../../src/core/settings/snapshot';
import { InlineProvider } from '../../../src/editor/completions/inlineProvider';
import { systemClock } from '../../../src/platform/systemClock';
import { createFakeRouter, createPorts, targets, type FakeRouter } from '../../unit/completions/rig';
import { emptyWorkspace, writeFile } from './workspaceFiles';

const enabled = { completionsEnabled: true, completionsDisabledLanguages: [] } as unknown as Settings;

/** Long enough for the editor to have asked if it were going to; what is awaited comes sooner. */
const limitMs = 12_000;

describe('completing in a real editor', function () {
  this.timeout(30_000);
  let router: FakeRouter;
  let registration: vscode.Disposable;
  let pipeline: CompletionPipeline;
  /** The text of the document at every call of the editor. */
  let calls: string[];
  /** Each test has a file of its own: the editor keeps what it knows of a name. */
  let files = 0;

  beforeEach(() => {
    calls = [];
    router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
    pipeline = new CompletionPipeline({ ...createPorts(router, targets.ollama), clock: systemClock });
    const provider = new InlineProvider(
      () => Promise.resolve(pipeline),
      () => enabled,
      () => undefined,
      () => undefined,
    );
    registration = vscode.languages.registerInlineCompletionItemProvider(
      { scheme: 'file' },
      {
        provideInlineCompletionItems: (document, position, context, token) => {
          calls.push(document.getText());
          return provider.provideInlineCompletionItems(document, position, context, token);
        },
      },
    );
  });
  afterEach(async () => {
    registration.dispose();
    pipeline.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await emptyWorkspace();
  });

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const type = (text: string) => run('type', { text });
  /** Not awaited: the command ends with the answer. */
  const trigger = (): void => void run('editor.action.inlineSuggest.trigger');

  /** Opens a file with the cursor at its mark. */
  const open = async (marked: string): Promise<vscode.TextEditor> => {
    const at = marked.indexOf('▮');
    const document = await vscode.workspace.openTextDocument(
      await writeFile(`file${(files += 1)}.ts`, marked.replace('▮', '')),
    );
    const editor = await vscode.window.showTextDocument(document);
    const position = document.positionAt(at);
    editor.selections = [new vscode.Selection(position, position)];
    return editor;
  };
  /** Answers the next request of the pipeline. */
  const answer = async (text: string, asked = 1): Promise<void> => {
    await until(() => router.asked.length >= asked, 'nobody was asked');
    router.last.text(text);
    router.last.done();
  };
  /** Repeats a command until the text is so: the editor draws an item a little after it has it. */
  const changes = async (editor: vscode.TextEditor, command: string): Promise<void> => {
    const before = editor.document.version;
    await until(async () => {
      if (editor.document.version === before) await run(command);
      return editor.document.version > before;
    }, 'nothing was taken');
  };
  const becomes = async (editor: vscode.TextEditor, text: string, command?: string): Promise<void> => {
    const before = editor.document.getText();
    await until(
      async () => {
        if (command && editor.document.getText() === before) await run(command);
        return editor.document.getText() === text;
      },
      () => `the text is ${JSON.stringify(editor.document.getText())}`,
    );
  };

  it('puts in what was suggested, with the line ends of the file, and undo takes it out again', async () => {
    const editor = await open('function f() {▮\r\n}\r\n');
    trigger();
    await answer('\n  return 1;\n}\n');
    await becomes(editor, 'function f() {\r\n  return 1;\r\n}\r\n', 'editor.action.inlineSuggest.commit');
    await run('undo');
    assert.equal(editor.document.getText(), 'function f() {\r\n}\r\n');
  });

  it('takes a suggestion by words and goes on suggesting the rest without another request', async () => {
    const editor = await open('const total = ▮\n');
    const whole = 'const total = items.map((item) => item.price);';
    trigger();
    await answer('items.map((item) => item.price);');
    for (let word = 0; word < 2; word++) {
      await changes(editor, 'editor.action.inlineSuggest.acceptNextWord');
      const line = editor.document.lineAt(0).text;
      assert.ok(whole.startsWith(line) && line !== whole, line);
    }
    await becomes(editor, `${whole}\n`, 'editor.action.inlineSuggest.commit');
    assert.equal(router.asked.length, 1);
  });

  it('takes a suggestion by lines', async () => {
    const editor = await open('function f() {▮\n}\n');
    trigger();
    await answer('\n  const a = 1;\n  return a;\n}\n');
    await changes(editor, 'editor.action.inlineSuggest.acceptNextLine');
    await becomes(editor, 'function f() {\n  const a = 1;\n  return a;\n}\n', 'editor.action.inlineSuggest.commit');
    assert.equal(router.asked.length, 1);
  });

  it('stays while the user types it, and a bracket the editor closes by itself does not end it', async () => {
    const editor = await open('const total = items.▮\n');
    trigger();
    await answer('map((item) => item.price);');
    for (const key of 'map(') await type(key);
    await becomes(editor, 'const total = items.map((item) => item.price);\n', 'editor.action.inlineSuggest.commit');
    assert.equal(router.asked.length, 1);
  });

  it('asks nobody with several cursors', async () => {
    const editor = await open('const a = ▮\nconst b = \n');
    editor.selections = [new vscode.Selection(0, 10, 0, 10), new vscode.Selection(1, 10, 1, 10)];
    await type('x');
    trigger();
    await until(() => calls.length > 0, 'the editor did not call');
    editor.selections = [new vscode.Selection(1, 11, 1, 11)];
    trigger();
    await until(() => router.asked.length > 0, 'one cursor did not ask');
    assert.equal(router.asked.length, 1);
    assert.match(router.last.ask.prefix, /const b = x$/);
  });

  it('completes behind a snippet that was filled in', async () => {
    const editor = await open('▮\n');
    await editor.insertSnippet(new vscode.SnippetString('for (const ${1:item} of ${2:items}) ${0}'));
    await type('one');
    await run('jumpToNextSnippetPlaceholder');
    await run('jumpToNextSnippetPlaceholder');
    trigger();
    await until(() => router.asked.some(({ ask }) => ask.prefix.endsWith('of items) ')), 'nobody was asked');
    await answer('show(one);', router.asked.length);
    await becomes(editor, 'for (const one of items) show(one);\n', 'editor.action.inlineSuggest.commit');
  });

  it('is not called in a read-only editor', async () => {
    const first = await open('const a = ▮\n');
    await run('workbench.action.files.setActiveEditorReadonlyInSession');
    trigger();
    await open('const b = ▮\n');
    trigger();
    await until(() => calls.some((text) => text.includes('const b')), 'the editor did not call');
    assert.ok(!calls.some((text) => text.includes('const a')));
    await vscode.window.showTextDocument(first.document);
    await run('workbench.action.files.resetActiveEditorReadonlyInSession');
  });

  it('completes the side of a diff editor that can be written to', async () => {
    const left = await writeFile('left.ts', 'const total = 1;\n');
    const right = await writeFile('right.ts', 'const total = \n');
    await run('vscode.diff', left, right);
    await until(() => vscode.window.activeTextEditor?.document.uri.path === right.path, 'no diff editor');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selections = [new vscode.Selection(0, 14, 0, 14)];
    trigger();
    await answer('items.length;');
    await becomes(editor, 'const total = items.length;\n', 'editor.action.inlineSuggest.commit');
  });

  it('is not called while the editor’s inline suggestions are off', async () => {
    const settings = vscode.workspace.getConfiguration('editor.inlineSuggest');
    await settings.update('enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      const editor = await open('const a = ▮\n');
      await type('off + ');
      trigger();
      await until(() => editor.document.getText().includes('off + '), 'nothing was typed');
    } finally {
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await type('on + ');
    await until(() => calls.some((text) => text.includes('on + ')), 'the editor did not call again');
    const whileOff = calls.filter((text) => text.includes('off + ') && !text.includes('on + '));
    // When it is switched on again the editor may look once.
    assert.ok(whileOff.length <= 1, `${whileOff.length} calls`);
  });
});

async function until(isSo: () => boolean | Promise<boolean>, otherwise: string | (() => string)): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
