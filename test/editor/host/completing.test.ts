import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openCompletingEditor, until, type CompletingEditor } from './completingEditor';
import { writeFile } from './workspaceFiles';

const invoked = vscode.InlineCompletionTriggerKind.Invoke;

describe('completing in a real editor', function () {
  this.timeout(30_000);
  let ours: CompletingEditor;

  beforeEach(() => (ours = openCompletingEditor()));
  afterEach(() => ours.close());

  it('puts in what was suggested, with the line ends of the file, and undo takes it out again', async () => {
    const editor = await ours.open('function f() {▮\r\n}\r\n');
    ours.trigger();
    await ours.answer('\n  return 1;\n}\n');
    await ours.becomes(editor, 'function f() {\r\n  return 1;\r\n}\r\n', 'editor.action.inlineSuggest.commit');
    await ours.run('undo');
    assert.equal(editor.document.getText(), 'function f() {\r\n}\r\n');
  });

  it('takes a suggestion by words and goes on suggesting the rest without another request', async () => {
    const editor = await ours.open('const total = ▮\n');
    const whole = 'const total = items.map((item) => item.price);';
    ours.trigger();
    await ours.answer('items.map((item) => item.price);');
    for (let word = 0; word < 2; word++) {
      await ours.changes(editor, 'editor.action.inlineSuggest.acceptNextWord');
      const line = editor.document.lineAt(0).text;
      assert.ok(whole.startsWith(line) && line !== whole, line);
    }
    await ours.becomes(editor, `${whole}\n`, 'editor.action.inlineSuggest.commit');
    assert.equal(ours.router.asked.length, 1);
  });

  it('takes a suggestion by lines', async () => {
    const editor = await ours.open('function f() {▮\n}\n');
    ours.trigger();
    await ours.answer('\n  const a = 1;\n  return a;\n}\n');
    await ours.changes(editor, 'editor.action.inlineSuggest.acceptNextLine');
    await ours.becomes(
      editor,
      'function f() {\n  const a = 1;\n  return a;\n}\n',
      'editor.action.inlineSuggest.commit',
    );
    assert.equal(ours.router.asked.length, 1);
  });

  it('stays while the user types it, and a bracket the editor closes by itself does not end it', async () => {
    const editor = await ours.open('const total = items.▮\n');
    ours.trigger();
    await ours.answer('map((item) => item.price);');
    for (const key of 'map(') await ours.type(key);
    await ours.becomes(
      editor,
      'const total = items.map((item) => item.price);\n',
      'editor.action.inlineSuggest.commit',
    );
    assert.equal(ours.router.asked.length, 1);
  });

  it('asks nobody with several cursors', async () => {
    const editor = await ours.open('const a = ▮\nconst b = \n');
    editor.selections = [new vscode.Selection(0, 10, 0, 10), new vscode.Selection(1, 10, 1, 10)];
    await ours.type('x');
    ours.trigger();
    // The trigger's own call: one that came after the next line would find a single cursor.
    const isTriggered = () =>
      ours.calls.some(({ text, context }) => text.includes('b = x') && context.triggerKind === invoked);
    await until(isTriggered, 'the editor did not call');
    editor.selections = [new vscode.Selection(1, 11, 1, 11)];
    ours.trigger();
    await until(() => ours.router.asked.length > 0, 'one cursor did not ask');
    assert.equal(ours.router.asked.length, 1);
    assert.match(ours.router.last.ask.prefix, /const b = x$/);
  });

  it('completes behind a snippet that was filled in', async () => {
    const editor = await ours.open('▮\n');
    await editor.insertSnippet(new vscode.SnippetString('for (const ${1:item} of ${2:items}) ${0}'));
    await ours.type('one');
    await ours.run('jumpToNextSnippetPlaceholder');
    await ours.run('jumpToNextSnippetPlaceholder');
    ours.trigger();
    await until(() => ours.router.asked.some(({ ask }) => ask.prefix.endsWith('of items) ')), 'nobody was asked');
    await ours.answer('show(one);', ours.router.asked.length);
    await ours.becomes(editor, 'for (const one of items) show(one);\n', 'editor.action.inlineSuggest.commit');
  });

  it('is not called in a read-only editor', async () => {
    const first = await ours.open('const a = ▮\n');
    await ours.run('workbench.action.files.setActiveEditorReadonlyInSession');
    ours.trigger();
    await ours.open('const b = ▮\n');
    ours.trigger();
    await until(() => ours.calls.some(({ text }) => text.includes('const b')), 'the editor did not call');
    assert.ok(!ours.calls.some(({ text }) => text.includes('const a')));
    await vscode.window.showTextDocument(first.document);
    await ours.run('workbench.action.files.resetActiveEditorReadonlyInSession');
  });

  it('completes the side of a diff editor that can be written to', async () => {
    const left = await writeFile('left.ts', 'const total = 1;\n');
    const right = await writeFile('right.ts', 'const total = \n');
    await ours.run('vscode.diff', left, right);
    await until(() => vscode.window.activeTextEditor?.document.uri.path === right.path, 'no diff editor');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selections = [new vscode.Selection(0, 14, 0, 14)];
    ours.trigger();
    await ours.answer('items.length;');
    await ours.becomes(editor, 'const total = items.length;\n', 'editor.action.inlineSuggest.commit');
  });

  it('is not called while the editor’s inline suggestions are off', async () => {
    const settings = vscode.workspace.getConfiguration('editor.inlineSuggest');
    await settings.update('enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      const editor = await ours.open('const a = ▮\n');
      await ours.type('off + ');
      ours.trigger();
      await until(() => editor.document.getText().includes('off + '), 'nothing was typed');
    } finally {
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await ours.type('on + ');
    await until(() => ours.calls.some(({ text }) => text.includes('on + ')), 'the editor did not call again');
    const whileOff = ours.calls.filter(({ text }) => text.includes('off + ') && !text.includes('on + '));
    // When it is switched on again the editor may look once.
    assert.ok(whileOff.length <= 1, `${whileOff.length} calls`);
  });
});
