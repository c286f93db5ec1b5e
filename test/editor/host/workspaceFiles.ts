import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Logger } from '../../../src/core/base/logger';

/** A logger for adapters under test that keeps nothing. */
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The one folder that the host suite has open. */
export function workspaceFolder(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the host suite has no folder open');
  return folder.uri;
}

/** Writes a file of the workspace and gives its address. */
export async function writeFile(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Removes everything in the workspace folder but the editor's own settings. */
export async function emptyWorkspace(): Promise<void> {
  for (const [name] of await vscode.workspace.fs.readDirectory(workspaceFolder())) {
    if (name === '.vscode') continue;
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspaceFolder(), name), { recursive: true });
  }
}
