import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the light bulb', () => {
  const problems = vscode.languages.createDiagnosticCollection('understudy-test');
  let document: vscode.TextDocument;

  before(async () => {
    document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'one\ntwo\nthree\n' });
  });
  after(() => problems.dispose());
  afterEach(() => problems.clear());

  const second = new vscode.Range(1, 0, 1, 3);
  async function actions(range: vscode.Range): Promise<vscode.CodeAction[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    return all.filter(({ title }) => title.endsWith('with Understudy'));
  }

  it('offers to fix and to explain a problem, with its place, and prefers neither', async () => {
    problems.set(document.uri, [new vscode.Diagnostic(second, 'it is wrong', vscode.DiagnosticSeverity.Error)]);
    const [fix, explain] = await actions(second);
    assert.equal(fix?.title, 'Fix with Understudy');
    assert.equal(fix.command?.command, 'understudy.fix');
    assert.equal(explain?.title, 'Explain with Understudy');
    assert.equal(explain.command?.command, 'understudy.explain');
    const [uri, range] = fix.command?.arguments ?? [];
    assert.equal(String(uri), document.uri.toString());
    assert.deepEqual(range, second);
    assert.ok(![fix, explain].some(({ isPreferred }) => isPreferred));
  });

  it('offers nothing where there is no problem', async () => {
    problems.set(document.uri, [new vscode.Diagnostic(second, 'it is wrong', vscode.DiagnosticSeverity.Error)]);
    assert.deepEqual(await actions(new vscode.Range(0, 0, 0, 1)), []);
    problems.clear();
    assert.deepEqual(await actions(second), []);
  });
});
