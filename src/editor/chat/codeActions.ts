import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { Disposable } from '../../core/base/disposable';

/** Where problems are the user's own code. */
const selector: vscode.DocumentSelector = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
].map((scheme) => ({ scheme }));

/** Offers to fix and to explain a reported problem, at its light bulb. Never preferred: a fix of the language itself comes first. */
export function registerCodeActions(): Disposable {
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: (document, range, context) => {
        const [problem] = context.diagnostics;
        if (!problem) return [];
        const place = [document.uri, problem.range.union(range)];
        return [
          problemAction(t('Fix with Understudy'), 'understudy.fix', place, context.diagnostics),
          problemAction(t('Explain with Understudy'), 'understudy.explain', place, context.diagnostics),
        ];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function problemAction(
  title: string,
  command: string,
  place: readonly unknown[],
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [...place] };
  action.diagnostics = [...diagnostics];
  return action;
}
