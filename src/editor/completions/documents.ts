import * as vscode from 'vscode';
import type { DocumentView, Indentation } from '../../core/completions/documentView';
import { fileUriOf } from '../fileUri';

/** An open document as completions read it: line by line, never whole, never from the disk. */
export function viewDocument(document: vscode.TextDocument, path = promptPath(document.uri)): DocumentView {
  return {
    uri: document.uri.toString(),
    scheme: document.uri.scheme,
    languageId: document.languageId,
    path,
    eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
    lineCount: document.lineCount,
    // The line index gives the length without joining the text.
    length: document.offsetAt(document.lineAt(document.lineCount - 1).range.end),
    line: (index) => document.lineAt(index).text,
  };
}

/** The path for the prompt: relative to its folder, outside of any folder the name alone, which tells nothing of the machine. */
export function promptPath(document: vscode.Uri): string {
  const uri = fileUriOf(document, vscode.workspace.notebookDocuments);
  if (vscode.workspace.getWorkspaceFolder(uri)) return vscode.workspace.asRelativePath(uri, false);
  return uri.path.split('/').pop() ?? '';
}

/** The cells above a notebook cell, in order; none for a plain document. */
export function earlierCells(document: vscode.TextDocument): readonly DocumentView[] {
  if (document.uri.scheme !== 'vscode-notebook-cell') return [];
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cells = notebook.getCells();
    const index = cells.findIndex((cell) => cell.document === document);
    // Each cell would look for its notebook again to learn the path, which they share with the cell at hand.
    if (index >= 0) return cells.slice(0, index).map((cell) => viewDocument(cell.document, ''));
  }
  return [];
}

/** The editor that shows a document, the active one first. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active?.document === document) return active;
  return vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}

/** How an editor indents; `auto` is never seen in a resolved editor's options. */
export function indentationOf(editor: vscode.TextEditor | undefined): Indentation {
  const { tabSize, insertSpaces } = editor?.options ?? {};
  return {
    tabSize: typeof tabSize === 'number' ? tabSize : 4,
    insertSpaces: typeof insertSpaces === 'boolean' ? insertSpaces : true,
  };
}

/** The workspace folder a document or its notebook lies in, as settings name it. */
export function folderOf(document: vscode.TextDocument): string | undefined {
  const uri = fileUriOf(document.uri, vscode.workspace.notebookDocuments);
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
}
