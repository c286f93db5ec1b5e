import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { ExportFiles } from './exportReport';

/** Files as the editor's own dialog gives them, also where the workspace is remote. */
export const exportFiles: ExportFiles<vscode.Uri> = {
  ask: async (name, { filter, ending }) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return vscode.window.showSaveDialog({
      title: t('Export outage log'),
      saveLabel: t('Export'),
      filters: { [filter]: [ending] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
  },
  write: async (file, text) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text)),
  show: async (file) => {
    await vscode.window.showTextDocument(file, { preview: false });
  },
};
