import * as vscode from 'vscode';
import { settlesWithin } from '../../../core/base/async';
import type { Clock } from '../../../core/base/clock';
import type { ExcerptCandidate } from '../../../core/completions/context/contextReader';
import { importedNames, type ImportedName } from '../../../core/completions/context/imports';
import { signatureOf } from '../../../core/completions/context/signature';
import { promptPath, viewDocument } from '../documents';
import { toDeclared } from './declaredSymbols';

/** What looking for signatures needs. */
export interface SignatureDeps {
  readonly clock: Clock;
  /** The ignore rules; a rejection counts as no. */
  mayRead(uri: vscode.Uri): Promise<boolean>;
  /** How long the providers may take for one file, in milliseconds. */
  readonly limitMs: number;
}

interface Found {
  /** The imports it was found for. */
  readonly names: string;
  readonly at: number;
  readonly isWhole: boolean;
  readonly signatures: readonly Signature[];
}

interface Signature {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** A language server that has only begun to work is asked again after this (milliseconds); so are imports looked at. */
const lookAgainMs = 3_000;

const filesKept = 20;

/**
 * The signatures of what a file imports, from whatever definition and symbol providers the editor has for its language. A
 * file is opened only after the ignore rules have let it pass; what is not known in time is left out.
 */
export class ImportSignatures {
  private readonly found = new Map<string, Found>();
  private readonly looking = new Map<string, Promise<void>>();

  constructor(private readonly deps: SignatureDeps) {}

  /** Looks for the signatures of a document's imports, unless they are known. Settles within the limit. */
  prepare(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const known = this.found.get(key);
    if (known && this.deps.clock.now() - known.at < lookAgainMs) return Promise.resolve();
    const begun = this.looking.get(key);
    if (begun) return begun;
    const looking = this.look(document, known).finally(() => this.looking.delete(key));
    this.looking.set(key, looking);
    return looking;
  }

  candidates(ownUri: string): readonly ExcerptCandidate[] {
    const signatures = this.found.get(ownUri)?.signatures ?? [];
    const byFile = Map.groupBy(signatures, ({ uri }) => uri.toString());
    return [...byFile].flatMap(([uri, [first, ...rest]]): readonly ExcerptCandidate[] => {
      if (!first) return [];
      const text = [first, ...rest].map((signature) => signature.text).join('\n');
      return [{ kind: 'signature', uri, path: promptPath(first.uri), read: () => text }];
    });
  }

  /** Ignore rules or settings have changed. */
  forget(): void {
    this.found.clear();
  }

  private async look(document: vscode.TextDocument, known: Found | undefined): Promise<void> {
    const { clock, limitMs } = this.deps;
    const names = importedNames(viewDocument(document));
    const asked = names.map(({ name }) => name).join(' ');
    const at = clock.now();
    if (known?.isWhole && known.names === asked) {
      this.keep(document, { ...known, at });
      return;
    }
    const signatures: Signature[] = [];
    const all = Promise.all(
      names.map(async (name) => void signatures.push(...(await this.signaturesOf(document, name)))),
    );
    const inTime = await settlesWithin(clock, all, limitMs);
    const order = (signature: Signature): string => `${signature.uri.toString()}\n${signature.text}`;
    const unique = new Map(signatures.map((signature) => [order(signature), signature]));
    const sorted = [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, signature]) => signature);
    const isWhole = inTime && (names.length === 0 || sorted.length > 0);
    this.keep(document, { names: asked, at, isWhole, signatures: sorted });
  }

  private keep(document: vscode.TextDocument, found: Found): void {
    const key = document.uri.toString();
    this.found.delete(key);
    this.found.set(key, found);
    const [oldest] = this.found.keys();
    if (this.found.size > filesKept && oldest !== undefined) this.found.delete(oldest);
  }

  private async signaturesOf(document: vscode.TextDocument, name: ImportedName): Promise<readonly Signature[]> {
    try {
      const target = await definitionOf(document, new vscode.Position(name.line, name.character));
      if (!target || target.uri.toString() === document.uri.toString()) return [];
      if (!(await this.deps.mayRead(target.uri))) return [];
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        target.uri,
      );
      const declared = toDeclared(symbols ?? [], target.range.start.line);
      if (declared.length === 0) return [];
      const source = await vscode.workspace.openTextDocument(target.uri);
      const lineAt = (line: number): string => (line < source.lineCount ? source.lineAt(line).text : '');
      return declared.map((symbol) => ({ uri: target.uri, text: signatureOf(symbol, lineAt) }));
    } catch {
      // A provider of another extension may break on half-typed code; that is its own affair.
      return [];
    }
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
