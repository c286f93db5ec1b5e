import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import type { ExcerptCandidate } from '../../../core/completions/context/contextReader';
import { areRelated } from '../../../core/completions/context/relatedLanguages';
import { completionSchemes } from '../../../core/completions/fileFilter';
import { promptPath } from '../documents';
import { excerptLines } from './excerptLines';

const maxFiles = 4;
const excerptHeight = 30;
const excerptChars = 1_200;

/** The files open in tabs, the last looked at first, and where the cursor was in them. */
export class OpenFiles implements Disposable {
  private readonly store = new DisposableStore();
  /** Cursor lines by file, the last looked at last. */
  private readonly cursors = new Map<string, number>();
  private active: vscode.TextEditor | undefined;

  constructor() {
    for (const editor of vscode.window.visibleTextEditors) this.note(editor);
    this.active = vscode.window.activeTextEditor;
    if (this.active) this.note(this.active);
    this.store.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // An editor that is left still knows where its cursor was.
        if (this.active) this.note(this.active);
        if (editor) this.note(editor);
        this.active = editor;
      }),
    );
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.cursors.delete(uri.toString())));
  }

  /** What of them may help in a document: files of related languages, around their cursors. */
  candidates(languageId: string, ownUri: string): readonly ExcerptCandidate[] {
    const inTabs = tabUris();
    const order = [...this.cursors.keys()].toReversed();
    const documents = vscode.workspace.textDocuments.filter(({ uri, languageId: other }) => {
      const key = uri.toString();
      return key !== ownUri && inTabs.has(key) && isPlainFile(uri) && areRelated(other, languageId);
    });
    const rank = (uri: string): number => {
      const place = order.indexOf(uri);
      return place < 0 ? order.length : place;
    };
    return documents
      .map((document) => ({ document, uri: document.uri.toString() }))
      .toSorted((a, b) => rank(a.uri) - rank(b.uri))
      .slice(0, maxFiles)
      .map(({ document, uri }) => ({
        kind: 'open-file',
        uri,
        path: promptPath(document.uri),
        read: () => excerptLines(document, this.lineOf(document) - excerptHeight / 2, excerptHeight, excerptChars),
      }));
  }

  dispose(): void {
    this.store.dispose();
  }

  private note(editor: vscode.TextEditor): void {
    const key = editor.document.uri.toString();
    this.cursors.delete(key);
    this.cursors.set(key, editor.selection.active.line);
  }

  private lineOf(document: vscode.TextDocument): number {
    const line = this.cursors.get(document.uri.toString()) ?? 0;
    return Math.min(Math.max(line, excerptHeight / 2), Math.max(0, document.lineCount - 1));
  }
}

/** Documents that a person has opened as text; cells, chat boxes and outputs are none. */
export function isPlainFile({ scheme }: vscode.Uri): boolean {
  return completionSchemes.includes(scheme) && scheme !== 'vscode-notebook-cell';
}

function tabUris(): ReadonlySet<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])));
}
