import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { fileUriOf } from '../../../src/editor/fileUri';

/** As much of a `vscode.Uri` as the rule looks at. */
function uriOf(scheme: string, path: string, fragment = ''): vscode.Uri {
  const uri = {
    scheme,
    path,
    fragment,
    with: (change: { scheme?: string; fragment?: string }) =>
      uriOf(change.scheme ?? scheme, path, change.fragment ?? fragment),
    toString: () => `${scheme}:${path}${fragment === '' ? '' : `#${fragment}`}`,
  };
  return uri as unknown as vscode.Uri;
}

const cell = uriOf('vscode-notebook-cell', '/work/a.ipynb', 'W0s');
const notebook = {
  uri: uriOf('vscode-remote', '/work/a.ipynb'),
  getCells: () => [{ document: { uri: cell } }],
} as unknown as vscode.NotebookDocument;

describe('the file that rules and settings go by', () => {
  it('is the document itself', () => {
    assert.equal(fileUriOf(uriOf('file', '/work/a.ts'), [notebook]).toString(), 'file:/work/a.ts');
  });

  it('is the notebook for each of its cells', () => {
    assert.equal(fileUriOf(cell, [notebook]).toString(), 'vscode-remote:/work/a.ipynb');
  });

  it('is the file of the same path for a cell whose notebook is gone', () => {
    assert.equal(fileUriOf(cell, []).toString(), 'file:/work/a.ipynb');
  });
});
