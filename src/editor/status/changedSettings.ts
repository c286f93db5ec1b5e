import * as vscode from 'vscode';

/** Names of the settings of ours that somebody has changed, in any scope; never their values. */
export function changedSettings(names: readonly string[]): readonly string[] {
  const configuration = vscode.workspace.getConfiguration();
  return names.filter((name) => {
    const found = configuration.inspect(name);
    return (
      found?.globalValue !== undefined ||
      found?.workspaceValue !== undefined ||
      found?.workspaceFolderValue !== undefined
    );
  });
}
