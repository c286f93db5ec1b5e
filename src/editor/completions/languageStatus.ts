import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import { fileRefusal, maxLineChars, type FileRefusal } from '../../core/completions/fileFilter';
import { completionStanding, type CursorsRefusal, type EditorRefusal } from '../../core/completions/standing';
import { areCompletionsEnabled } from '../../core/settings/snapshot';
import type { CompletionsDeps } from './deps';
import { folderOf, viewDocument } from './documents';
import { editorRefusal } from './editorRefusal';
import { toggleCommand } from './toggleCommand';

/** Says beside the language which target completes the active file, or why none does. */
export function showLanguageStatus(deps: CompletionsDeps, selector: vscode.DocumentSelector): Disposable {
  const store = new DisposableStore();
  const item = store.add(vscode.languages.createLanguageStatusItem('understudy.completions', selector));
  item.name = t('Understudy completions');
  let round = 0;
  let atCursors: CursorsRefusal | undefined;
  const update = async (): Promise<void> => {
    round += 1;
    const own = round;
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    atCursors = cursorsRefusal(editor);
    const refusal = (await refusalFor(editor.document, deps)) ?? atCursors;
    // Another editor may have come to the front while the ignore rules were read.
    if (own !== round) return;
    const standing = completionStanding(refusal, deps.status(), deps.route().skipped);
    item.command = commandFor(refusal);
    item.text = standing.text;
    item.detail = standing.detail;
    item.severity = standing.isTrouble
      ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Information;
    item.accessibilityInformation = { label: t('Understudy completions: {0}, {1}', standing.text, standing.detail) };
  };
  const renew = (): void => {
    update().catch((error: unknown) => deps.logger.error('completion.languageStatus', { error: String(error) }));
  };
  store.add(vscode.window.onDidChangeActiveTextEditor(renew));
  store.add(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor && cursorsRefusal(textEditor) !== atCursors) renew();
    }),
  );
  // Also fires when a document's language is changed.
  store.add(vscode.workspace.onDidOpenTextDocument(renew));
  store.add(deps.onDidChangeRules(renew));
  store.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('editor.inlineSuggest')) renew();
    }),
  );
  store.add(deps.onDidChangeStatus(renew));
  renew();
  return store;
}

function cursorsRefusal({ document, selections, selection }: vscode.TextEditor): CursorsRefusal | undefined {
  if (selections.length > 1) return 'several-cursors';
  return document.lineAt(selection.active.line).text.length > maxLineChars ? 'long-line' : undefined;
}

/** What can be done about it where the status is read. */
function commandFor(refusal: FileRefusal | EditorRefusal | undefined): vscode.Command {
  if (refusal !== 'editor-off' && refusal !== 'suppressed') return { command: toggleCommand, title: t('Change') };
  return {
    command: 'workbench.action.openSettings',
    title: t('Open Settings'),
    arguments: ['editor.inlineSuggest'],
  };
}

async function refusalFor(
  document: vscode.TextDocument,
  deps: CompletionsDeps,
): Promise<FileRefusal | EditorRefusal | undefined> {
  const enabled = areCompletionsEnabled(deps.settings(), document.languageId, folderOf(document));
  const refusal = fileRefusal(viewDocument(document), enabled);
  if (refusal) return refusal;
  try {
    return (await deps.mayRead(document.uri)) ? await editorRefusal(document) : 'ignored';
  } catch {
    // Rules that cannot be read are rules that say no; who reads them has logged why.
    return 'ignored';
  }
}
