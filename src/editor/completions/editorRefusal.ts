import * as vscode from 'vscode';
import type { EditorRefusal } from '../../core/completions/standing';

/** This extension, as the editor's own setting names those it keeps back. */
const ownId = 'understudy.understudy';

/** Why the editor itself asks nobody for this document, as far as extensions can know: snoozing, for one, it tells nobody. */
export async function editorRefusal(document: vscode.TextDocument): Promise<EditorRefusal | undefined> {
  const settings = vscode.workspace.getConfiguration('editor.inlineSuggest', document);
  if (settings.get('enabled') === false) return 'editor-off';
  const suppressed = settings.get<unknown>('experimental.suppressInlineSuggestions');
  if (typeof suppressed === 'string' && isNamed(suppressed)) return 'suppressed';
  return (await isReadOnly(document.uri)) ? 'read-only' : undefined;
}

function isNamed(list: string): boolean {
  return list.split(',').some((id) => id.trim().toLowerCase() === ownId);
}

async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return false;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // Not on any disk, such as a cell of a notebook that was never saved.
    return false;
  }
}
