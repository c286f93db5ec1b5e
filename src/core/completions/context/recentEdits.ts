/** A part of a document that was edited: its first line and how many there are. */
export interface EditedRegion {
  readonly uri: string;
  readonly line: number;
  readonly lines: number;
}

const regionsKept = 12;

/** An edit this near to an earlier one (lines) belongs to it. */
const near = 8;

/** A region does not grow beyond this (lines): typing down a file is not one edit. */
const maxLines = 30;

/** Where the user has edited lately, newest first. Noting a key costs the same whatever the size of the document. */
export class RecentEdits {
  private known: readonly EditedRegion[] = [];

  /** Lines `line` to `line + removed` were replaced by `added` further lines; both are 0 for an edit within a line. */
  note(uri: string, line: number, removed: number, added: number): void {
    const moved = this.known.map((region) => shift(region, uri, line, removed, added));
    const edit: EditedRegion = { uri, line, lines: added + 1 };
    const neighbour = moved.find((region) => region.uri === uri && distance(region, edit) <= near);
    const joined = neighbour && join(neighbour, edit);
    const fresh = joined && joined.lines <= maxLines ? joined : edit;
    const rest = joined && joined.lines <= maxLines ? moved.filter((region) => region !== neighbour) : moved;
    this.known = [fresh, ...rest].slice(0, regionsKept);
  }

  /** The regions, the last edited first. */
  get regions(): readonly EditedRegion[] {
    return this.known;
  }

  /** Forgets a document that is closed. */
  forget(uri: string): void {
    this.known = this.known.filter((region) => region.uri !== uri);
  }
}

function shift(region: EditedRegion, uri: string, line: number, removed: number, added: number): EditedRegion {
  if (region.uri !== uri || region.line <= line || added === removed) return region;
  return { ...region, line: Math.max(line, region.line + added - removed) };
}

function distance(a: EditedRegion, b: EditedRegion): number {
  const [upper, lower] = a.line <= b.line ? [a, b] : [b, a];
  return Math.max(0, lower.line - (upper.line + upper.lines));
}

function join(a: EditedRegion, b: EditedRegion): EditedRegion {
  const line = Math.min(a.line, b.line);
  return { uri: a.uri, line, lines: Math.max(a.line + a.lines, b.line + b.lines) - line };
}
