import * as vscode from 'vscode';
import { Cancelled, throwIfCancelled } from '../../../core/base/async';
import type { ImportedName } from '../../../core/completions/context/imports';
import { signatureOf } from '../../../core/completions/context/signature';
import { toDeclared } from './declaredSymbols';

/** What a caller needs to know of something a file imports, and the state of the file it was read from. */
export interface Signature {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly version: number;
}

/** The ignore rules; a rejection counts as no. */
export type MayRead = (uri: vscode.Uri) => Promise<boolean>;

/**
 * The signatures of one imported name, by the editor's definition and symbol providers; none where they know none or break.
 * The file it comes from is opened only after the ignore rules have let it pass. Throws `Cancelled` when the signal aborts:
 * the providers themselves cannot be told, but nothing more is asked of them.
 */
export async function signaturesOf(
  document: vscode.TextDocument,
  name: ImportedName,
  mayRead: MayRead,
  signal: AbortSignal,
): Promise<readonly Signature[]> {
  try {
    const target = await definitionOf(document, new vscode.Position(name.line, name.character));
    throwIfCancelled(signal);
    if (!target || target.uri.toString() === document.uri.toString()) return [];
    if (!(await mayRead(target.uri))) return [];
    throwIfCancelled(signal);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      target.uri,
    );
    throwIfCancelled(signal);
    const declared = toDeclared(symbols ?? [], target.range.start.line);
    if (declared.length === 0) return [];
    const source = await vscode.workspace.openTextDocument(target.uri);
    const lineAt = (line: number): string => (line < source.lineCount ? source.lineAt(line).text : '');
    return declared.map((symbol) => ({
      uri: target.uri,
      text: signatureOf(symbol, lineAt),
      version: source.version,
    }));
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    // A provider of another extension may break on half-typed code; that is its own affair.
    return [];
  }
}

async function definitionOf(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<{ readonly uri: vscode.Uri; readonly range: vscode.Range } | undefined> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  const [first] = found ?? [];
  if (!first) return undefined;
  return 'targetUri' in first
    ? { uri: first.targetUri, range: first.targetSelectionRange ?? first.targetRange }
    : { uri: first.uri, range: first.range };
}
