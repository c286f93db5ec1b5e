/** A place in a document: zero-based line, zero-based UTF-16 unit within it. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * The part of an open document that completions may look at, line by line, so that a big file is never read whole. Lines
 * come without their ends, which makes everything inside LF whatever the document uses.
 */
export interface DocumentView {
  readonly uri: string;
  readonly scheme: string;
  readonly languageId: string;
  /** Workspace-relative where there is a workspace, for the prompt. */
  readonly path: string;
  readonly eol: '\n' | '\r\n';
  readonly lineCount: number;
  /** Length of the whole text in UTF-16 units; must be cheap. */
  readonly length: number;
  line(index: number): string;
}

/** How the editor indents in a document. */
export interface Indentation {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** The view of a notebook cell with the earlier cells above it, and how many lines they add. */
export interface JoinedCells {
  readonly view: DocumentView;
  readonly linesAbove: number;
}

/**
 * Puts the earlier cells of a notebook above the current one, a blank line between, so that a cell knows the imports and
 * names of the cells before it. Cells in another language (markdown between Python) are left out.
 */
export function joinCells(earlier: readonly DocumentView[], current: DocumentView): JoinedCells {
  const cells = earlier.filter((cell) => cell.languageId === current.languageId);
  const linesAbove = cells.reduce((sum, cell) => sum + cell.lineCount + 1, 0);
  const length = cells.reduce((sum, cell) => sum + cell.length + 2, current.length);
  const line = (index: number): string => {
    let left = index;
    for (const cell of cells) {
      if (left < cell.lineCount) return cell.line(left);
      if (left === cell.lineCount) return '';
      left -= cell.lineCount + 1;
    }
    return current.line(left);
  };
  const { uri, scheme, languageId, path, eol } = current;
  return {
    linesAbove,
    view: { uri, scheme, languageId, path, eol, lineCount: linesAbove + current.lineCount, length, line },
  };
}
