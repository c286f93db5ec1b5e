import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { parseLink } from './links';

/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

/** Inserts text in place of the selection of the current editor, as one step of undo; without an editor, in a new file. */
export async function insertText(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.at(0);
  if (!editor) {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text }));
    return;
  }
  const done = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!done) {
    void vscode.window.showWarningMessage(t('The text could not be inserted: the editor is read-only.'));
    return;
  }
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Opens a link of an answer: a web address outside, a file of the workspace inside, nothing else. */
export async function openLink(href: string): Promise<void> {
  const link = parseLink(href);
  if (link?.t === 'web') {
    await vscode.env.openExternal(vscode.Uri.parse(link.url, true));
    return;
  }
  const uri = link && (await findInWorkspace(link.path));
  if (!link || !uri) {
    void vscode.window.showWarningMessage(t('This link leads to nothing that can be opened here.'));
    return;
  }
  const line = Math.max(0, (link.line ?? 1) - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
}

async function findInWorkspace(path: string): Promise<vscode.Uri | undefined> {
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) {
    const uri = path.startsWith(`${folder.path}/`) ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);
    try {
      const stat = await vscode.workspace.fs.stat(uri);
      if ((stat.type & vscode.FileType.File) !== 0) return uri;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return undefined;
}
