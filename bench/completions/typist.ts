import type { Position } from '../../src/core/completions/documentView';
import { spread } from '../replay/chance';
import type { Edit } from './edits';
import type { Habits } from './habits';
import { positionAfter, type TextBuffer } from './textBuffer';

/** What a key does. `overtype` steps over a closer the editor has put there; `move` changes nothing. */
export type KeyKind = 'type' | 'enter' | 'backspace' | 'delete' | 'overtype' | 'paste' | 'move';

/** One key at an instant (ms from the start of the session), what it changes, and what its author still means to write. */
export interface Key {
  readonly at: number;
  readonly kind: KeyKind;
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
  readonly cursor: Position;
  /** The text being written at this place, and how much of it stands. */
  readonly thought: Thought;
  readonly done: number;
}

/** A piece of text the author has in mind, from one move of the cursor to the next. */
export interface Thought {
  readonly id: string;
  readonly text: string;
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };
const isQuote = (char: string): boolean => char === '"' || char === "'" || char === '`';

/** Before these an editor closes brackets and quotes by itself (`autoCloseBefore` of VS Code's TypeScript). */
const closesBefore = /^$|^[\s;:.,=}\])>`]/;

/** The neighbour a finger meets instead. */
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/**
 * Turns edits into keys, in a document that ends as the edits say: gaps, thoughts, slips with backspaces, pastes, and what an
 * editor adds by itself (closers, indentation after Enter).
 */
export class Typist {
  readonly keys: Key[] = [];
  private cursor: Position = { line: 0, character: 0 };
  private thought: Thought = { id: '', text: '' };
  private done = 0;
  /** What the editor has put behind the cursor and the author has not passed yet. */
  private ahead = '';

  constructor(
    private readonly buffer: TextBuffer,
    private readonly random: () => number,
    private readonly habits: Habits,
    private now: number,
  ) {}

  get time(): number {
    return this.now;
  }

  /** Goes to an edit's place and makes it. `known` says whether the text already stood somewhere and is only moved here. */
  make(edit: Edit, id: string, known: boolean): void {
    this.thought = { id, text: edit.inserted };
    this.done = 0;
    this.wait(this.between(this.habits.goMs));
    const start = this.buffer.positionAt(edit.offset);
    this.cursor = start;
    this.press('move', start, start, '');
    if (edit.removed !== '') {
      this.gap();
      this.press('backspace', start, positionAfter(start, edit.removed), '');
    }
    if (edit.inserted === '') return;
    if (this.isPasted(edit.inserted, known)) {
      this.gap(3);
      this.done = edit.inserted.length;
      this.press('paste', this.cursor, this.cursor, edit.inserted);
      return;
    }
    this.write(edit.inserted);
  }

  private isPasted(text: string, known: boolean): boolean {
    const lines = text.trim().split('\n').length;
    const { pasteFromLines, alwaysPastedLines, pasteShare } = this.habits;
    if (lines < 2) return false;
    return known || lines > alwaysPastedLines || (lines >= pasteFromLines && this.random() < pasteShare);
  }

  private write(text: string): void {
    this.ahead = '';
    while (this.done < text.length) {
      const char = String.fromCodePoint(text.codePointAt(this.done) ?? 0);
      if (this.stepsOver(text, char)) continue;
      if (char === '\n') this.enter(text);
      else {
        this.pauseBefore(char);
        if (/[a-z]/i.test(char) && this.random() < this.habits.slipShare) this.slip(text);
        this.type(char);
      }
    }
    if (this.ahead === '') return;
    this.gap(2);
    const end = positionAfter(this.cursor, this.ahead);
    this.ahead = '';
    this.press('delete', this.cursor, end, '');
  }

  /** Passes what the editor has closed already: by typing over it, or by leaving the block downwards. */
  private stepsOver(text: string, char: string): boolean {
    const { ahead } = this;
    if (ahead === '') return false;
    const block = /^\n[ \t]*[)\]}]/.exec(ahead)?.[0];
    if (block !== undefined && text.startsWith(block, this.done)) {
      this.gap();
      this.ahead = ahead.slice(block.length);
      this.done += block.length;
      this.cursor = positionAfter(this.cursor, block);
      this.press('move', this.cursor, this.cursor, '');
      return true;
    }
    if (ahead[0] !== char || char === '\n') return false;
    this.gap(this.habits.markFactor);
    this.ahead = ahead.slice(1);
    this.done += 1;
    this.press('overtype', this.cursor, positionAfter(this.cursor, char), char);
    return true;
  }

  /** Enter, with the indentation the next line will have; between a pair of brackets the closer gets a line of its own. */
  private enter(text: string): void {
    const indent = /^[ \t]*/.exec(text.slice(this.done + 1))?.[0] ?? '';
    this.gap();
    const line = this.buffer.line(this.cursor.line);
    const before = line[this.cursor.character - 1];
    const [closer] = this.ahead;
    const opens = closer !== undefined && before !== undefined && !isQuote(before) && closerOf[before] === closer;
    const below = opens ? `\n${/^[ \t]*/.exec(line)?.[0] ?? ''}` : '';
    const typed = `\n${indent}`;
    this.done += typed.length;
    this.ahead = below + this.ahead;
    this.press('enter', this.cursor, this.cursor, typed + below, positionAfter(this.cursor, typed));
    if (this.random() < this.habits.thinkShare) this.wait(this.between(this.habits.thinkMs));
  }

  private type(char: string): void {
    const closer = this.closesItself(char) ? (closerOf[char] ?? '') : '';
    this.done += char.length;
    this.ahead = closer + this.ahead;
    this.press('type', this.cursor, this.cursor, char + closer, positionAfter(this.cursor, char));
  }

  private closesItself(char: string): boolean {
    if (closerOf[char] === undefined) return false;
    const line = this.buffer.line(this.cursor.line);
    const [left, right] = [line.slice(0, this.cursor.character), line.slice(this.cursor.character)];
    if (!closesBefore.test(right)) return false;
    if (!isQuote(char)) return true;
    return !/[\w'"`]$/.test(left) && !/^\s*(?:\/\/|\/?\*)/.test(left) && left.split(char).length % 2 === 1;
  }

  /** A wrong letter, perhaps some right ones behind it, then backspaces: the author goes on where it went wrong. */
  private slip(text: string): void {
    const right = text[this.done] ?? '';
    const after = /^\w*/.exec(text.slice(this.done + 1))?.[0] ?? '';
    const wrong = neighbour(right) + after.slice(0, Math.floor(this.random() * (this.habits.slipSeenAfter + 1)));
    for (const char of wrong) {
      this.press('type', this.cursor, this.cursor, char);
      this.gap();
    }
    for (let left = wrong.length; left > 0; left--) {
      const { line, character } = this.cursor;
      this.press('backspace', { line, character: character - 1 }, this.cursor, '');
      this.gap();
    }
  }

  private press(kind: KeyKind, start: Position, end: Position, text: string, cursor?: Position): void {
    const after = kind === 'move' ? start : this.buffer.replace(start, end, text);
    this.cursor = cursor ?? after;
    const { thought, done, now } = this;
    this.keys.push({ at: now, kind, start, end, text, cursor: this.cursor, thought, done });
  }

  private pauseBefore(char: string): void {
    const before = this.buffer.line(this.cursor.line)[this.cursor.character - 1] ?? ' ';
    const isWordStart = /\w/.test(char) && !/\w/.test(before);
    if (isWordStart && this.random() < this.habits.hesitateShare) this.wait(this.between(this.habits.hesitateMs));
    this.gap(/[\w ]/.test(char) ? 1 : this.habits.markFactor);
  }

  private gap(factor = 1): void {
    this.wait(factor * spread(this.habits.keyMs, this.random(), this.random()));
  }

  private wait(ms: number): void {
    this.now += ms;
  }

  /** Between two lengths, short ones more often: every doubling is as likely as the next. */
  private between([from, to]: readonly [number, number]): number {
    return from * (to / from) ** this.random();
  }
}

function neighbour(char: string): string {
  const lower = char.toLowerCase();
  const row = rows.find((one) => one.includes(lower)) ?? lower;
  const at = row.indexOf(lower);
  const other = row[at + 1] ?? row[at - 1] ?? lower;
  return char === lower ? other : other.toUpperCase();
}
