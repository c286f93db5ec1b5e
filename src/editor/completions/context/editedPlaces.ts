import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import type { ExcerptCandidate } from '../../../core/completions/context/contextReader';
import { RecentEdits } from '../../../core/completions/context/recentEdits';
import { isProse } from '../../../core/completions/languages';
import { promptPath } from '../documents';
import { excerptLines } from './excerptLines';
import { isPlainFile } from './openFiles';

const maxPlaces = 3;
const linesAround = 2;
const excerptChars = 600;

/** Where the user has edited lately in other files. A key costs one note of where it was. */
export class EditedPlaces implements Disposable {
  private readonly edits = new RecentEdits();
  private readonly store = new DisposableStore();

  constructor() {
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!isPlainFile(document.uri)) return;
        const uri = document.uri.toString();
        for (const { range, text } of contentChanges) {
          this.edits.note(uri, range.start.line, range.end.line - range.start.line, lineBreaks(text));
        }
      }),
    );
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.edits.forget(uri.toString())));
  }

  candidates(ownUri: string): readonly ExcerptCandidate[] {
    const documents = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
    return this.edits.regions
      .filter(({ uri }) => uri !== ownUri)
      .flatMap(({ uri, line, lines }): readonly ExcerptCandidate[] => {
        const document = documents.get(uri);
        if (!document || isProse(document.languageId)) return [];
        const read = (): string | undefined =>
          excerptLines(document, line - linesAround, lines + 2 * linesAround, excerptChars);
        return [{ kind: 'recent-edit', uri, path: promptPath(document.uri), read }];
      })
      .slice(0, maxPlaces);
  }

  dispose(): void {
    this.store.dispose();
  }
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
