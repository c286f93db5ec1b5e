import type * as vscode from 'vscode';

/**
 * The file that ignore rules and folder settings go by. The cells of a notebook have addresses of their own, which lie in no
 * workspace folder; what holds for the notebook holds for them.
 */
export function fileUriOf(uri: vscode.Uri, notebooks: readonly vscode.NotebookDocument[]): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  const cell = uri.toString();
  const notebook = notebooks.find((one) => one.getCells().some(({ document }) => document.uri.toString() === cell));
  // A cell's address is its notebook's, but for the scheme and a fragment.
  return notebook?.uri ?? uri.with({ scheme: 'file', fragment: '' });
}

/**
 * Where a document that was never saved would be saved, in the workspace folder that holds the place: `code .env` opens
 * `untitled:/work/.env`, for which the rules of `/work` must hold. Any other document is where it is.
 */
export function savedUriOf(uri: vscode.Uri, folders: readonly Pick<vscode.WorkspaceFolder, 'uri'>[]): vscode.Uri {
  if (uri.scheme !== 'untitled') return uri;
  const around = folders
    .map((folder) => folder.uri)
    .filter(({ path }) => uri.path.startsWith(`${path.replace(/\/+$/, '')}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return around ? uri.with({ scheme: around.scheme, authority: around.authority }) : uri;
}
