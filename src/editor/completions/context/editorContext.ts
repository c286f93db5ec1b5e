import * as vscode from 'vscode';
import type { Disposable } from '../../../core/base/disposable';
import type { ContextSource, ExcerptCandidate } from '../../../core/completions/context/contextReader';
import type { Snapshot } from '../../../core/completions/snapshot';
import { EditedPlaces } from './editedPlaces';
import { ImportSignatures, type SignatureDeps } from './importSignatures';
import { OpenFiles } from './openFiles';

/** What the editor knows beside the file at hand: other open files, recent edits, signatures of imports. */
export class EditorContext implements ContextSource, Disposable {
  private readonly openFiles = new OpenFiles();
  private readonly editedPlaces = new EditedPlaces();
  private readonly signatures: ImportSignatures;

  constructor(deps: SignatureDeps) {
    this.signatures = new ImportSignatures(deps);
  }

  async prepare({ uri }: Snapshot, signal: AbortSignal): Promise<boolean> {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    return document !== undefined && (await this.signatures.prepare(document, signal));
  }

  candidates({ uri, languageId }: Snapshot): readonly ExcerptCandidate[] {
    return [
      ...this.signatures.candidates(uri),
      ...this.openFiles.candidates(languageId, uri),
      ...this.editedPlaces.candidates(uri),
    ];
  }

  /** Ignore rules or settings have changed. */
  forget(): void {
    this.signatures.forget();
  }

  dispose(): void {
    this.forget();
    this.openFiles.dispose();
    this.editedPlaces.dispose();
  }
}
