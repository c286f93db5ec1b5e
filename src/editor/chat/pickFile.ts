import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { baseName, pathOf } from './contextItems';

/** The list stays quick on huge workspaces; what is not in it is found by the last entry. */
const maxFiles = 5_000;

interface FilePick extends vscode.QuickPickItem {
  /** Absent for the entry that opens the file dialog. */
  readonly uri?: vscode.Uri;
}

/** Lets the user choose a file to go along with a question; open editors come first. */
export async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showQuickPick(listFiles(), {
    title: t('Add a File to the Question'),
    placeHolder: t('Search by name'),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (picked.uri) return picked.uri;
  const [chosen] = (await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: t('Add') })) ?? [];
  return chosen;
}

async function listFiles(): Promise<FilePick[]> {
  const open = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  const found = await vscode.workspace.findFiles(
    '**/*',
    '**/{node_modules,.git,dist,out,build,target,.venv}/**',
    maxFiles,
  );
  const seen = new Set<string>();
  const files = [...open, ...found.sort((a, b) => (a.path < b.path ? -1 : 1))].filter(({ scheme, path }) => {
    const key = `${scheme}:${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const picks = files.map((uri): FilePick => ({ label: baseName(uri), description: pathOf(uri), uri }));
  return [...picks, { label: t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened'), alwaysShow: true }];
}
