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
