import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { fileUriOf, savedUriOf } from '../../../src/editor/fileUri';

/** As much of a `vscode.Uri` as the rule looks at. */
function uriOf(scheme: string, path: string, fragment = '', authority = ''): vscode.Uri {
  const uri = {
    scheme,
    authority,
    path,
    fragment,
    with: (change: { scheme?: string; fragment?: string; authority?: string }) =>
      uriOf(change.scheme ?? scheme, path, change.fragment ?? fragment, change.authority ?? authority),
    toString: () =>
      `${scheme}:${authority === '' ? '' : `//${authority}`}${path}${fragment === '' ? '' : `#${fragment}`}`,
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

describe('where a document that was never saved would be saved', () => {
  const folders = [
    { uri: uriOf('file', '/work') },
    { uri: uriOf('vscode-remote', '/work/inner/', '', 'box') },
    { uri: uriOf('file', '/workbench') },
  ];
  const savedAt = (path: string): string => savedUriOf(uriOf('untitled', path), folders).toString();

  it('is in the innermost workspace folder around its path', () => {
    assert.equal(savedAt('/work/.env'), 'file:/work/.env');
    assert.equal(savedAt('/work/inner/notes.txt'), 'vscode-remote://box/work/inner/notes.txt');
    assert.equal(savedAt('/workbench/a.ts'), 'file:/workbench/a.ts');
  });

  it('is nowhere for a bare name or a path outside', () => {
    assert.equal(savedAt('Untitled-1'), 'untitled:Untitled-1');
    assert.equal(savedAt('/works/.env'), 'untitled:/works/.env');
  });

  it('is where it is for any other document', () => {
    assert.equal(savedUriOf(uriOf('git', '/work/.env'), folders).toString(), 'git:/work/.env');
  });
});
