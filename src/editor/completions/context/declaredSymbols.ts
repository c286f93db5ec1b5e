import * as vscode from 'vscode';
import type { DeclaredSymbol } from '../../../core/completions/context/signature';

/** A whole file is told by this many of its symbols. */
const maxOfFile = 8;

/**
 * The symbol that is declared on a line; for the first line of a file, where a module itself is defined, the file's own
 * symbols. Older providers give a flat list without extents, which tells too little.
 */
export function toDeclared(symbols: readonly vscode.DocumentSymbol[], line: number): readonly DeclaredSymbol[] {
  const nested = symbols.filter((symbol) => symbol.selectionRange !== undefined);
  const hit = innermost(nested, line);
  if (hit) return [convert(hit)];
  return line === 0 ? nested.slice(0, maxOfFile).map(convert) : [];
}

function innermost(symbols: readonly vscode.DocumentSymbol[], line: number): vscode.DocumentSymbol | undefined {
  const exact = symbols.find(({ selectionRange }) => selectionRange.start.line === line);
  if (exact) return exact;
  const around = symbols.find(({ range }) => range.start.line <= line && line <= range.end.line);
  return around && (innermost(around.children, line) ?? around);
}

function convert(symbol: vscode.DocumentSymbol): DeclaredSymbol {
  return {
    name: symbol.name,
    kind: kindOf(symbol.kind),
    firstLine: symbol.range.start.line,
    lastLine: symbol.range.end.line,
    members: symbol.children.map(convert),
  };
}

function kindOf(kind: vscode.SymbolKind): DeclaredSymbol['kind'] {
  switch (kind) {
    case vscode.SymbolKind.Class:
    case vscode.SymbolKind.Module:
    case vscode.SymbolKind.Namespace:
    case vscode.SymbolKind.Object:
      return 'container';
    case vscode.SymbolKind.Interface:
    case vscode.SymbolKind.Enum:
    case vscode.SymbolKind.Struct:
      return 'shape';
    case vscode.SymbolKind.Function:
    case vscode.SymbolKind.Method:
    case vscode.SymbolKind.Constructor:
      return 'callable';
    default:
      return 'value';
  }
}
