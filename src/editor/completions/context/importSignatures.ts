import * as vscode from 'vscode';
import type { Clock } from '../../../core/base/clock';
import type { Logger } from '../../../core/base/logger';
import type { ExcerptCandidate } from '../../../core/completions/context/contextReader';
import { importedNames } from '../../../core/completions/context/imports';
import { LookBook, type Looked } from '../../../core/completions/context/lookBook';
import { promptPath, viewDocument } from '../documents';
import { signaturesOf, type MayRead, type Signature } from './signatureLook';

/** What looking for signatures needs; times in milliseconds. */
export interface SignatureDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mayRead: MayRead;
  /** A language server that has only begun to work is asked again after this; so are imports looked at. */
  readonly againMs: number;
  /** A look that takes longer is given up. */
  readonly giveUpMs: number;
}

interface Imports {
  /** The names it was found for. */
  readonly names: string;
  readonly signatures: readonly Signature[];
}

/**
 * The signatures of what a file imports, from whatever definition and symbol providers the editor has for its language; what
 * is not known in time is there for a later ask.
 */
export class ImportSignatures {
  private readonly book: LookBook<Imports>;

  constructor(private readonly deps: SignatureDeps) {
    this.book = new LookBook<Imports>({ ...deps, nothing: { names: '', signatures: [] } });
  }

  /** Looks for the signatures of a document's imports, and whether all are known then. Throws `Cancelled` when the signal aborts. */
  prepare(document: vscode.TextDocument, signal: AbortSignal): Promise<boolean> {
    const look = async (
      known: Looked<Imports> | undefined,
      note: (found: Imports) => void,
      own: AbortSignal,
    ): Promise<Looked<Imports>> => {
      const names = importedNames(viewDocument(document));
      const asked = names.map(({ name }) => name).join(' ');
      if (known?.isWhole && known.found.names === asked && known.found.signatures.every(isCurrent)) return known;
      const found: Signature[] = [];
      const each = names.map(async (name) => {
        found.push(...(await signaturesOf(document, name, this.deps.mayRead, own)));
        note({ names: asked, signatures: inOrder(found) });
      });
      await Promise.all(each);
      // A server that knows nothing of any import has only begun to work.
      const isWhole = names.length === 0 || found.length > 0;
      return { found: { names: asked, signatures: inOrder(found) }, isWhole };
    };
    return this.book.prepare(document.uri.toString(), look, signal);
  }

  candidates(ownUri: string): readonly ExcerptCandidate[] {
    const byFile = Map.groupBy(this.book.known(ownUri).signatures, ({ uri }) => uri.toString());
    return [...byFile].flatMap(([uri, [first, ...rest]]): readonly ExcerptCandidate[] => {
      if (!first) return [];
      const text = [first, ...rest].map((signature) => signature.text).join('\n');
      return [{ kind: 'signature', uri, path: promptPath(first.uri), read: () => text }];
    });
  }

  /** Ignore rules or settings have changed, or nobody asks any more: looks under way end. */
  forget(): void {
    this.book.forget();
  }
}

/** Each once, whichever provider answered first. */
function inOrder(signatures: readonly Signature[]): readonly Signature[] {
  const keyed = signatures.map((signature) => [`${signature.uri.toString()}\n${signature.text}`, signature] as const);
  return [...new Map(keyed)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, signature]) => signature);
}

/** A file that is open has not been edited since; of one that is closed nothing is known to have changed. */
function isCurrent({ uri, version }: Signature): boolean {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  return open === undefined || open.version === version;
}
