import type { DocumentView, Position } from '../../src/core/completions/documentView';

/** A document under the hands of a typist: lines that are spliced, so that a key in a long file costs what it costs an editor. */
export class TextBuffer {
  private readonly lines: string[];
  private chars: number;

  constructor(text: string) {
    this.lines = text.split('\n');
    this.chars = text.length;
  }

  get text(): string {
    return this.lines.join('\n');
  }

  get lineCount(): number {
    return this.lines.length;
  }

  line(index: number): string {
    return this.lines[index] ?? '';
  }

  /** Puts `text` in the place of a range and returns where it ends. */
  replace(start: Position, end: Position, text: string): Position {
    this.chars += text.length - this.between(start, end).length;
    const head = this.line(start.line).slice(0, start.character);
    const tail = this.line(end.line).slice(end.character);
    const fresh = text.split('\n');
    const last = fresh.length - 1;
    const cursor = {
      line: start.line + last,
      character: (fresh[last] ?? '').length + (last === 0 ? start.character : 0),
    };
    fresh[0] = head + (fresh[0] ?? '');
    fresh[last] += tail;
    this.lines.splice(start.line, end.line - start.line + 1, ...fresh);
    return cursor;
  }

  between(start: Position, end: Position): string {
    if (start.line === end.line) return this.line(start.line).slice(start.character, end.character);
    const middle = this.lines.slice(start.line + 1, end.line);
    return [this.line(start.line).slice(start.character), ...middle, this.line(end.line).slice(0, end.character)].join(
      '\n',
    );
  }

  /** The place of a character, counted from the start of the document. */
  positionAt(offset: number): Position {
    let left = offset;
    for (let line = 0; line < this.lines.length; line++) {
      const length = this.line(line).length;
      if (left <= length) return { line, character: left };
      left -= length + 1;
    }
    return { line: this.lines.length - 1, character: (this.lines.at(-1) ?? '').length };
  }

  /** What the pipeline sees of it. */
  view(path: string, languageId: string): DocumentView {
    const { lines, chars } = this;
    return {
      uri: `file:///work/${path}`,
      scheme: 'file',
      languageId,
      path,
      eol: '\n',
      lineCount: lines.length,
      length: chars,
      line: (index) => lines[index] ?? '',
    };
  }
}

/** The place behind `text` that begins at `start`. */
export function positionAfter(start: Position, text: string): Position {
  const lines = text.split('\n');
  const last = (lines.at(-1) ?? '').length;
  return lines.length === 1
    ? { line: start.line, character: start.character + last }
    : { line: start.line + lines.length - 1, character: last };
}
