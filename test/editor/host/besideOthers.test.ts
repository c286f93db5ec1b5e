import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openCompletingEditor, until, type CompletingEditor } from './completingEditor';

const commit = 'editor.action.inlineSuggest.commit';

describe('completing beside what else a real editor does', function () {
  this.timeout(30_000);
  let ours: CompletingEditor;
  let registrations: vscode.Disposable[];

  beforeEach(() => {
    registrations = [];
    ours = openCompletingEditor();
  });
  afterEach(async () => {
    for (const registration of registrations) registration.dispose();
    await ours.close();
  });

  describe('the list of suggestions', () => {
    /** A language server that knows these members. */
    const members = (...labels: readonly string[]): void => {
      const provideCompletionItems = () => labels.map((label) => new vscode.CompletionItem(label));
      registrations.push(
        vscode.languages.registerCompletionItemProvider({ scheme: 'file' }, { provideCompletionItems }),
      );
    };
    const selected = (text: string) =>
      ours.calls.findLast(({ context }) => context.selectedCompletionInfo?.text === text);

    it('is gone on from: the item begins with the selected entry, and is there once that is taken', async () => {
      members('fromEntries');
      const editor = await ours.open('const total = Object.from▮\n');
      await ours.run('editor.action.triggerSuggest');
      await until(() => selected('fromEntries') !== undefined, 'the editor told of no selected entry');
      await ours.answer('(pairs);');
      const [item] = (await selected('fromEntries')?.answer) ?? [];
      assert.equal(item?.insertText, 'fromEntries(pairs);');
      assert.equal(item.range?.start.character, 'const total = Object.'.length);
      assert.match(ours.router.last.ask.prefix, /Object\.fromEntries$/);
      await ours.becomes(editor, 'const total = Object.fromEntries\n', 'acceptSelectedSuggestion');
      ours.trigger();
      await ours.becomes(editor, 'const total = Object.fromEntries(pairs);\n', commit);
      assert.equal(ours.router.asked.length, 1);
    });

    it('is left alone where its entry does not begin with what is typed', async () => {
      registrations.push(
        vscode.languages.registerCompletionItemProvider(
          { scheme: 'file' },
          {
            provideCompletionItems: () => [
              Object.assign(new vscode.CompletionItem('total'), { insertText: 'total', filterText: 'ttl' }),
            ],
          },
        ),
      );
      await ours.open('const a = ttl▮\n');
      await ours.run('editor.action.triggerSuggest');
      await until(() => selected('total') !== undefined, 'the editor told of no selected entry');
      assert.deepEqual(await selected('total')?.answer, []);
      assert.equal(ours.router.asked.length, 0);
    });
  });

  it('gives way to a faster provider, which settles the call and ends the request', async () => {
    const provideInlineCompletionItems = (
      document: vscode.TextDocument,
      position: vscode.Position,
    ): vscode.InlineCompletionItem[] => {
      const { text } = document.lineAt(position);
      const whole = 'const a = b + other();';
      return whole.startsWith(text) && text.includes('+')
        ? [new vscode.InlineCompletionItem(whole, new vscode.Range(position.line, 0, position.line, text.length))]
        : [];
    };
    const editor = await ours.open('const a = ▮\n');
    await ours.type('b ');
    await until(() => ours.router.asked.length === 1, 'nobody was asked');
    registrations.push(
      vscode.languages.registerInlineCompletionItemProvider({ scheme: 'file' }, { provideInlineCompletionItems }),
    );
    await ours.type('+ ');
    await ours.becomes(editor, 'const a = b + other();\n', commit);
    const calls = await Promise.all(ours.calls.map(({ answer }) => answer));
    assert.ok(calls.length > 1 && calls.every((items) => items.length === 0));
    await until(() => ours.router.asked.every(({ isClosed }) => isClosed), 'a request was left open');
  });

  it('completes within a snippet where the user lets the editor ask there', async () => {
    const set = (key: string, value: unknown) =>
      vscode.workspace.getConfiguration('editor').update(key, value, vscode.ConfigurationTarget.Workspace);
    await set('inlineSuggest.suppressInSnippetMode', false);
    // Whatever a language server that wakes up late lists for these letters: an item that does not begin with it is not drawn.
    await set('quickSuggestions', false);
    try {
      const editor = await ours.open('▮\n');
      await editor.insertSnippet(new vscode.SnippetString('const total = ${1:0}${2:;}$0'));
      await ours.type('sum');
      await until(() => ours.calls.some(({ text }) => text.includes('sum')), 'the editor did not call');
      ours.trigger();
      const asksForSum = () => ours.router.asked.findLast(({ ask }) => ask.prefix.endsWith('sum'));
      await until(() => asksForSum() !== undefined, 'nobody was asked');
      asksForSum()?.text('(items)');
      asksForSum()?.done();
      await ours.becomes(editor, 'const total = sum(items);\n', commit);
    } finally {
      await set('inlineSuggest.suppressInSnippetMode', undefined);
      await set('quickSuggestions', undefined);
    }
  });

  it('is not called while the user has snoozed the editor’s suggestions', async () => {
    const editor = await ours.open('const a = ▮\n');
    await ours.run('editor.action.inlineSuggest.snooze', 5);
    try {
      await ours.type('asleep + ');
      await until(() => editor.document.getText().includes('asleep + '), 'nothing was typed');
    } finally {
      await ours.run('editor.action.inlineSuggest.cancelSnooze');
    }
    // In the editor that was snoozed nothing comes before its suggestions are hidden once; that is the editor's own way.
    await ours.open('const b = ▮\n');
    await ours.type('awake + ');
    await until(() => ours.calls.some(({ text }) => text.includes('awake + ')), 'the editor did not call again');
    assert.ok(!ours.calls.some(({ text }) => text.includes('asleep')));
  });

  it('asks nobody for a language that is switched off', async () => {
    await ours.close();
    ours = openCompletingEditor(['typescript']);
    await ours.open('const a = ▮\n');
    ours.trigger();
    await until(() => ours.calls.length > 0, 'the editor did not call');
    assert.deepEqual(await ours.calls[0]?.answer, []);
    assert.equal(ours.router.asked.length, 0);
  });

  it('completes a notebook’s cell with what its earlier cells say, and types into that cell', async () => {
    const { Code, Markup } = vscode.NotebookCellKind;
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(Code, 'import math\nradius = 2', 'python'),
        new vscode.NotebookCellData(Markup, '# Area', 'markdown'),
        new vscode.NotebookCellData(Code, 'area = ', 'python'),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(2, 3)] });
    await ours.run('notebook.cell.edit');
    const cell = notebook.cellAt(2).document;
    await until(() => vscode.window.activeTextEditor?.document === cell, 'the cell is not edited');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selections = [new vscode.Selection(0, 7, 0, 7)];
    ours.trigger();
    await ours.answer('math.pi * radius ** 2');
    await ours.becomes(editor, 'area = math.pi * radius ** 2', commit);
    assert.equal(ours.router.last.ask.prefix, 'import math\nradius = 2\n\narea = ');
    assert.equal(ours.router.last.ask.languageId, 'python');
    await ours.run('workbench.action.revertAndCloseActiveEditor');
  });
});
