import * as vscode from 'vscode';
import type { ContextItem } from '../../core/contract/ask';
import { diagnosticsItem, rangeItem } from './contextItems';

/** Where a question about code points to; handed over by a code action, else taken from the cursor. */
export interface CodePlace {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** How many lines around the cursor go along where nothing is selected. */
const linesAround = 20;

/** Reads a place from a command's arguments; commands can be called by anybody with anything. */
export function parsePlace(uri: unknown, range: unknown): CodePlace | undefined {
  if (uri instanceof vscode.Uri && range instanceof vscode.Range) return { uri, range };
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, range: editor.selection };
}

/** The code at a place and the problems reported in it, as context; pinned, since the question is about nothing else. */
export async function contextAt(place: CodePlace): Promise<readonly ContextItem[]> {
  const document = await vscode.workspace.openTextDocument(place.uri);
  const range = document.validateRange(
    place.range.isEmpty ? around(document, place.range.start) : wholeLines(document, place.range),
  );
  const problems = vscode.languages
    .getDiagnostics(place.uri)
    .filter((diagnostic) => diagnostic.range.intersection(place.range.isEmpty ? lineOf(document, place.range) : range));
  const items = [rangeItem(document, range), ...(problems.length > 0 ? [diagnosticsItem(document, problems)] : [])];
  return items.map((item) => ({ ...item, pinned: true }));
}

function around(document: vscode.TextDocument, at: vscode.Position): vscode.Range {
  const last = Math.min(document.lineCount - 1, at.line + linesAround);
  return new vscode.Range(Math.max(0, at.line - linesAround), 0, last, document.lineAt(last).text.length);
}

/** A problem's own range is often one word, which explains nothing: short ranges are widened to their surroundings. */
function wholeLines(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  if (range.isSingleLine) return around(document, range.start);
  // Lines selected with the keyboard end at the beginning of the next one, of which nothing is meant.
  const last = range.end.character === 0 ? range.end.line - 1 : range.end.line;
  return new vscode.Range(range.start.line, 0, last, document.lineAt(last).text.length);
}

function lineOf(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  return document.lineAt(Math.min(range.start.line, document.lineCount - 1)).range;
}
