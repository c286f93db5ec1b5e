import { cutFromBottom } from '../window';

/** Something a file declares, as an editor's symbol provider tells of it: lines are those of its whole extent, inclusive. */
export interface DeclaredSymbol {
  readonly name: string;
  /** `shape` is what callers see in full, such as an interface; of the others the body is left out. */
  readonly kind: 'callable' | 'container' | 'shape' | 'value';
  readonly firstLine: number;
  readonly lastLine: number;
  readonly members: readonly DeclaredSymbol[];
}

const maxHeadLines = 6;
const maxShapeLines = 14;
const maxMembers = 12;

/** A longer line was written by a tool, and nobody calls by what stands at its end. */
const maxLineChars = 400;

/** What a caller needs to know of a symbol: its head without the body, and the heads of its members. LF inside. */
export function signatureOf(symbol: DeclaredSymbol, lineAt: (line: number) => string): string {
  if (symbol.kind === 'shape') return linesOf(symbol, lineAt, maxShapeLines).join('\n');
  const head = headOf(symbol, lineAt);
  if (symbol.kind !== 'container') return head;
  const members = symbol.members
    .filter(({ firstLine }) => firstLine > symbol.firstLine)
    .slice(0, maxMembers)
    .map((member) => headOf(member, lineAt));
  return [head, ...members].join('\n');
}

/** The lines up to the one that opens the body, without the opening bracket. */
function headOf(symbol: DeclaredSymbol, lineAt: (line: number) => string): string {
  const head: string[] = [];
  for (const line of linesOf(symbol, lineAt, maxHeadLines)) {
    head.push(line.replace(/(?:\{|=>)$/, '').trimEnd());
    if (/(?:[{;:}]|=>)$/.test(line)) break;
  }
  return head.join('\n');
}

function linesOf(symbol: DeclaredSymbol, lineAt: (line: number) => string, most: number): readonly string[] {
  const count = Math.min(symbol.lastLine - symbol.firstLine + 1, most);
  const indexes = Array.from({ length: Math.max(0, count) }, (_, index) => symbol.firstLine + index);
  return indexes.map((index) => cutFromBottom(lineAt(index), maxLineChars).trimEnd());
}
