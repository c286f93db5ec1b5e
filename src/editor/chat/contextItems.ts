import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { ContextItem } from '../../core/contract/ask';
import { fileUriOf } from '../fileUri';

/** Ids travel through the page, which takes short ones only, and must be the same for the same thing. */
export function contextId(kind: ContextItem['kind'], key: string): string {
  return `${kind}:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

/** A context item whose text has not been read. */
export type ContextHead = Omit<ContextItem, 'text'>;

/** What identifies a file as context; cheap enough for every move of the cursor. */
export function fileHead(uri: vscode.Uri): ContextHead {
  return {
    id: contextId('file', uri.toString()),
    kind: 'file',
    label: baseName(uri),
    uri: uri.toString(),
    path: pathOf(uri),
  };
}

/** A whole document as context, as it stands in the editor, saved or not. */
export function fileItem(document: vscode.TextDocument): ContextItem {
  return { ...fileHead(document.uri), languageId: document.languageId, text: lfText(document.getText()) };
}

/** What identifies a stretch of a document as context; its label names the lines. */
export function rangeHead(uri: vscode.Uri, range: vscode.Range): ContextHead {
  const lines = linesOf(range);
  return {
    id: contextId('selection', `${uri.toString()}#${lines}:${range.start.character}-${range.end.character}`),
    kind: 'selection',
    label: `${baseName(uri)}:${lines}`,
    uri: uri.toString(),
    path: `${pathOf(uri)}:${lines}`,
  };
}

/** A stretch of a document as context. */
export function rangeItem(document: vscode.TextDocument, range: vscode.Range): ContextItem {
  const text = lfText(document.getText(range));
  return { ...rangeHead(document.uri, range), languageId: document.languageId, text };
}

/** Problems reported in a stretch of a document, one a line. */
export function diagnosticsItem(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): ContextItem {
  const text = diagnostics.map((diagnostic) => problemLine(diagnostic)).join('\n');
  return {
    id: contextId('diagnostics', `${document.uri.toString()}#${text}`),
    kind: 'diagnostics',
    label: diagnostics.length === 1 ? t('1 problem') : t('{0} problems', diagnostics.length),
    uri: document.uri.toString(),
    path: pathOf(document.uri),
    text,
  };
}

/** Workspace-relative where there is a workspace, else the bare name: a path of the machine is nobody's business. */
export function pathOf(document: vscode.Uri): string {
  const uri = fileUriOf(document, vscode.workspace.notebookDocuments);
  return vscode.workspace.getWorkspaceFolder(uri) ? vscode.workspace.asRelativePath(uri) : baseName(uri);
}

/** The last part of a file's path. */
export function baseName(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}

function problemLine(diagnostic: vscode.Diagnostic): string {
  const { line, character } = diagnostic.range.start;
  const source = [diagnostic.source, codeOf(diagnostic)].filter((part) => part).join(' ');
  const where = `${line + 1}:${character + 1}`;
  return `${where} ${severityWord(diagnostic.severity)}${source ? ` (${source})` : ''}: ${diagnostic.message}`;
}

function codeOf({ code }: vscode.Diagnostic): string {
  if (code === undefined) return '';
  return String(typeof code === 'object' ? code.value : code);
}

/** Words for the model, not for the user. */
function severityWord(severity: vscode.DiagnosticSeverity): string {
  switch (severity) {
    case vscode.DiagnosticSeverity.Error:
      return 'error';
    case vscode.DiagnosticSeverity.Warning:
      return 'warning';
    default:
      return 'note';
  }
}

/** 1-based, and without the last line where nothing of it is selected. */
function linesOf(range: vscode.Range): string {
  const first = range.start.line + 1;
  const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
  return first === last ? String(first) : `${first}-${last}`;
}

function lfText(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
