import { joinCells, type DocumentView, type Indentation, type Position } from './documentView';
import { maxLineChars } from './fileFilter';
import { cutFromBottom, maxSuffixChars, windowStart } from './window';

/** The entry the suggest widget has selected: its text would replace `start` up to the cursor. */
export interface SelectedEntry {
  readonly text: string;
  readonly start: Position;
  readonly end: Position;
}

/** What the editor knows at the moment it asks for a completion. */
export interface CursorInput {
  readonly view: DocumentView;
  readonly position: Position;
  readonly indentation: Indentation;
  /** Earlier cells of the same notebook, in order. */
  readonly earlierCells?: readonly DocumentView[];
  readonly selected?: SelectedEntry;
}

/** The text around the cursor at an instant, LF inside, cut to what may be sent at all. */
export interface Snapshot {
  readonly uri: string;
  readonly scheme: string;
  readonly languageId: string;
  readonly path: string;
  readonly eol: '\n' | '\r\n';
  readonly indentation: Indentation;
  readonly prefix: string;
  readonly suffix: string;
  /** The prefix reaches up to the start of the document. */
  readonly wholePrefix: boolean;
  /** The suffix reaches down to the end of the document. */
  readonly wholeSuffix: boolean;
  /** The cursor's line before it, with the selected entry of the suggest widget as if accepted. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  /** The real cursor. */
  readonly position: Position;
  /** Where an item's range begins and the text it must begin with: the line's start, or the selected entry's. */
  readonly anchor: Position;
  readonly head: string;
}

/** Why the text around a cursor was not taken. */
export type SnapshotRefusal = 'long-line' | 'suggest-widget';

/** Reads the text around the cursor, or says why not. Reads only the lines it returns. */
export function takeSnapshot(input: CursorInput): Snapshot | SnapshotRefusal {
  const { position, selected } = input;
  const { view, linesAbove } = joinCells(input.earlierCells ?? [], input.view);
  const cursorLine = position.line + linesAbove;
  const line = view.line(cursorLine);
  if (line.length > maxLineChars) return 'long-line';

  const typed = line.slice(0, position.character);
  const lineSuffix = line.slice(position.character);
  const head = selected ? headOf(selected, typed, position) : typed;
  if (head === undefined) return 'suggest-widget';
  const linePrefix = selected ? typed.slice(0, selected.start.character) + head : typed;

  const start = windowStart((index) => view.line(index).length, cursorLine, linePrefix.length);
  const below = readBelow(view, cursorLine + 1, lineSuffix.length);
  return {
    uri: view.uri,
    scheme: view.scheme,
    languageId: view.languageId,
    path: view.path,
    eol: view.eol,
    indentation: input.indentation,
    prefix: [...readLines(view, start, cursorLine), linePrefix].join('\n'),
    suffix: cutFromBottom([lineSuffix, ...below.lines].join('\n'), maxSuffixChars),
    wholePrefix: start === 0,
    wholeSuffix: below.whole,
    linePrefix,
    lineSuffix,
    position,
    anchor: selected ? selected.start : { line: position.line, character: 0 },
    head,
  };
}

/**
 * The selected entry's text, if what is typed so far agrees with it: VS Code draws an item beside the suggest widget only
 * when it begins with that text and shares the start of its range (`reference/vscode.md` §1.5).
 */
function headOf(selected: SelectedEntry, typed: string, cursor: Position): string | undefined {
  const { start, end } = selected;
  if (start.line !== cursor.line || end.line !== cursor.line) return undefined;
  if (start.character > cursor.character || end.character > cursor.character) return undefined;
  return selected.text.startsWith(typed.slice(start.character)) ? selected.text : undefined;
}

function readLines(view: DocumentView, from: number, to: number): string[] {
  const lines: string[] = [];
  for (let index = from; index < to; index++) lines.push(view.line(index));
  return lines;
}

/** Stops before a line that is too long, as the window above the cursor does: it is data, not code around a cursor. */
function readBelow(view: DocumentView, from: number, taken: number): { lines: string[]; whole: boolean } {
  const lines: string[] = [];
  let chars = taken;
  let index = from;
  for (; index < view.lineCount && chars <= maxSuffixChars; index++) {
    const line = view.line(index);
    if (line.length > maxLineChars) break;
    lines.push(line);
    chars += line.length + 1;
  }
  return { lines, whole: index >= view.lineCount && chars <= maxSuffixChars };
}
